import { type Command, Option } from "commander";
import { customerOwner } from "../../../prover/accounts/customer.ts";
import { checkInclusion } from "../../../prover/accounts/inclusion.ts";
import { readStatement } from "../../../prover/formats/account.ts";
import {
  type FieldElement,
  formatFieldElement,
  formatQuantity,
  InputError,
  InvalidProofError,
  type Market,
  type Membership,
  ownerCommitment,
  readMarket,
} from "../../../prover/index.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { rowsOnChain } from "../../../verifier-contracts/client/rows-on-chain.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import { asking, connect } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option, root as rootOption } from "../../options.ts";
import { membershipFrom, ownerSecretFrom } from "../../private-files.ts";
import { type CheckLine, checklist } from "../../screen/checklist.ts";
import { epochLine } from "./epoch-line.ts";

interface Options {
  readonly statement?: string;
  readonly market?: string;
  readonly customer?: string;
  readonly ownerSecret?: string;
  readonly rpc?: string;
  readonly attestations?: string;
  readonly root?: string;
}

export function inclusionCheck(parent: Command): void {
  addCommand(parent, "check <file>", {
    summary: "check that your account is in a venue's attestation, with what you know you hold",
    examples: [
      "inclusion check quickstart-exchange/private/users/1001.json --customer customer-1001 --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE",
      "inclusion check 1001.json --statement my-account.json --market market.json --owner-secret owner-secret.json --root 0x…",
    ],
    notes: [
      "<file> is the private file that the venue gave you. Give your own --statement (solvency-account/1): else holdings are the venue's word.",
      "Say who you are: by --customer, the id by which the venue knows you, or by your --owner-secret. Else the file may be one that others with equal balances were given as well.",
      "The venue does not learn who checks: of the chain only the epoch's root, its rows and the latest epoch are asked, which are the same for everyone.",
    ],
  })
    .option("--statement <file>", "your account as you know it")
    .option("--market <file>", "the public market, which names the rows of your statement")
    .addOption(new Option("--customer <id>", "by which the venue knows you").conflicts("ownerSecret"))
    .option("--owner-secret <file>", "your owner secret, if you have one")
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
        const own = await statementOf(options, membership);
        const { root, from, latest, namesHold } = await trusted(membership, own?.market, options);
        await checkInclusion(membership, root, own?.account);
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
          await ownerLine(membership, options),
          holdingsLine(own !== undefined, namesHold),
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

/**
 * Whose account it is (T-60). A venue could show one account to all customers of equal balances, and owe it once.
 * @throws InvalidProofError when it is somebody else's
 */
async function ownerLine({ account }: Membership, { customer, ownerSecret }: Options): Promise<CheckLine> {
  const name = "owner";
  if (customer === undefined && ownerSecret === undefined) {
    const detail =
      account.owner === 0n
        ? "the account names nobody: others with equal balances may have been given the same file"
        : "whether it is yours alone: give --customer or --owner-secret";
    return { name, holds: null, detail };
  }
  const owner =
    ownerSecret === undefined
      ? customerOwner(customer ?? "")
      : await ownerCommitment(await ownerSecretFrom(ownerSecret));
  if (owner !== account.owner) {
    const whose = ownerSecret === undefined ? `of ${JSON.stringify(customer)}` : "of your owner secret";
    throw new InvalidProofError(`the account is not ${whose}: others may have been given the same file`);
  }
  const detail = ownerSecret === undefined ? `is ${JSON.stringify(customer)}` : "is your secret's commitment";
  return { name, holds: true, detail: `${detail}: nobody else was given this account` };
}

function holdingsLine(compared: boolean, namesHold: boolean): CheckLine {
  const name = "holdings";
  if (!compared) {
    return { name, holds: null, detail: "not compared with yours: give --statement, or read them below" };
  }
  if (namesHold) return { name, holds: true, detail: "are yours, to the last unit" };
  const detail = "are yours, if the rows are called so: give --rpc to compare with the market's signers";
  return { name, holds: null, detail };
}

/** Who the owner is, ownerLine says: a statement need not name it. */
async function statementOf({ statement, market: file }: Options, { account }: Membership) {
  if (statement === undefined) return undefined;
  if (file === undefined) {
    throw new InputError({ field: "--market", rule: "is needed with --statement: it names the rows" });
  }
  const market = await readMarket(file);
  return { market, account: await readStatement(statement, market, account.owner) };
}

interface Trusted {
  readonly root: FieldElement;
  readonly from: string;
  readonly latest?: bigint;
  /** Whether the market's rows are called as its signers call them. */
  readonly namesHold: boolean;
}

async function trusted(
  { epoch }: Membership,
  market: Market | undefined,
  options: Options,
): Promise<Trusted> {
  if (options.root !== undefined) {
    const root = option("--root", options.root, rootOption);
    return { root, from: "is the one that you gave", namesHold: false };
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
    if (market !== undefined) await rowsOnChain(attestations, venue, number, market);
    const from = `is the attested one, on chain ${node.chainId}`;
    return { root: root as FieldElement, from, latest, namesHold: market !== undefined };
  });
}

const holdingLines = ({ account }: Membership): string[] => [
  "  The venue says that you hold:",
  ...account.holdings.map(({ row, quantity }) => `  row ${row}  ${formatQuantity(quantity)}`),
];
