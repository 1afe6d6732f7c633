import fc from "fast-check";
import { type BatchSize, batchTemplate, type TableKind } from "../../circuits/liabilities/circuits.ts";
import type { Account, Holding } from "../../prover/accounts/account.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { type PreparedBatch, prepareBatch } from "../../prover/liabilities/batch.ts";
import { accountWorth } from "../../prover/liabilities/model.ts";
import { type BatchAccount, layOpen, type OpenedBatch } from "../../prover/liabilities/open-batch.ts";
import { placeHoldings } from "../../prover/liabilities/place.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { at } from "./at.ts";
import { committed } from "./batch-epoch.ts";
import { BULLION, batchMarket, DUST } from "./batch-market.ts";
import type { ConstraintSystem, Input } from "./constraint-system.ts";
import { compileTemplate } from "./template.ts";

/** Eight accounts: the registered templates, compiled in seconds. */
export const SMALL: Readonly<Record<TableKind, BatchSize>> = {
  flat: { kind: "flat", height: 1, holdings: 8 },
  equity: { kind: "equity", height: 1, holdings: 8 },
  margin: { kind: "margin", height: 1, holdings: 8 },
};

export const BLIND = 0xb11dn as FieldElement;

const COMMON = [
  "commitment",
  "epoch",
  "table",
  "drawn",
  "start",
  "blind",
  "firstTag",
  "live",
  "tagGap",
  "salt",
  "mode",
  "owner",
  "word",
  "worth",
  "cell",
];
const INPUTS: Readonly<Record<TableKind, readonly string[]>> = {
  flat: [...COMMON, "used", "quantity"],
  equity: [...COMMON, "ordinal", "offset", "room"],
  margin: [...COMMON, "ordinal", "offset", "room"],
};

/** A batch circuit of any size. */
export function batchSystem(size: BatchSize): Promise<ConstraintSystem> {
  const { template, parameters } = batchTemplate(size);
  return compileTemplate({
    main: `${template}(${parameters.join(", ")})`,
    files: [`liabilities/${template}.circom`],
    inputs: INPUTS[size.kind],
  });
}

export const smallTable = (kind: TableKind): Promise<CellTable> => CellTable.build(batchMarket(kind), kind);

export const holding = (row: number, quantity: bigint): Holding => ({ row, quantity: quantity as Quantity });

export const batchAccount = (
  tag: bigint,
  holdings: readonly Holding[],
  more: Partial<Account> = {},
): BatchAccount => ({
  account: { tag, mode: "cross", owner: (tag * 7n) as FieldElement, holdings, ...more },
  salt: (tag * 1_000_003n) as FieldElement,
});

/** A batch as a venue opens it that checks nothing but the market's cells. */
export function openedBatch(
  size: BatchSize,
  table: CellTable,
  accounts: readonly BatchAccount[],
  blind: FieldElement = BLIND,
): Promise<OpenedBatch> {
  const placed = accounts.map(({ account }) => placeHoldings(table, account, size.holdings));
  return layOpen({ size, table, accounts, blind }, placed);
}

/** Such a batch alone in its epoch. */
export async function committedBatch(
  size: BatchSize,
  table: CellTable,
  accounts: readonly BatchAccount[],
  more: { readonly epoch?: FieldElement; readonly blind?: FieldElement } = {},
): Promise<PreparedBatch> {
  const opened = await openedBatch(size, table, accounts, more.blind);
  const { drawn } = await committed(table, [opened], more.epoch === undefined ? {} : { epoch: more.epoch });
  return prepareBatch(opened, drawn);
}

export const inputOf = (batch: PreparedBatch): Input => batch.input as Input;

/**
 * Random accounts for a table: one to `most` holdings, at the edges of cells and between them, and dust that makes each worth
 * exactly `worth`, 1e-25 USD.
 */
export function randomAccounts(
  table: CellTable,
  options: { readonly seed: number; readonly count: number; readonly most: number; readonly worth?: bigint },
): readonly BatchAccount[] {
  const { seed, count, most, worth = 0n } = options;
  const cells = table.cells.filter(({ row }) => row !== 0 && !BALANCING.has(row));
  const holdingOf = fc
    .record({
      cell: fc.constantFrom(...cells),
      place: fc.bigInt({ min: 0n, max: 2n ** 50n }),
      edge: fc.nat(3),
    })
    .map(({ cell, place, edge }) => {
      const least = table.kind === "flat" ? 2n ** 64n - 2n ** 50n : cell.lower;
      const width = table.kind === "flat" ? 2n ** 51n : cell.width;
      const offset = edge === 0 ? 0n : edge === 1 ? width - 1n : place % width;
      return holding(cell.row, least + offset - 2n ** 64n);
    });
  const rows = fc.uniqueArray(holdingOf, { minLength: 0, maxLength: most - 3, selector: ({ row }) => row });
  const drawn = fc.sample(rows, { numRuns: count, seed });
  return drawn.map((each, i) => {
    const held = each.filter(({ quantity }) => quantity !== 0n).toSorted((a, b) => a.row - b.row);
    return batchAccount(BigInt(10 * i + 1 + (seed % 7)), balanced(table, held, worth));
  });
}

/** Rows that accounts are balanced with, and what a unit of each is worth. */
const BALANCE = [
  [BULLION, 10n ** 27n],
  [9, 10n ** 17n], // PNL-USD
  [DUST, 1n],
] as const;

/** The holdings and what brings them to a worth. */
export function balanced(table: CellTable, held: readonly Holding[], worth: bigint): readonly Holding[] {
  const { market, kind } = table;
  const kept = held.filter(({ row }) => !BALANCING.has(row));
  let missing = worth - accountWorth(market, kind, { holdings: kept });
  const balance = BALANCE.map(([row, unit]) => {
    const units = missing / unit;
    missing -= units * unit;
    return holding(row, units);
  });
  return [...kept, ...balance].filter(({ quantity }) => quantity !== 0n).toSorted((a, b) => a.row - b.row);
}

const BALANCING: ReadonlySet<number> = new Set(BALANCE.map(([row]) => row));

/** A copy of an input with one element changed: `edit(input, "offset", [0, 7], (value) => value + 1n)`. */
export function edited(
  input: Input,
  name: string,
  path: readonly number[],
  change: (value: bigint) => bigint,
): Input {
  const walk = (value: unknown, rest: readonly number[]): unknown => {
    const [index, ...deeper] = rest;
    if (index === undefined) return change(value as bigint);
    const array = value as readonly unknown[];
    return array.with(index, walk(at(array, index), deeper));
  };
  return { ...input, [name]: walk(input[name], path) } as Input;
}
