import { join } from "node:path";
import type { Command } from "commander";
import { type ImportedAccount, importCcxtAccounts } from "../../prover/accounts/ccxt.ts";
import { capacityFor } from "../../prover/accounts/epoch.ts";
import { parseJson, readText, writeJson } from "../../prover/formats/json.ts";
import { type Account, accountToJson, InputError, ownerCommitment, readMarket } from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { assertFolder, exists, inFile, makeFolder, shownPath } from "../files.ts";
import { option, wholeNumber } from "../options.ts";
import { ownerSecretOrNew } from "../private-files.ts";
import { type Imported, importedText } from "../screen/imported.ts";

export interface ImportOptions {
  readonly balance: string;
  readonly positions: string;
  readonly market: string;
  readonly tag: string;
  readonly ownerSecret: string;
  readonly out: string;
  readonly leaveOutUnlisted?: boolean;
  readonly totalsIncludePnl?: boolean;
}

/** Reads everything and checks everything; only then writes, and never over a file that exists. */
export async function importAccounts(options: ImportOptions): Promise<Imported> {
  const firstTag = option("--tag", options.tag, wholeNumber(1n));
  await assertFolder("--out", options.out);
  const market = await readMarket(options.market);
  const read = async (path: string) => parseJson(await readText(path), path);
  const { accounts, notes } = importCcxtAccounts(
    await read(options.balance),
    await read(options.positions),
    market,
    {
      balanceSource: options.balance,
      positionsSource: options.positions,
      leaveOutUnlisted: options.leaveOutUnlisted === true,
      totalsIncludeUnrealizedPnl: options.totalsIncludePnl === true,
    },
  );
  const secret = await ownerSecretOrNew(options.ownerSecret);
  const owner = await ownerCommitment(secret.secret);
  const files = await Promise.all(
    accounts.map(async ({ mode, position, holdings }: ImportedAccount, k) => {
      const account: Account = { tag: firstTag + BigInt(k), mode, owner, holdings };
      await inFile(position === null ? options.balance : options.positions, () => capacityFor(account));
      const file = join(options.out, `${account.tag}.json`);
      await refuseExisting(file);
      return { file, account, position };
    }),
  );
  await makeFolder(options.out);
  await secret.save();
  for (const { file, account } of files)
    await writeJson(file, accountToJson(account, market), { secret: true });
  return { market, files, ownerSecretIsNew: secret.isNew, notes };
}

async function refuseExisting(file: string): Promise<void> {
  if (!(await exists(file))) return;
  throw new InputError({
    field: "--out",
    value: JSON.stringify(file),
    rule: "exists already; nothing was written",
    details: ["Give another --tag or --out, or remove the file if the account is to be read anew."],
  });
}

export function accountImport(parent: Command): void {
  addCommand(parent, "import", {
    summary: "import a trader's account from the answers of ccxt's fetchBalance and fetchPositions",
    examples: [
      "account import --balance examples/balance.json --positions examples/positions.json --market quickstart/market.json --tag 7001 --owner-secret owner-secret.json --out accounts",
    ],
    notes: [
      "Writes one cross account (tag N) and one account for each isolated position (N + 1, N + 2, ...).",
      "The owner secret is made when its file does not exist. Keep it: only its holder can make claims.",
      "Amounts must be strings: exchange.number = String in ccxt.",
    ],
  })
    .requiredOption("--balance <file>", "JSON of fetchBalance")
    .requiredOption("--positions <file>", "JSON of fetchPositions")
    .requiredOption("--market <file>", "the market that names the rows")
    .requiredOption("--tag <n>", "the venue's number of the account, from 1")
    .option("--owner-secret <file>", "made when it does not exist, never overwritten", "owner-secret.json")
    .requiredOption("--out <folder>", "for the account files")
    .option("--leave-out-unlisted", "leave out assets that the market does not list, and say so")
    .option("--totals-include-pnl", "the balances' totals hold unrealised P&L (ccxt's Binance futures)")
    .action(
      perform(async (_screen, options: ImportOptions) => {
        const imported = await importAccounts(options);
        return {
          json: {
            ownerSecret: { file: options.ownerSecret, isNew: imported.ownerSecretIsNew },
            accounts: imported.files.map(({ file, account, position }) => {
              const { format: _, ...content } = accountToJson(account, imported.market);
              return { file, position, ...content };
            }),
            notes: imported.notes,
          },
          text: ({ colours }) => importedText(colours, imported, shownPath(options.ownerSecret)),
        };
      }),
    );
}
