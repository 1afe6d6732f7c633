import { mkdir, rm } from "node:fs/promises";
import type { Account } from "../../accounts/account.ts";
import { InputError, NotProvableError } from "../../domain/errors.ts";
import { readJson, writeJson } from "../../formats/json.ts";
import { type LedgerSummary, ledgerSummarySchema } from "../../formats/ledger-summary.ts";
import { type LedgerEntry, type RefusedAccount, refusalLine } from "../ledger/entry.ts";
import { accountRecord } from "../ledger/record.ts";
import { sortedByTag } from "../ledger/sort.ts";
import { writePrivateLines } from "../ledger/write-lines.ts";
import { checkAccount } from "./check-account.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { padded } from "./padding.ts";
import type { WorkFolder } from "./work-folder.ts";

export interface PrepareOptions {
  /** Names the ledger: work begun with another one is refused. */
  readonly name: string;
  /** Attest the rest where accounts are refused. Otherwise nothing is attested, and the refusal lists them. */
  readonly leaveOut?: boolean;
  readonly onProgress?: (accounts: number) => void;
}

/** Refusals that are listed one by one in an error. */
const SHOWN = 20;

/**
 * Reads the ledger, checks every account, and keeps those that can be attested in order of tag.
 * @throws InputError for a tag that two accounts have, for refused accounts unless they are left out, and for a folder of another ledger
 */
export async function prepareLedger(
  work: WorkFolder,
  identity: EpochIdentity,
  ledger: AsyncIterable<LedgerEntry>,
  { name, leaveOut = false, onProgress }: PrepareOptions,
): Promise<LedgerSummary> {
  const refused: RefusedAccount[] = [];
  let read = 0;
  let attested = 0;
  let kept = 0;
  async function* sound(): AsyncGenerator<Account> {
    for await (const entry of ledger) {
      if (++read % 1_000 === 0) onProgress?.(read);
      const refusal = "refused" in entry ? entry.refused : refusalOf(identity, entry.account);
      if (refusal !== undefined) refused.push(refusal);
      else if ("account" in entry) {
        attested++;
        yield entry.account;
      }
    }
  }
  await work.once("ledger", async (file) => {
    const runs = work.at("runs");
    await rm(runs, { recursive: true, force: true });
    await mkdir(runs, { mode: 0o700 });
    async function* lines(): AsyncGenerator<string> {
      for await (const account of padded(sortedByTag(sound(), runs), identity.padTo ?? 0)) {
        kept++;
        yield accountRecord(account);
      }
    }
    await writePrivateLines(file, lines());
    await rm(runs, { recursive: true });
    if (refused.length > 0 && !leaveOut) {
      await rm(file);
      throw listed(refused.map(({ who, error }) => ({ who, why: error.message })));
    }
    if (attested === 0) {
      await rm(file);
      throw new InputError({ field: "ledger", rule: "has no account that can be attested" });
    }
    const summary = {
      format: "solvency-ledger-summary/1",
      ledger: name,
      attested,
      padding: kept - attested,
      refused: refused.map(({ who, error }) => ({ who, why: error.message, details: error.details })),
    };
    await writeJson(work.at("refused.json"), summary, { secret: true });
  });
  const summary = await readJson(work.at("refused.json"), ledgerSummarySchema);
  if (summary.ledger !== name) {
    const rule =
      "was begun with another ledger, which is what it would attest; give this one a folder of its own";
    throw new InputError({ field: "work folder", value: JSON.stringify(work.path), rule });
  }
  if (summary.refused.length > 0 && !leaveOut) throw listed(summary.refused);
  return summary;
}

function refusalOf({ classes, table }: EpochIdentity, account: Account): RefusedAccount | undefined {
  try {
    checkAccount(classes, table, account);
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof NotProvableError)) throw error;
    return { who: `account ${account.tag}`, error };
  }
}

function listed(refused: readonly { readonly who: string; readonly why: string }[]): InputError {
  const more = refused.length - SHOWN;
  return new InputError({
    field: "ledger: number of accounts that cannot be attested",
    value: String(refused.length),
    rule: "nothing was attested; correct them, or leave them out",
    details: [
      ...refused.slice(0, SHOWN).map(({ who, why }) => refusalLine(who, why)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
  });
}
