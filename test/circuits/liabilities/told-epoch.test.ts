import { beforeAll, describe, expect, it } from "vitest";
import type { BatchAccount } from "../../../prover/liabilities/open-batch.ts";
import { type PlacedHolding, placeHoldings } from "../../../prover/liabilities/place.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import { at } from "../../support/at.ts";
import { batchAccount, edited, holding } from "../../support/batch-case.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { tableSystem, totalSystem } from "../../support/liability-systems.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { coreSystem, coreTable, type Lies, ROWS, tellEpoch } from "../../support/told-epoch.ts";

const EQUATIONS = "total: SolvencyTotal: read === subtree;";
const UNDER_WATER = "batch: BatchCore: worthBit[a] <== Num2Bits(worthBits)(worth[a]);";

const [PNL, USD, BTC_PERP, ETH_PERP] = [7, 9, 100, 101];
const UNIT = 10n ** 8n;

let core: ConstraintSystem;
let reading: ConstraintSystem;
let total: ConstraintSystem;
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

/** One place of one account told otherwise; the leaf stays the account's. */
const place = (a: number, i: number, change: Partial<PlacedHolding>): Lies => ({
  placed: new Map([[a, places(a).with(i, { ...at(places(a), i), ...change })]]),
});

/**
 * The first circuit and line that refuses an epoch; null where all accept it. The table's is asked where sums are lied about: it takes any.
 */
async function told(lies: Lies, accounts = ACCOUNTS): Promise<string | null> {
  const epoch = await tellEpoch(table, accounts, lies);
  const line = await refusedLine(core, epoch.batch);
  if (line !== null) return `batch: ${line}`;
  const witness = (await core.calculated(epoch.batch)) ?? [];
  // TypeScript's account of both sides is the circuit's.
  expect(at(witness, core.wire("commitment"))).toBe(epoch.commitment);
  const read = lies.sum === undefined ? null : await refusedLine(reading, epoch.reading);
  if (read !== null) return `table: ${read}`;
  const published = await refusedLine(total, epoch.total);
  return published === null ? null : `total: ${published}`;
}

beforeAll(async () => {
  [core, reading, total] = [await coreSystem(), await tableSystem(), await totalSystem(ROWS)];
  table = await coreTable();
}, COMPILING);

describe("An epoch, told truly,", () => {
  it("is accepted, and every wire of its batch but inputs is held by a constraint (T-01)", async () => {
    expect(table.cells.length).toBe(19);
    expect(await told({ sum: (_, each) => each })).toBeNull();
    const { batch } = await tellEpoch(table, ACCOUNTS);
    const witness = (await core.calculated(batch)) ?? [];
    expect(core.looseWires(witness).filter((wire) => !wire.input)).toEqual([]);
  });

  it("is accepted of a full batch and of a single empty account", async () => {
    const eight = Array.from({ length: 8 }, (_, i) =>
      batchAccount(BigInt(i + 1), [holding(USD, BigInt(i + 1))]),
    );
    expect(await told({}, eight)).toBeNull();
    expect(await told({}, [batchAccount(1n, [])])).toBeNull();
  });

  it("is accepted of an account worth 2^128 - 1 units, as far as batch and total go, and refused of one more", async () => {
    const most = 2n ** 128n - 1n;
    expect(await told({ worth: new Map([[3, most]]) })).toBe(EQUATIONS);
    expect(await told({ worth: new Map([[3, most + 1n]]) })).toBe(UNDER_WATER);
  });
});

