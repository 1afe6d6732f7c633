import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { capacityFor } from "../../prover/accounts/epoch.ts";
import {
  type Account,
  buildEpoch,
  type Epoch,
  formatFieldElement,
  InputError,
  type Market,
  type Membership,
  RuleError,
  readAccount,
  readMarket,
  writeEpoch,
  writeMembership,
} from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { inFile, makeFolder, shownPath, wholeFolder } from "../files.ts";
import { nowSeconds, option, unixTime, wholeNumber } from "../options.ts";
import { count } from "../screen/amounts.ts";
import type { Progress } from "../screen/progress.ts";
import { pairs } from "../screen/table.ts";
import { day } from "../screen/time.ts";

export interface EpochOptions {
  readonly accounts: string;
  readonly market: string;
  readonly venue: string;
  readonly epoch: string;
  readonly asOf?: string;
  readonly out: string;
}

export interface BuiltEpochFolder {
  readonly epoch: Epoch;
  readonly memberships: readonly Membership[];
  /** Of the customer with this tag. */
  readonly memberFile: (tag: bigint) => string;
}

/** Reads every account of a folder, builds the tree, and writes the epoch's folder whole or not at all. */
export async function buildEpochFolder(
  options: EpochOptions,
  progress?: Progress,
): Promise<BuiltEpochFolder> {
  const number = Number(option("--epoch", options.epoch, smallNumber));
  const asOf = options.asOf === undefined ? nowSeconds() : Number(option("--as-of", options.asOf, unixTime));
  const venue = option("--venue", options.venue, (text) => {
    if (text.trim() === "") throw new RuleError("must not be empty");
    return text;
  });
  const market = await readMarket(options.market);
  const accounts = await readAccounts(options.accounts, market);
  const built = await buildEpoch({ venue, number, asOf }, accounts, {
    onProgress: (done, total) => progress?.show("building the account tree", done, total),
  });
  await wholeFolder("--out", options.out, async (work) => {
    const members = join(work, "members");
    await makeFolder(members, { secret: true });
    for (const [i, membership] of built.memberships.entries()) {
      progress?.show("writing the memberships", i, built.memberships.length);
      await writeMembership(join(members, `${membership.account.tag}.json`), membership);
    }
    await writeEpoch(join(work, "epoch.json"), built.epoch);
  });
  return { ...built, memberFile: (tag) => join(options.out, "members", `${tag}.json`) };
}

const smallNumber = (text: string): bigint => {
  const number = wholeNumber(1n)(text);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new RuleError("must be below 2^53");
  return number;
};

async function readAccounts(folder: string, market: Market): Promise<Account[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const refuse = (source: string, field: string, value: string | undefined, rule: string): never => {
    throw new InputError({ source, field, ...(value === undefined ? {} : { value }), rule });
  };
  if (names.length === 0) refuse(folder, "the folder", undefined, "has no account files (*.json)");
  const files = new Map<bigint, string>();
  const accounts: Account[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const account = await readAccount(file, market);
    const twin = files.get(account.tag);
    if (twin !== undefined) {
      refuse(
        file,
        "tag",
        `"${account.tag}"`,
        `${twin} has the same tag; every account of an epoch needs its own`,
      );
    }
    await inFile(file, () => capacityFor(account));
    files.set(account.tag, file);
    accounts.push(account);
  }
  return accounts;
}

export function epochBuild(parent: Command): void {
  addCommand(parent, "build", {
    summary: "build a venue's account tree from a folder of account files",
    examples: [
      "epoch build --accounts quickstart/accounts --market quickstart/market.json --venue binance-example --epoch 2 --out epoch-2",
    ],
    notes: [
      "Writes epoch.json, which the venue publishes, and members/<tag>.json for each customer (mode 0600: it holds the salt).",
    ],
  })
    .requiredOption("--accounts <folder>", "account files, one for each tag")
    .requiredOption("--market <file>", "the market that names the rows")
    .requiredOption("--venue <name>", "the venue's name")
    .requiredOption("--epoch <n>", "number of the epoch: 1, 2, 3, ...")
    .option("--as-of <unix>", "when the accounts were read, in Unix seconds (default: now)")
    .requiredOption("--out <folder>", "a new folder")
    .action(
      perform(async (screen, options: EpochOptions) => {
        const { epoch, memberships, memberFile } = await buildEpochFolder(options, screen.progress);
        const { venue, number, asOf } = epoch;
        const accountsRoot = formatFieldElement(epoch.accountsRoot);
        const files = { epoch: join(options.out, "epoch.json"), members: join(options.out, "members") };
        return {
          json: {
            venue,
            epoch: number,
            asOf,
            accountsRoot,
            accounts: memberships.length,
            files: { ...files, memberships: memberships.map(({ account }) => memberFile(account.tag)) },
          },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(files.epoch)}  ${colours.dim("to publish")}`,
              `${colours.green("✔")} ${shownPath(files.members)}  ${colours.dim("one private file for each customer")}`,
              "",
              pairs(colours, [
                ["accounts root", accountsRoot],
                ["venue", `${venue}, epoch ${number}, ${day(asOf)}`],
                ["accounts", count(memberships.length)],
              ]),
            ].join("\n"),
        };
      }),
    );
}
