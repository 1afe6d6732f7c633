import { type Command, Option } from "commander";
import { checkInclusion } from "../../../prover/accounts/inclusion.ts";
import {
  type Account,
  type FieldElement,
  formatFieldElement,
  formatQuantity,
  InputError,
  InvalidProofError,
  type Membership,
  readAccount,
  readMarket,
} from "../../../prover/index.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import { asking, connect } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option, root as rootOption } from "../../options.ts";
import { membershipFrom } from "../../private-files.ts";
import { type CheckLine, checklist } from "../../screen/checklist.ts";
import { epochLine } from "./epoch-line.ts";

interface Options {
  readonly statement?: string;
  readonly market?: string;
  readonly rpc?: string;
  readonly attestations?: string;
  readonly root?: string;
}

export function inclusionCheck(parent: Command): void {
  addCommand(parent, "check <file>", {
    summary: "check that your account is in a venue's attestation, with what you know you hold",
    examples: [
      "inclusion check quickstart-exchange/private/users/1001.json --rpc http://127.0.0.1:8545 --attestations 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9",
      "inclusion check 1001.json --statement my-account.json --market market.json --root 0x…",
    ],
    notes: [
      "<file> is the private file that the venue gave you. Give your own --statement (solvency-account/1): else holdings are the venue's word.",
      "The venue does not learn who checks: of the chain only the epoch's root and the latest epoch are asked, which are the same for everyone.",
    ],
  })
    .option("--statement <file>", "your account as you know it")
    .option("--market <file>", "the public market, which names the rows of your statement")
    .option("--rpc <url>", "a node of the chain, of your choice")
    .option("--attestations <address>", "the contract SolvencyAttestations")
    .addOption(
      new Option("--root <hex>", "a root that you trust, instead of the chain's").conflicts([
        "rpc",
        "attestations",
      ]),
    )
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const membership = await membershipFrom(file);
        const own = await statementOf(options);
        const { root, from, latest } = await trustedRoot(membership, options);
        await checkInclusion(membership, root, own);
        const { venue, number } = membership.epoch;
        const checks: CheckLine[] = [
          {
            name: "leaf",
            holds: true,
            detail:
              own === undefined
                ? "computed from the holdings in the venue's file"
                : "computed from your own statement",
          },
          { name: "path", holds: true, detail: "leads from the leaf to the root" },
          { name: "root", holds: true, detail: from },
          epochLine(BigInt(number), latest),
          ...(own === undefined
            ? [
                {
                  name: "holdings",
                  holds: null,
                  detail: "not compared with yours: give --statement, or read them below",
                },
              ]
            : [{ name: "holdings", holds: true, detail: "are yours, to the last unit" }]),
          { name: "others", holds: null, detail: "whether other customers are in, only they can check" },
          { name: "reserves", holds: null, detail: "not looked at: solvency attestation verify" },
        ];
        return {
          json: {
            included: true,
            venue,
            epoch: number,
            tag: membership.account.tag.toString(),
            root: formatFieldElement(root),
            checks,
          },
          text: ({ colours }) =>
            [
              `${colours.bold(colours.green("✔ INCLUDED"))}  account ${membership.account.tag} of ${venue}, epoch ${number}`,
              "",
              checklist(colours, checks),
              ...(own === undefined ? ["", ...holdingLines(membership)] : []),
            ].join("\n"),
        };
      }),
    );
}

async function statementOf({ statement, market }: Options): Promise<Account | undefined> {
  if (statement === undefined) return undefined;
  if (market === undefined) {
    throw new InputError({ field: "--market", rule: "is needed with --statement: it names the rows" });
  }
  return readAccount(statement, await readMarket(market));
}

async function trustedRoot(
  { epoch }: Membership,
  options: Options,
): Promise<{ readonly root: FieldElement; readonly from: string; readonly latest?: bigint }> {
  if (options.root !== undefined) {
    return { root: option("--root", options.root, rootOption), from: "is the one that you gave" };
  }
  if (options.rpc === undefined || options.attestations === undefined) {
    throw new InputError({ field: "--rpc", rule: "--rpc and --attestations are needed, or --root" });
  }
  const contract = option("--attestations", options.attestations, address);
  const node = await connect(options.rpc);
  return asking(node.shownUrl, async () => {
    const attestations = new SolvencyAttestations(contract, node.provider);
    const venues = new VenueRegistry(await attestations.venues(), node.provider);
    const [venue, number] = [nameToBytes32(epoch.venue), BigInt(epoch.number)];
    const { statement } = await attestations.attestationOf(venue, number);
    if (BigInt(statement) === 0n) {
      throw new InvalidProofError(`the contract has no attestation of ${epoch.venue} for epoch ${number}`);
    }
    const { root } = await venues.accountsRootOf(venue, number);
    const latest = await attestations.latestEpochOf(venue);
    return { root: root as FieldElement, from: `is the attested one, on chain ${node.chainId}`, latest };
  });
}

const holdingLines = ({ account }: Membership): string[] => [
  "  The venue says that you hold:",
  ...account.holdings.map(({ row, quantity }) => `  row ${row}  ${formatQuantity(quantity)}`),
];
