import { beforeAll, describe, expect, it } from "vitest";
import type { BatchAccount } from "../../../prover/liabilities/batch.ts";
import { type PlacedHolding, placeHoldings } from "../../../prover/liabilities/place.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import { at } from "../../support/at.ts";
import { batchAccount, edited, holding } from "../../support/batch-case.ts";
import { CORE_SIZE, coreInput, coreSystem, coreTable } from "../../support/batch-core.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";

const EQUATION = "BatchCore: claims + theta2 * worths === 0;";
const UNDER_WATER = "BatchCore: worthBit[a] <== Num2Bits(worthBits)(worth[a]);";
const SUMS = "CellSums: difference === 0;";

const [PNL, USD, BTC_PERP, ETH_PERP] = [7, 9, 100, 101];
const UNIT = 10n ** 8n;

let circuit: ConstraintSystem;
let table: CellTable;

/** Five accounts of eight places: settlements and positions on several pieces, all with something to spare. */
const ACCOUNTS: readonly BatchAccount[] = [
  batchAccount(2n, [holding(USD, 5n * UNIT)]),
  batchAccount(3n, [holding(PNL, -3n * UNIT), holding(USD, 400_000n * UNIT), holding(BTC_PERP, 2n * UNIT)]),
  batchAccount(10n, [
    holding(USD, 400_000n * UNIT),
    holding(BTC_PERP, -2n * UNIT),
    holding(ETH_PERP, 200n * UNIT),
  ]),
  batchAccount(11n, [], { mode: "isolated" }),
  batchAccount(2n ** 64n - 1n, [holding(PNL, 1n)]),
];

const places = (a: number): readonly PlacedHolding[] => placeHoldings(table, at(ACCOUNTS, a).account, 3);

/** The batch with one place of one account told otherwise; the leaf stays the account's. */
const told = (a: number, i: number, change: Partial<PlacedHolding>): Input =>
  coreInput(table, ACCOUNTS, {
    placed: new Map([[a, places(a).with(i, { ...at(places(a), i), ...change })]]),
  });

beforeAll(async () => {
  circuit = await coreSystem();
  table = await coreTable();
}, COMPILING);

describe("BatchCore, told the truth", () => {
  it("accepts, and every wire but inputs is held by a constraint (T-01)", async () => {
    const input = coreInput(table, ACCOUNTS);
    expect(table.cells.length).toBe(CORE_SIZE.cells);
    expect(await refusedLine(circuit, input)).toBeNull();
    const witness = (await circuit.calculated(input)) ?? [];
    expect(circuit.looseWires(witness).filter((wire) => !wire.input)).toEqual([]);
  });

  it("accepts a full batch and one of a single empty account", async () => {
    const eight = Array.from({ length: 8 }, (_, i) =>
      batchAccount(BigInt(i + 1), [holding(USD, BigInt(i + 1))]),
    );
    expect(await refusedLine(circuit, coreInput(table, eight))).toBeNull();
    expect(await refusedLine(circuit, coreInput(table, [batchAccount(1n, [])]))).toBeNull();
  });
});