describe("An epoch is refused, with all sums, challenges and commitments adapted, for", () => {
  it("a cell of another row, of another piece, or of none, for what the leaf holds (T-44)", async () => {
    const { cell } = at(places(1), 2);
    const worth = new Map([[1, 5n]]);
    for (const other of [cell - 1, cell + 1, cell + 8, 1, 0]) {
      expect(await told({ ...place(1, 2, { cell: other }), worth }), `${other}`).toBe(EQUATIONS);
    }
  });

  it("nothing where a quantity lies short of its piece and all else is that piece's: PiecePlaces' bits are what refuses it", async () => {
    const { cell, offset } = at(places(1), 2);
    const next = at(table.cells, cell + 1);
    const short = offset - at(table.cells, cell).width;
    expect(short).toBeLessThan(0n);
    const kinder = { cell: cell + 1, ordinal: next.ordinal, offset: short, room: next.width - 1n - short };
    expect(await told(place(1, 2, kinder))).toBeNull();
  });

  it("a cell of zeros, and a cell beyond the table (its sums are nowhere)", async () => {
    for (const cell of [19, 31, 127, 128, 2 ** 18]) {
      expect(await told(place(1, 2, { cell })), `${cell}`).toBe(EQUATIONS);
    }
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
      // The last one is a carry from one part of a span to another: the same span, which only PiecePlaces' 65 bits refuse.
      expect(await told(place(2, 1, change))).toBe(
        "ordinal" in change && "room" in change ? null : EQUATIONS,
      );
    }
  });

  it("a worth that is off by one, in either direction, and one traded between accounts (T-13)", async () => {
    const { batch } = await tellEpoch(table, ACCOUNTS);
    const honest = batch.worth as readonly bigint[];
    for (const a of [0, 1, 4]) {
      for (const by of [1n, -1n]) {
        expect(await told({ worth: new Map([[a, at(honest, a) + by]]) })).toBe(EQUATIONS);
      }
    }
    const traded = new Map([
      [0, at(honest, 0) + 7n],
      [1, at(honest, 1) - 7n],
    ]);
    expect(await told({ worth: traded })).toBe(EQUATIONS);
    expect(await told({ worth: new Map([[3, 1n]]) })).toBe(EQUATIONS);
    expect(await told({ worth: new Map([[3, -1n]]) })).toBe(UNDER_WATER);
  });

  it("quantities traded between accounts, their sum unchanged (T-13)", async () => {
    const [first, second] = [at(places(1), 1), at(places(2), 0)];
    const placed = new Map([
      [1, places(1).with(1, { ...first, offset: first.offset + 1n, room: first.room - 1n })],
      [2, places(2).with(0, { ...second, offset: second.offset - 1n, room: second.room + 1n })],
    ]);
    expect(await told({ placed })).toBe(EQUATIONS);
  });

  it("holdings left out, and holdings in a place without account (T-13)", async () => {
    expect(await told(place(1, 0, at(places(3), 0)))).toBe(EQUATIONS);
    expect(await told({ placed: new Map([[6, places(1)]]) })).toBe(
      "batch: BatchCore: cell[a][n - 1] * (1 - live[a]) === 0; // cells do not fall along an account",
    );
    const { batch } = await tellEpoch(table, ACCOUNTS);
    const word = edited(batch, "word", [6, 0], (value) => value + 1n);
    expect(await refusedLine(core, word)).toBe("BatchCore: (word[a][w] - unused) * (1 - live[a]) === 0;");
  });

  it("a leaf whose word says something else, carried from one holding into its neighbour too (T-03)", async () => {
    const { batch } = await tellEpoch(table, ACCOUNTS);
    const honest = at(at(batch.word as readonly bigint[][], 1), 0);
    for (const by of [1n, -1n, 2n ** 65n, -(2n ** 65n), 2n ** 84n, 2n ** 84n - 2n ** 65n, 2n ** 252n]) {
      expect(await told({ word: new Map([[1, honest + by]]) }), `${by}`).toBe(EQUATIONS);
    }
  });

  it("any sum on any kind of cell that is off by one, or moved to another cell or another sum (T-13)", async () => {
    const { cell } = at(places(1), 2);
    for (const name of ["codes", "scales", "measures", "offsets", "counts"] as const) {
      for (const where of [cell, 127]) {
        const sum: Lies["sum"] = (c, each) => (c === where ? { ...each, [name]: each[name] + 1n } : each);
        expect(await told({ sum }), `${name} of cell ${where}`).toBe(EQUATIONS);
      }
      const moved: Lies["sum"] = (c, each) =>
        c === cell
          ? { ...each, [name]: each[name] + 5n }
          : c === 1
            ? { ...each, [name]: each[name] - 5n }
            : each;
      expect(await told({ sum: moved }), name).toBe(EQUATIONS);
    }
  });

  it("debts that are summed away: offsets taken from one row and given to another (T-13)", async () => {
    const [usd, pnl] = [at(places(1), 1).cell, at(places(1), 0).cell];
    const sum: Lies["sum"] = (c, each) =>
      c === usd
        ? { ...each, offsets: each.offsets - 100n * UNIT }
        : c === pnl
          ? { ...each, offsets: each.offsets + 100n * UNIT }
          : each;
    expect(await told({ sum })).toBe(EQUATIONS);
  });

  it("powers of lambda that do not begin with 1", async () => {
    expect(await told({ start: 2n as never })).toBe(EQUATIONS);
    expect(await told({ start: 0n as never })).toBe(EQUATIONS);
  });
});

describe("BatchCore", () => {
  it("refuses portfolio accounts by margin, whose requirement no sum over holdings tells; by equity they pass, and mode 3 never", async () => {
    const portfolio = batchAccount(12n, [holding(USD, UNIT)], { mode: "portfolio" });
    const { batch } = await tellEpoch(table, [portfolio]);
    expect(await refusedLine(core, batch)).toMatch(/^BatchCore: .*mode\[a\] \* \(mode\[a\] - 1\) === 0/);
    const byEquity = await coreSystem(0);
    expect(await refusedLine(byEquity, batch)).toBeNull();
    expect(
      await refusedLine(
        byEquity,
        edited(batch, "mode", [0], () => 3n),
      ),
    ).toMatch(/mode\[a\] - 2\) === 0/);
  });

  it("states another commitment of another kind of table, epoch, table, challenge or start", async () => {
    const { batch } = await tellEpoch(table, ACCOUNTS);
    const stated = async (system: ConstraintSystem, input: typeof batch) =>
      at((await system.calculated(input)) ?? [], system.wire("commitment"));
    const commitments = [await stated(core, batch), await stated(await coreSystem(0), batch)];
    for (const name of ["epoch", "table", "start", "blind"]) {
      commitments.push(
        await stated(
          core,
          edited(batch, name, [], (value) => value + 1n),
        ),
      );
    }
    for (const i of [0, 1, 2, 3, 4]) {
      commitments.push(
        await stated(
          core,
          edited(batch, "drawn", [i], (value) => value + 1n),
        ),
      );
    }
    expect(new Set(commitments).size).toBe(commitments.length);
  });
});
