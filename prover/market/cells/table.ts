import { CELL_BITS, TABLE_STEP, type TableKind } from "../../../circuits/liabilities/circuits.ts";
import { InputError } from "../../domain/errors.ts";
import { type FieldElement, signedFieldElement } from "../../domain/field.ts";
import { hashVector } from "../../hash/hash-vector.ts";
import { type Poseidon, poseidon } from "../../hash/poseidon.ts";
import { QUANTITY_SHIFT } from "../piece.ts";
import { assertPublishable } from "../publication.ts";
import type { Market } from "../row.ts";
import type { Cell } from "./cell.ts";
import { DOMAIN_CELLS, DOMAIN_TABLE } from "./domains.ts";
import { flatCells } from "./flat-cells.ts";
import { pieceCells } from "./piece-cells.ts";

/** Encoding of the kind in the table's header. */
export const TABLE_KIND_CODES: Readonly<Record<TableKind, bigint>> = { flat: 0n, equity: 1n, margin: 2n };

/** Batches name a cell by CELL_BITS bits. */
const MOST_CELLS = 2 ** CELL_BITS;

/** Numbers of TABLE_STEP cells by column, zeros where there is none left: what one table proof reads. */
export interface TableStep {
  readonly row: readonly FieldElement[];
  readonly lower: readonly FieldElement[];
  /** width + 2^66 * ordinal; 0 in a flat table. */
  readonly span: readonly FieldElement[];
  readonly base: readonly FieldElement[];
  readonly rate: readonly FieldElement[];
}

/**
 * A published market as batches read it. Like the market tree it is a function of the public table: whoever has the market computes
 * both the root and this digest.
 */
export class CellTable {
  readonly market: Market;
  readonly kind: TableKind;
  readonly cells: readonly Cell[];
  readonly steps: readonly TableStep[];
  readonly digest: FieldElement;
  readonly #places: ReadonlyMap<number, readonly number[]>;

  private constructor(hash: Poseidon, market: Market, kind: TableKind, cells: readonly Cell[]) {
    this.market = market;
    this.kind = kind;
    this.cells = cells;
    this.steps = Array.from({ length: Math.ceil(cells.length / TABLE_STEP) }, (_, k) =>
      stepOf(kind, cells.slice(k * TABLE_STEP, (k + 1) * TABLE_STEP)),
    );
    this.digest = tableDigest(hash, this);
    this.#places = Map.groupBy(cells.keys(), (place) => cells[place]?.row ?? -1);
  }

  /**
   * @throws InputError when the market breaks a rule of publication, has more cells than batches can name, is too finely tiered for the kind
   *         of table, or margins by scenarios what the table would margin by brackets (T-44)
   */
  static async build(market: Market, kind: TableKind): Promise<CellTable> {
    assertPublishable(market);
    if (kind === "margin" && market.portfolio !== undefined) {
      const rule =
        "a market with scenarios has no requirement of a row by itself: attest its accounts by equity";
      throw new InputError({ field: "table", value: kind, rule });
    }
    const cells = kind === "flat" ? flatCells(market) : pieceCells(market, kind);
    if (cells.length > MOST_CELLS) {
      throw new InputError({
        field: "rows",
        value: `${cells.length} cells`,
        rule: `a table holds ${MOST_CELLS}; publish fewer rows or brackets`,
      });
    }
    return new CellTable(await poseidon(), market, kind, cells);
  }

  /** Place of the cell that a quantity of a row lies on; undefined where there is none. */
  placeOf(row: number, quantity: bigint): number | undefined {
    const shifted = quantity + QUANTITY_SHIFT;
    return this.#places.get(row)?.find((place) => {
      const cell = this.cells[place];
      return cell !== undefined && cell.lower <= shifted && shifted < cell.lower + cell.width;
    });
  }
}

function stepOf(kind: TableKind, cells: readonly Cell[]): TableStep {
  const column = (value: (cell: Cell) => bigint): readonly FieldElement[] => [
    ...cells.map((cell) => signedFieldElement(value(cell))),
    ...Array<FieldElement>(TABLE_STEP - cells.length).fill(0n as FieldElement),
  ];
  return {
    row: column(({ row }) => BigInt(row)),
    lower: column(({ lower }) => lower),
    span: column((cell) => (kind === "flat" ? 0n : spanOf(cell))),
    base: column(({ base }) => base),
    rate: column(({ rate }) => rate),
  };
}

/** What a holding's offset, room and ordinal have to make, in a table of pieces. */
export const spanOf = ({ width, ordinal }: Pick<Cell, "width" | "ordinal">): bigint =>
  width + (BigInt(ordinal) << 66n);

/** The code of a holding on the cell is key + offset. */
export const keyOf = ({ row, lower }: Pick<Cell, "row" | "lower">): bigint => (BigInt(row) << 65n) + lower;

/** The chain over the cells, step by step, as SolvencyTable reads them. */
export const extendTableChain = (
  hash: Poseidon,
  chain: FieldElement,
  { row, lower, span, base, rate }: TableStep,
): FieldElement => hashVector(hash, chain, [...row, ...lower, ...span, ...base, ...rate]);

/** The digest of a table: kind, time, number of cells, and the chain over them. */
export function tableDigest(
  hash: Poseidon,
  { kind, steps, market }: Pick<CellTable, "kind" | "steps" | "market">,
): FieldElement {
  const header = (DOMAIN_TABLE << 32n) + (TABLE_KIND_CODES[kind] << 16n) + BigInt(TABLE_STEP);
  const chain = steps.reduce<FieldElement>(
    (before, step) => extendTableChain(hash, before, step),
    DOMAIN_CELLS as FieldElement,
  );
  return hash([header, BigInt(market.asOf), BigInt(steps.length * TABLE_STEP), chain] as FieldElement[]);
}
