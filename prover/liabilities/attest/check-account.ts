import type { TableKind } from "../../../circuits/liabilities/circuits.ts";
import type { Account } from "../../accounts/account.ts";
import { InputError, NotProvableError } from "../../domain/errors.ts";
import { formatUsd, type Usd } from "../../domain/usd.ts";
import type { CellTable } from "../../market/cells/table.ts";
import { tooMuch } from "../open-batch.ts";
import { WORTH_BITS } from "../opening.ts";
import { placedWorth, placeHoldings } from "../place.ts";
import { isWide, type SizeClasses } from "./size-classes.ts";

/**
 * Whether an account can be attested, by the sums that its batch will make. Batches check again, against the reference model.
 * @throws InputError when it has more holdings than the wide class, a row that is not published, a quantity that no bracket admits, or a mode
 *         that the kind of table does not attest
 * @throws NotProvableError when it is under water
 */
export function checkAccount(classes: SizeClasses, table: CellTable, account: Account): void {
  const { tag, mode } = account;
  if (mode === "portfolio" && classes.kind === "margin") {
    const rule = "portfolio accounts are attested by equity; their margin is not shown in batches";
    throw new InputError({ field: `account ${tag}: mode`, value: `"${mode}"`, rule });
  }
  const { holdings } = isWide(classes, account) ? classes.wide : classes.narrow;
  const worth = placedWorth(table, placeHoldings(table, account, holdings));
  if (worth >= 1n << BigInt(WORTH_BITS)) throw tooMuch(account, worth as Usd);
  if (worth >= 0n) return;
  throw new NotProvableError(`account ${tag} ${FAULTS[classes.kind]}`, -worth, [
    `shortfall   ${formatUsd(-worth as Usd)} USD`,
  ]);
}

const FAULTS: Readonly<Record<TableKind, string>> = {
  flat: "has negative equity",
  equity: "has negative equity",
  margin: "does not meet maintenance margin",
};
