/**
 * The circuits by which a venue attests all its accounts (SPEC, sections 12 to 17). A batch shows a complete subtree of
 * accounts, a fold joins up to eight neighbouring subtrees, table proofs read the market's table against them, step by step, and the
 * total publishes the whole tree's net sums. None but the total knows how large the market is.
 */

/** The statements, as a registry or a router may name them. */
export const BATCH_FAMILY = "solvency/batch/1";
export const FOLD_FAMILY = "solvency/fold/1";
export const TABLE_FAMILY = "solvency/table/1";
export const TOTAL_FAMILY = "solvency/total/1";

/** A batch and a fold state one commitment; a fold also names those it was made from (SPEC, "Commitments"). */
export const BATCH_PUBLIC_SIGNALS = ["commitment"] as const;
export const FOLD_PUBLIC_SIGNALS = ["commitment", "children"] as const;
/** Which subtree is read against, and the reading before and after these cells. */
export const TABLE_PUBLIC_SIGNALS = ["accounts", "before", "after"] as const;
export const TOTAL_PUBLIC_SIGNALS = ["accountsRoot", "epoch", "table", "subtree", "point", "totals"] as const;

/**
 * What a table says of its cells, and so what accounts are shown to meet:
 * flat    equity >= 0, where each row has one haircut for what is held and one for what is owed
 * equity  equity >= 0, by the pieces of the market, with all tiers
 * margin  equity >= maintenance requirement, by the pieces of the market
 */
export type TableKind = "flat" | "equity" | "margin";

/** A batch names a cell by so many bits: tables have at most 8,192 cells. */
export const CELL_BITS = 13;

/** Cells that one table proof reads; a table is read in as many steps as it takes. */
export const TABLE_STEP = 128;

interface Compiled {
  readonly id: LiabilityCircuitId;
  /** What a verifier router lists its key under, as text of at most 31 bytes. */
  readonly family: string;
  readonly template: string;
  readonly file: string;
  readonly parameters: readonly number[];
}

export interface BatchCircuit extends Compiled, BatchSize {
  readonly family: typeof BATCH_FAMILY;
  readonly publicSignals: typeof BATCH_PUBLIC_SIGNALS;
  readonly accounts: number;
}

export interface FoldCircuit extends Compiled {
  readonly family: typeof FOLD_FAMILY;
  readonly publicSignals: typeof FOLD_PUBLIC_SIGNALS;
}

export interface TableCircuit extends Compiled {
  readonly family: typeof TABLE_FAMILY;
  readonly publicSignals: typeof TABLE_PUBLIC_SIGNALS;
}

export interface TotalCircuit extends Compiled {
  readonly family: typeof TOTAL_FAMILY;
  readonly publicSignals: typeof TOTAL_PUBLIC_SIGNALS;
  /** Most rows of a market whose sums it publishes. */
  readonly rows: number;
}

export type LiabilityCircuit = BatchCircuit | FoldCircuit | TableCircuit | TotalCircuit;

export interface BatchSize {
  readonly kind: TableKind;
  /** The batch is a subtree of 8^height places. */
  readonly height: number;
  /** Holdings an account of this size class has room for. */
  readonly holdings: number;
}

/** Template, file and parameters of a batch of any size; tests use small ones that are not registered. */
export function batchTemplate({ kind, height, holdings }: BatchSize) {
  return kind === "flat"
    ? { template: "SolvencyBatch", parameters: [height, holdings, CELL_BITS] }
    : {
        template: "SolvencyBatchPieces",
        parameters: [height, holdings, CELL_BITS, kind === "margin" ? 1 : 0],
      };
}

const batch = <Id extends string>(id: Id, kind: TableKind, height: number, holdings: number) => {
  const { template, parameters } = batchTemplate({ kind, height, holdings });
  return {
    id,
    family: BATCH_FAMILY,
    template,
    file: `liabilities/${template}.circom`,
    parameters,
    publicSignals: BATCH_PUBLIC_SIGNALS,
    accounts: 8 ** height,
    kind,
    height,
    holdings,
  } as const;
};

const total = <Id extends string>(id: Id, rows: number) =>
  ({
    id,
    family: TOTAL_FAMILY,
    template: "SolvencyTotal",
    file: "liabilities/SolvencyTotal.circom",
    parameters: [rows, TABLE_STEP],
    publicSignals: TOTAL_PUBLIC_SIGNALS,
    rows,
  }) as const;

export const LIABILITY_CIRCUITS = [
  batch("solvency-batch-64x8", "flat", 2, 8),
  batch("solvency-batch-8x32", "flat", 1, 32),
  batch("solvency-batch-equity-64x8", "equity", 2, 8),
  batch("solvency-batch-equity-8x32", "equity", 1, 32),
  batch("solvency-batch-margin-64x8", "margin", 2, 8),
  batch("solvency-batch-margin-8x32", "margin", 1, 32),
  // For trying out and for tests: its key is made in seconds.
  batch("solvency-batch-8x8", "flat", 1, 8),
  {
    id: "solvency-fold",
    family: FOLD_FAMILY,
    template: "SolvencyFold",
    file: "liabilities/SolvencyFold.circom",
    parameters: [],
    publicSignals: FOLD_PUBLIC_SIGNALS,
  },
  {
    id: "solvency-table",
    family: TABLE_FAMILY,
    template: "SolvencyTable",
    file: "liabilities/SolvencyTable.circom",
    parameters: [TABLE_STEP],
    publicSignals: TABLE_PUBLIC_SIGNALS,
  },
  total("solvency-total-64", 64),
  total("solvency-total-512", 512),
  total("solvency-total-4096", 4_096),
] as const;

export type LiabilityCircuitId = (typeof LIABILITY_CIRCUITS)[number]["id"];
