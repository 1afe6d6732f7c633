import {
  BATCH_FAMILY,
  type BatchCircuit,
  FOLD_FAMILY,
  type FoldCircuit,
  type LiabilityCircuit,
  type LiabilityCircuitId,
  type TableKind,
  TOTAL_FAMILY,
  type TotalCircuit,
} from "../../../circuits/liabilities/circuits.ts";
import { liabilityCircuitById } from "../../../circuits/registry.ts";
import type { Account } from "../../accounts/account.ts";

/** The circuits that attest a venue together. All read one table of one size class. */
export interface SizeClasses {
  readonly kind: TableKind;
  readonly cells: number;
  /** Accounts of few holdings, and those that do not fit it. */
  readonly narrow: BatchCircuit;
  readonly wide: BatchCircuit;
  readonly fold: FoldCircuit;
  readonly total: TotalCircuit;
}

const found = <Family extends LiabilityCircuit["family"]>(family: Family, id: LiabilityCircuitId) => {
  const circuit = liabilityCircuitById(id);
  if (circuit.family !== family) throw new RangeError(`${id} is not of ${family}`);
  return circuit as Extract<LiabilityCircuit, { family: Family }>;
};

const classes = (
  narrow: LiabilityCircuitId,
  wide: LiabilityCircuitId,
  fold: LiabilityCircuitId,
  total: LiabilityCircuitId,
): SizeClasses => {
  const first = found(BATCH_FAMILY, narrow);
  const { kind, cells } = first;
  return {
    kind,
    cells,
    narrow: first,
    wide: found(BATCH_FAMILY, wide),
    fold: found(FOLD_FAMILY, fold),
    total: found(TOTAL_FAMILY, total),
  };
};

/** By the name that users give: what accounts are shown to meet, and "small" for trying out with a market of at most 15 flat rows. */
export const SIZE_CLASSES = {
  small: classes("solvency-batch-8x8-16", "solvency-batch-8x32-16", "solvency-fold-16", "solvency-total-16"),
  flat: classes("solvency-batch-64x8", "solvency-batch-8x32", "solvency-fold-65", "solvency-total-65"),
  equity: classes(
    "solvency-batch-equity-64x8",
    "solvency-batch-equity-8x32",
    "solvency-fold-192",
    "solvency-total-192",
  ),
  margin: classes(
    "solvency-batch-margin-64x8",
    "solvency-batch-margin-8x32",
    "solvency-fold-192",
    "solvency-total-192",
  ),
} as const satisfies Record<string, SizeClasses>;

export type SizeClassName = keyof typeof SIZE_CLASSES;

/**
 * Whether an account needs the wide class. Portfolio accounts do, however few their holdings: the circuits of their owners' claims
 * open leaves of that capacity.
 */
export const isWide = (
  { narrow }: SizeClasses,
  { holdings, mode }: Pick<Account, "holdings" | "mode">,
): boolean => holdings.length > narrow.holdings || mode === "portfolio";
