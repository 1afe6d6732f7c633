import {
  BATCH_FAMILY,
  type BatchCircuit,
  FOLD_FAMILY,
  type FoldCircuit,
  LIABILITY_CIRCUITS,
  type LiabilityCircuit,
  type LiabilityCircuitId,
  TABLE_FAMILY,
  type TableCircuit,
  type TableKind,
  TOTAL_FAMILY,
  type TotalCircuit,
} from "../../../circuits/liabilities/circuits.ts";
import { liabilityCircuitById } from "../../../circuits/registry.ts";
import type { Account } from "../../accounts/account.ts";
import { InputError } from "../../domain/errors.ts";

/** The circuits that attest a venue together. */
export interface SizeClasses {
  readonly kind: TableKind;
  /** Accounts of few holdings, and those that do not fit it. */
  readonly narrow: BatchCircuit;
  readonly wide: BatchCircuit;
  readonly fold: FoldCircuit;
  readonly table: TableCircuit;
  /** The smallest first. */
  readonly totals: readonly TotalCircuit[];
}

const found = <Family extends LiabilityCircuit["family"]>(family: Family, id: LiabilityCircuitId) => {
  const circuit = liabilityCircuitById(id);
  if (circuit.family !== family) throw new RangeError(`${id} is not of ${family}`);
  return circuit as Extract<LiabilityCircuit, { family: Family }>;
};

const TOTALS = LIABILITY_CIRCUITS.filter((circuit) => circuit.family === TOTAL_FAMILY);

const classes = (narrow: LiabilityCircuitId, wide: LiabilityCircuitId): SizeClasses => {
  const first = found(BATCH_FAMILY, narrow);
  return {
    kind: first.kind,
    narrow: first,
    wide: found(BATCH_FAMILY, wide),
    fold: found(FOLD_FAMILY, "solvency-fold"),
    table: found(TABLE_FAMILY, "solvency-table"),
    totals: TOTALS,
  };
};

/** By the name that users give: what accounts are shown to meet, and "small", flat too, for trying out. */
export const SIZE_CLASSES = {
  small: classes("solvency-batch-8x8", "solvency-batch-8x32"),
  flat: classes("solvency-batch-64x8", "solvency-batch-8x32"),
  equity: classes("solvency-batch-equity-64x8", "solvency-batch-equity-8x32"),
  margin: classes("solvency-batch-margin-64x8", "solvency-batch-margin-8x32"),
} as const satisfies Record<string, SizeClasses>;

export type SizeClassName = keyof typeof SIZE_CLASSES;

/**
 * The smallest total that publishes so many rows.
 * @throws InputError when none does
 */
export function totalCircuit({ totals }: Pick<SizeClasses, "totals">, rows: number): TotalCircuit {
  const total = totals.find((each) => each.rows >= rows);
  if (total !== undefined) return total;
  const most = totals.at(-1)?.rows ?? 0;
  throw new InputError({
    field: "rows",
    value: String(rows),
    rule: `a total publishes at most ${most} rows`,
  });
}

/**
 * Whether an account needs the wide class. Portfolio accounts do, however few their holdings: the circuits of their owners' claims
 * open leaves of that capacity.
 */
export const isWide = (
  { narrow }: SizeClasses,
  { holdings, mode }: Pick<Account, "holdings" | "mode">,
): boolean => holdings.length > narrow.holdings || mode === "portfolio";
