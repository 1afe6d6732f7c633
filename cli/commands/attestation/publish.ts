import { join } from "node:path";
import type { Command } from "commander";
import { readAcceptedAssets } from "../../../prover/formats/accepted-assets.ts";
import { attestationSchema } from "../../../prover/formats/attestation.ts";
import { readJson } from "../../../prover/formats/json.ts";
import { provenStatementSchema } from "../../../prover/formats/proven-statement.ts";
import { readReserves } from "../../../prover/formats/reserves.ts";
import type { Groth16Proof } from "../../../prover/groth16/backend.ts";
import { InputError, RuleError, readMarket } from "../../../prover/index.ts";
import { bundleHash } from "../../../prover/liabilities/bundle/bundle-hash.ts";
import { verifyReserves } from "../../../prover/reserves/verify.ts";
import { recordedMarket } from "../../../verifier-contracts/client/attestations.ts";
import { signBundle } from "../../../verifier-contracts/client/bundle-publication.ts";
import { expectedCoverage } from "../../../verifier-contracts/client/expected-coverage.ts";
import {
  mergeTables,
  readTableAttestation,
} from "../../../verifier-contracts/client/formats/table-attestation.ts";
import type { AttestedReserve } from "../../../verifier-contracts/client/publication.ts";
import type { Coverage } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { signAccounts } from "../../../verifier-contracts/client/typed-data.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import {
  type SendAttestationsOptions,
  sendToAttestations,
  withAttestations,
} from "../../chain/send-attestations.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option } from "../../options.ts";
import { count } from "../../screen/amounts.ts";
import { coverageJson, coverageTable } from "../../screen/coverage.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends SendAttestationsOptions {
  readonly table: readonly string[];
  readonly holding: readonly string[];
  readonly accept?: string;
  readonly short?: boolean;
  readonly uri: string;
}

export function attestationPublish(parent: Command): void {
  const command = addCommand(parent, "publish <bundle>", {
    summary: "as the venue: sign a bundle and have the contract verify its total and read the reserves, now",
    examples: [
      "attestation publish quickstart-exchange/bundle --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE --table table-1.json table-2.json --holding 0x0000000000000000000000000000000000000000:0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --uri https://exchange.example/epochs/1",
    ],
    notes: [
      "The market's root must be recorded (oracle post), and every owner of reserves must have signed for the venue (reserves own).",
      "What is owed and there is compared first: an epoch is attested once, for ever. Reserves on other chains are those of the bundle's evidence (reserves prove), as far as --accept names them (solvency-accepted-assets/1).",
    ],
  });
  withAttestations(command, "the venue's attestor, who also pays")
    .requiredOption("--table <files...>", "attestations of the table, one of each signer")
    .option("--holding <token:owner...>", "reserves on this chain; the zero address is its coin", [])
    .option(
      "--accept <file>",
      "which of the bundle's evidence of other chains counts, as verifiers will accept it",
    )
    .option("--short", "record it also where reserves do not cover what is owed")
    .requiredOption("--uri <uri>", "where the bundle is, for everyone")
    .action(
      perform(async (screen, folder: string, options: Options) => {
        const manifest = await readJson(join(folder, "manifest.json"), attestationSchema);
        const { proof } = await readJson(join(folder, "total.json"), provenStatementSchema);
        const {
          signed: table,
          rows,
          tokens,
        } = mergeTables(await Promise.all(options.table.map(readTableAttestation)));
        if (table.attestation.table !== manifest.table.digest) {
          throw new InputError({ field: "--table", rule: "is of another table than the bundle" });
        }
        const nameOf = ({ row }: Coverage): string => manifest.net[Number(row)]?.row ?? `row ${row}`;
        let coverage: readonly Coverage[] = [];
        const holdings = options.holding.map((text) =>
          option("--holding", text, (given) => {
            const [token = "", owner = ""] = given.split(":");
            const place = tokens.findIndex((each) => each.token === address(token));
            if (place < 0) throw new RuleError("is of a token that the table's signers do not list");
            return { token: BigInt(place), owner: address(owner) };
          }),
        );
        const receipt = await sendToAttestations(options, async ({ attestations, sender }) => {
          const venues = new VenueRegistry(await attestations.venues(), sender);
          const { market, marketRoot, asOf } = table.attestation;
          const attested = await elsewhereOf(folder, (await attestations.place()).chainId, options.accept);
          const net = manifest.net.map(({ quantity }) => quantity);
          coverage = await expectedCoverage(
            attestations.provider,
            { rows, tokens },
            { net, holdings, attested },
          );
          const short = coverage
            .filter((asset) => asset.onChain + asset.attested < asset.liability)
            .map(nameOf);
          if (short.length > 0 && options.short !== true) {
            throw new InputError({
              field: "--holding",
              rule: `does not cover what is owed of ${short.join(", ")}; nothing was sent`,
              details: [
                ...coverageTable(screen.colours, coverage, nameOf).split("\n"),
                "An epoch is attested once, for ever. Give more reserves, or record the shortage with --short.",
              ],
            });
          }
          const publication = await signBundle(sender, await attestations.place(), {
            manifest,
            hash: await bundleHash(folder),
            total: proof as unknown as Groth16Proof,
            accounts: await signAccounts(sender, await venues.place(), {
              venue: manifest.venue.id,
              epoch: BigInt(manifest.epoch),
              accountsRoot: manifest.accountsRoot,
              asOf: BigInt(manifest.asOf),
            }),
            market: recordedMarket({ market, marketRoot, asOf }),
            table,
            rows,
            tokens,
            holdings,
            attested,
            uri: options.uri,
          });
          return attestations.attest(publication);
        });
        const { hash: transaction, gasUsed } = receipt;
        const covered = coverage;
        return {
          json: {
            venue: manifest.venue.name,
            epoch: manifest.epoch,
            transaction,
            gasUsed: gasUsed.toString(),
            coverage: coverageJson(covered, nameOf),
          },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${manifest.venue.name}, epoch ${manifest.epoch}, is recorded`,
              "",
              coverageTable(colours, covered, nameOf),
              "",
              pairs(colours, [
                ["transaction", transaction],
                ["gas", count(gasUsed)],
              ]),
            ].join("\n"),
        };
      }),
    );
}

/** What the bundle's evidence shows of reserves on other chains, by increasing place of the row. */
async function elsewhereOf(
  folder: string,
  chainId: bigint,
  accept: string | undefined,
): Promise<readonly AttestedReserve[]> {
  if (accept === undefined) return [];
  const market = await readMarket(join(folder, "market.json"));
  const accepted = await readAcceptedAssets(accept, market);
  const evidence = await readReserves(join(folder, "reserves.json"));
  const { amounts } = await verifyReserves(evidence, { contractChain: `eip155:${chainId}`, accepted });
  return [...amounts]
    .map(([index, { verified, unverified }]) => ({
      row: BigInt(market.rows.findIndex((row) => row.index === index)),
      amount: verified + unverified,
    }))
    .toSorted((a, b) => Number(a.row - b.row));
}
