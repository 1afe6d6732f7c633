import type { Account } from "../../accounts/account.ts";
import type { InputError, NotProvableError } from "../../domain/errors.ts";

/** An account of a venue that cannot be attested, and why. It is named, never left out silently. */
export interface RefusedAccount {
  /** As the ledger names it: "account 12", "customer 0000…0001". */
  readonly who: string;
  readonly error: InputError | NotProvableError;
}

/** What a ledger says of one account. Ledgers are read as streams: nothing holds more than a few of these. */
export type LedgerEntry = { readonly account: Account } | { readonly refused: RefusedAccount };

/** In a line: the account, and why. */
export const refusalLine = (who: string, why: string): string =>
  why.startsWith(who) ? why : `${who}: ${why}`;
