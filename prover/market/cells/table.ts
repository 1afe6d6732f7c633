import type { TableKind } from "../../../circuits/liabilities/circuits.ts";
import { InputError } from "../../domain/errors.ts";
import { type FieldElement, signedFieldElement } from "../../domain/field.ts";
import { hashVector } from "../../hash/hash-vector.ts";
import { type Poseidon, poseidon } from "../../hash/poseidon.ts";
import { QUANTITY_SHIFT } from "../piece.ts";
import { assertPublishable } from "../publication.ts";
import type { Market } from "../row.ts";
import type { Cell } from "./cell.ts";
import { DOMAIN_CELLS, DOMAIN_RATES, DOMAIN_TABLE } from "./domains.ts";
import { flatCells } from "./flat-cells.ts";
import { pieceCells } from "./piece-cells.ts";

/** Encoding of the kind in the table's header. */
export const TABLE_KIND_CODES: Readonly<Record<TableKind, bigint>> = { flat: 0n, equity: 1n, margin: 2n };

/** Numbers of the table by column, padded with zeros to the size class: what the circuits read. */
export interface TableColumns {
  /** row * 2^65 + lower. */
  readonly key: readonly FieldElement[];
  /** width + 2^66 * ordinal; not part of a flat table. */
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
  /** Size class: places for cells. */
  readonly size: number;
  readonly cells: readonly Cell[];
  readonly columns: TableColumns;
  readonly digest: FieldElement;
  readonly #places: ReadonlyMap<number, readonly number[]>;

  private constructor(hash: Poseidon, market: Market, kind: TableKind, size: number, cells: readonly Cell[]) {
    this.market = market;
    this.kind = kind;
    this.size = size;
    this.cells = cells;
    this.columns = columnsOf(cells, size);
    this.digest = tableDigest(hash, this);
    this.#places = Map.groupBy(cells.keys(), (place) => cells[place]?.row ?? -1);
  }

  /**
   * @param size the size class of the circuits that will read it
   * @throws InputError when the market breaks a rule of publication, does not fit the size class, or is too finely tiered for
   *         the kind of table
   */
  static async build(market: Market, kind: TableKind, size: number): Promise<CellTable> {
    assertPublishable(market);
    const cells = kind === "flat" ? flatCells(market) : pieceCells(market, kind);
    if (cells.length > size) {
      throw new InputError({
        field: "rows",
        value: `${cells.length} cells`,
        rule: `a table of this size class holds ${size}; take a larger class`,
      });
    }
    return new CellTable(await poseidon(), market, kind, size, cells);
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

function columnsOf(cells: readonly Cell[], size: number): TableColumns {
  const column = (value: (cell: Cell) => bigint): readonly FieldElement[] => [
    ...cells.map((cell) => signedFieldElement(value(cell))),
    ...Array<FieldElement>(size - cells.length).fill(0n as FieldElement),
  ];
  return {
    key: column(({ row, lower }) => BigInt(row) * 2n ** 65n + lower),
    span: column(({ width, ordinal }) => width + 2n ** 66n * BigInt(ordinal)),
    base: column(({ base }) => base),
    rate: column(({ rate }) => rate),
  };
}

/** What a total opens of a table besides its keys. */
export interface TableHeader {
  readonly header: FieldElement;
  readonly rates: FieldElement;
}

export function tableHeader(
  hash: Poseidon,
  { kind, size, columns }: Pick<CellTable, "kind" | "size" | "columns">,
): TableHeader {
  const header = ((DOMAIN_TABLE << 32n) + (TABLE_KIND_CODES[kind] << 16n) + BigInt(size)) as FieldElement;
  const flat = [...columns.base, ...columns.rate];
  const rates = hashVector(hash, DOMAIN_RATES, kind === "flat" ? flat : [...columns.span, ...flat]);
  return { header, rates };
}

/** The digest of a table, as the circuit's TableDigest: kind, size class, time, keys, and what cells are worth. */
export function tableDigest(
  hash: Poseidon,
  table: Pick<CellTable, "kind" | "size" | "columns" | "market">,
): FieldElement {
  const { header, rates } = tableHeader(hash, table);
  const keys = hashVector(hash, DOMAIN_CELLS, table.columns.key);
  return hash([header, BigInt(table.market.asOf) as FieldElement, keys, rates]);
}