describe("BatchCore refuses, with all sums and challenges adapted,", () => {
  it("a cell of another row, of another piece, or of none, for what the leaf holds (T-44)", async () => {
    const { cell } = at(places(1), 2);
    const worth = new Map([[1, 5n]]);
    for (const other of [cell - 1, cell + 1, cell + 8, 1, 0]) {
      const placed = new Map([[1, places(1).with(2, { ...at(places(1), 2), cell: other })]]);
      expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { placed, worth })), `${other}`).toBe(
        EQUATION,
      );
    }
  });

  it("nothing where a quantity lies short of its piece and all else is that piece's: PiecePlaces' bits are what refuses it", async () => {
    const { cell, offset } = at(places(1), 2);
    const next = at(table.cells, cell + 1);
    const short = offset - at(table.cells, cell).width;
    expect(short).toBeLessThan(0n);
    const kinder = { cell: cell + 1, ordinal: next.ordinal, offset: short, room: next.width - 1n - short };
    expect(await refusedLine(circuit, told(1, 2, kinder))).toBeNull();
  });

  it("a cell beyond the table (its sums are nowhere)", async () => {
    for (const cell of [19, 31, 2 ** 18]) expect(await refusedLine(circuit, told(1, 2, { cell }))).toBe(SUMS);
  });

  it("an offset, room or ordinal that is off by one (T-13, T-44)", async () => {
    const { offset, room, ordinal } = at(places(2), 1);
    for (const change of [
      { offset: offset + 1n },
      { offset: offset - 1n },
      { offset: offset + 1n, room: room - 1n },
      { offset: offset - 1n, room: room + 1n },
      { room: room + 1n },
      { room: room - 1n },
      { ordinal: ordinal + 1 },
      { ordinal: ordinal - 1 },
      { room: room + (1n << 66n), ordinal: ordinal - 1 },
    ]) {
      const line = await refusedLine(circuit, told(2, 1, change));
      // The last one is a carry from one part of a span to another: the same span, which only PiecePlaces' 65 bits refuse.
      expect(line).toBe("ordinal" in change && "room" in change ? null : EQUATION);
    }
  });

  it("a worth that is off by one, in either direction, and one traded between accounts (T-13)", async () => {
    const honest = coreInput(table, ACCOUNTS).worth as readonly bigint[];
    for (const a of [0, 1, 4]) {
      for (const by of [1n, -1n]) {
        const worth = new Map([[a, at(honest, a) + by]]);
        expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { worth }))).toBe(EQUATION);
      }
    }
    const traded = new Map([
      [0, at(honest, 0) + 7n],
      [1, at(honest, 1) - 7n],
    ]);
    expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { worth: traded }))).toBe(EQUATION);
    expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { worth: new Map([[3, 1n]]) }))).toBe(
      EQUATION,
    );
    expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { worth: new Map([[3, -1n]]) }))).toBe(
      UNDER_WATER,
    );
    expect(
      await refusedLine(circuit, coreInput(table, ACCOUNTS, { worth: new Map([[3, 2n ** 164n]]) })),
    ).toBe(UNDER_WATER);
  });

  it("quantities traded between accounts or places, their sum unchanged (T-13)", async () => {
    const [first, second] = [at(places(1), 1), at(places(2), 0)];
    const placed = new Map([
      [1, places(1).with(1, { ...first, offset: first.offset + 1n, room: first.room - 1n })],
      [2, places(2).with(0, { ...second, offset: second.offset - 1n, room: second.room + 1n })],
    ]);
    expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { placed }))).toBe(EQUATION);
  });

  it("holdings left out, and holdings in a place without account (T-13)", async () => {
    const unused = at(places(3), 0);
    expect(await refusedLine(circuit, told(1, 0, unused))).toBe(EQUATION);
    const ghost = new Map([[6, places(1)]]);
    expect(await refusedLine(circuit, coreInput(table, ACCOUNTS, { placed: ghost }))).toBe(
      "BatchCore: cell[a][n - 1] * (1 - live[a]) === 0; // cells do not fall along an account",
    );
    const word = edited(coreInput(table, ACCOUNTS), "word", [6, 0], (value) => value + 1n);
    expect(await refusedLine(circuit, word)).toBe("BatchCore: (word[a][w] - unused) * (1 - live[a]) === 0;");
  });

  it("a leaf whose word says something else, carried from one holding into its neighbour too (T-03)", async () => {
    for (const by of [1n, -1n, 2n ** 65n, -(2n ** 65n), 2n ** 84n, 2n ** 84n - 2n ** 65n, 2n ** 252n]) {
      const input = edited(coreInput(table, ACCOUNTS), "word", [1, 0], (value) => value + by);
      expect(await refusedLine(circuit, input), `${by}`).toBe(EQUATION);
    }
  });

  it("portfolio accounts, whose requirement no sum over holdings tells; by equity they pass, and mode 3 never", async () => {
    const portfolio = batchAccount(12n, [holding(USD, UNIT)], { mode: "portfolio" });
    const input = coreInput(table, [portfolio]);
    expect(await refusedLine(circuit, input)).toMatch(/^BatchCore: .*mode\[a\] \* \(mode\[a\] - 1\) === 0/);
    const byEquity = await coreSystem(0);
    expect(await refusedLine(byEquity, input)).toBeNull();
    expect(
      await refusedLine(
        byEquity,
        edited(input, "mode", [0], () => 3n),
      ),
    ).toMatch(/mode\[a\] - 2\) === 0/);
  });

  it("another number in the table than was digested, for whoever stands on it: the words and the sums follow the table alone", async () => {
    const { cell } = at(places(1), 2);
    for (const column of ["key", "spanOf", "base", "rate"]) {
      const input = edited(coreInput(table, ACCOUNTS), column, [cell], (value) => value + 1n);
      expect(await refusedLine(circuit, input), column).toBe(EQUATION);
    }
  });
});
