import { type Command, Option } from "commander";
import { readRowMeanings } from "../../../prover/formats/row-meanings.ts";
import { formatFieldElement, MarketTree, readMarket } from "../../../prover/index.ts";
import { SIZE_CLASSES, type SizeClassName } from "../../../prover/liabilities/attest/size-classes.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { writeTableAttestation } from "../../../verifier-contracts/client/formats/table-attestation.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signTable } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import {
  describeTable,
  rowsDigest,
  TABLE_KINDS,
  type TableRow,
} from "../../../verifier-contracts/client/tables.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { address, option, wholeNumber } from "../../options.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends SignerOptions {
  readonly size: SizeClassName;
  readonly assets: string;
  readonly chainId: string;
  readonly registry: string;
  readonly market?: string;
  readonly out: string;
}

export function attestationSignTable(parent: Command): void {
  const command = addCommand(parent, "sign-table <market>", {
    summary: "as a signer of the market: sign its table, and what its rows and tokens are; no transaction",
    examples: [
      "attestation sign-table quickstart-exchange/market.json --size small --assets quickstart-exchange/assets.json --chain-id 31337 --registry 0x9A676e781A523b5d0C0e43731313A708CB607508 --out table.json",
    ],
    notes: [
      "Rows whose prices do not fit what they are said to be are refused: units of one asset must not count more owned than owed, and whatever is no contract counts in full when it is owed.",
      "A token that you list counts as its asset in full, whoever mints it.",
      "A market needs the signatures of several: `attestation publish` takes all their files.",
    ],
  });
  withSigner(command, "the market's signer")
    .addOption(
      new Option("--size <class>", "the table's kind and size")
        .choices(Object.keys(SIZE_CLASSES))
        .default("margin"),
    )
    .requiredOption("--assets <file>", "solvency-assets/1: contracts, settlement rows, tokens")
    .requiredOption("--chain-id <n>", "the chain")
    .requiredOption("--registry <address>", "the TableRegistry")
    .option("--market <name>", "the market's id on the chain (default: the venue's name in the file)")
    .requiredOption("--out <file>", "the attestation, public")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const market = await readMarket(file);
        const { kind } = SIZE_CLASSES[options.size];
        const table = await CellTable.build(market, kind);
        const { rows, tokens } = describeTable(table, await readRowMeanings(options.assets, market));
        const place = {
          chainId: option("--chain-id", options.chainId, wholeNumber(1n)),
          registry: option("--registry", options.registry, address),
        };
        const signed = await signTable(await signerFrom(options), place, {
          market: option("--market", options.market ?? market.venue, nameToBytes32),
          marketRoot: (await MarketTree.build(market)).root,
          asOf: BigInt(market.asOf),
          table: table.digest,
          kind: BigInt(TABLE_KINDS.indexOf(kind)),
          rows: rowsDigest(rows, tokens),
        });
        await writeTableAttestation(options.out, { place, signed, rows, tokens });
        const digest = formatFieldElement(table.digest);
        const assetOf = (place: bigint): string => market.rows[Number(place)]?.name ?? "";
        const nameOf = ({ index }: TableRow): string =>
          market.rows.find((row) => BigInt(row.index) === index)?.name ?? "";
        const others = rows.filter((row, k) => !row.closed && row.asset !== BigInt(k));
        return {
          json: {
            file: options.out,
            table: digest,
            kind,
            signer: signed.signers[0],
            contracts: rows.filter(({ closed }) => closed).map(nameOf),
            owedIn: Object.fromEntries(others.map((row) => [nameOf(row), assetOf(row.asset)])),
            tokens: tokens.map(({ token, decimals, row }) => ({
              asset: assetOf(row),
              token,
              decimals: Number(decimals),
            })),
          },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim("public; no transaction was sent")}`,
              "",
              pairs(colours, [
                ["you signed", `a table of kind ${kind}, ${digest}`],
                [
                  "contracts",
                  rows
                    .filter(({ closed }) => closed)
                    .map(nameOf)
                    .join(", ") || "none",
                ],
                ...others.map((row) => ["owed in", `${nameOf(row)} in ${assetOf(row.asset)}`] as const),
                ...tokens.map(
                  ({ token, decimals, row }) =>
                    ["counts in full", `${token}, ${decimals} decimals, as ${assetOf(row)}`] as const,
                ),
              ]),
            ].join("\n"),
        };
      }),
    );
}
