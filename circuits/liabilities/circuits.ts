/**
 * The circuits by which a venue attests all its accounts (SPEC, sections 12 to 17). A batch shows a complete subtree of
 * accounts, a fold joins up to eight neighbouring subtrees, the total publishes the whole tree's net sums.
 */

/** The statements, as a registry or a router may name them. */
export const BATCH_FAMILY = "solvency/batch/1";
export const FOLD_FAMILY = "solvency/fold/1";
export const TOTAL_FAMILY = "solvency/total/1";

/** A batch and a fold state one commitment; a fold also names those it was made from (SPEC, "Commitments"). */
export const BATCH_PUBLIC_SIGNALS = ["commitment"] as const;
export const FOLD_PUBLIC_SIGNALS = ["commitment", "children"] as const;
export const TOTAL_PUBLIC_SIGNALS = ["accountsRoot", "epoch", "table", "subtree", "point", "totals"] as const;

/**
 * What a table says of its cells, and so what accounts are shown to meet:
 * flat    equity >= 0, where each row has one haircut for what is held and one for what is owed
 * equity  equity >= 0, by the pieces of the market, with all tiers
 * margin  equity >= maintenance requirement, by the pieces of the market
 */
export type TableKind = "flat" | "equity" | "margin";

interface Compiled {
  readonly id: LiabilityCircuitId;
  /** What a verifier router lists its key under, as text of at most 31 bytes. */
  readonly family: string;
  readonly template: string;
  readonly file: string;
  readonly parameters: readonly number[];
  /** Places of the table it reads, the unused cell included. */
  readonly cells: number;
}

export interface BatchCircuit extends Compiled {
  readonly family: typeof BATCH_FAMILY;
  readonly publicSignals: typeof BATCH_PUBLIC_SIGNALS;
  readonly kind: TableKind;
  /** The batch is a subtree of 8^height places. */
  readonly height: number;
  readonly accounts: number;
  /** Holdings an account of this size class has room for. */
  readonly holdings: number;
}

export interface FoldCircuit extends Compiled {
  readonly family: typeof FOLD_FAMILY;
  readonly publicSignals: typeof FOLD_PUBLIC_SIGNALS;
}

export interface TotalCircuit extends Compiled {
  readonly family: typeof TOTAL_FAMILY;
  readonly publicSignals: typeof TOTAL_PUBLIC_SIGNALS;
}

export type LiabilityCircuit = BatchCircuit | FoldCircuit | TotalCircuit;

export interface BatchSize {
  readonly kind: TableKind;
  readonly height: number;
  readonly holdings: number;
  readonly cells: number;
}

/** Template, file and parameters of a batch of any size; tests use small ones that are not registered. */
export function batchTemplate({ kind, height, holdings, cells }: BatchSize) {
  // Bits of a step from one holding's cell to the next: every cell of the table can be reached.
  const cellBits = Math.ceil(Math.log2(cells));
  return kind === "flat"
    ? { template: "SolvencyBatch", parameters: [height, holdings, cells, cellBits] }
    : {
        template: "SolvencyBatchPieces",
        parameters: [height, holdings, cells, cellBits, kind === "margin" ? 1 : 0],
      };
}

const batch = <Id extends string>(id: Id, size: BatchSize) => {
  const { template, parameters } = batchTemplate(size);
  return {
    id,
    family: BATCH_FAMILY,
    template,
    file: `liabilities/${template}.circom`,
    parameters,
    publicSignals: BATCH_PUBLIC_SIGNALS,
    accounts: 8 ** size.height,
    ...size,
  } as const;
};

const fold = <Id extends string>(id: Id, cells: number) =>
  ({
    id,
    family: FOLD_FAMILY,
    template: "SolvencyFold",
    file: "liabilities/SolvencyFold.circom",
    parameters: [cells],
    publicSignals: FOLD_PUBLIC_SIGNALS,
    cells,
  }) as const;

const total = <Id extends string>(id: Id, cells: number) =>
  ({
    id,
    family: TOTAL_FAMILY,
    template: "SolvencyTotal",
    file: "liabilities/SolvencyTotal.circom",
    parameters: [cells],
    publicSignals: TOTAL_PUBLIC_SIGNALS,
    cells,
  }) as const;

/** Rows of the small flat table, the unused one included; and pieces of the small table of pieces. */
const ROWS = 65;
const PIECES = 192;

/** Cells of the smallest class, for trying out and for tests: keys of it are made in seconds. */
const FEW = 16;

export const LIABILITY_CIRCUITS = [
  batch("solvency-batch-64x8", { kind: "flat", height: 2, holdings: 8, cells: ROWS }),
  batch("solvency-batch-8x32", { kind: "flat", height: 1, holdings: 32, cells: ROWS }),
  batch("solvency-batch-equity-64x8", { kind: "equity", height: 2, holdings: 8, cells: PIECES }),
  batch("solvency-batch-equity-8x32", { kind: "equity", height: 1, holdings: 32, cells: PIECES }),
  batch("solvency-batch-margin-64x8", { kind: "margin", height: 2, holdings: 8, cells: PIECES }),
  batch("solvency-batch-margin-8x32", { kind: "margin", height: 1, holdings: 32, cells: PIECES }),
  fold("solvency-fold-65", ROWS),
  fold("solvency-fold-192", PIECES),
  total("solvency-total-65", ROWS),
  total("solvency-total-192", PIECES),
  batch("solvency-batch-8x8-16", { kind: "flat", height: 1, holdings: 8, cells: FEW }),
  batch("solvency-batch-8x32-16", { kind: "flat", height: 1, holdings: 32, cells: FEW }),
  fold("solvency-fold-16", FEW),
  total("solvency-total-16", FEW),
] as const;

export type LiabilityCircuitId = (typeof LIABILITY_CIRCUITS)[number]["id"];
