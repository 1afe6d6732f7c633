import { beforeAll, describe, expect, it } from "vitest";
import type { TableKind } from "../../../circuits/liabilities/circuits.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import {
  batchAccount,
  batchSystem,
  committedBatch,
  edited,
  holding,
  inputOf,
  SMALL,
  smallTable,
} from "../../support/batch-case.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";

const UNDER_WATER = "BatchCore: worthBit[a] <== Num2Bits(worthBits)(worth[a]);";
const COMMITMENT = /^SolvencyBatch(Pieces)?: core.commitment === commitment;$/;

const UNIT = 10n ** 8n;
const [USDT, BTC, OKB, PNL, BTC_PERP] = [1, 2, 4, 7, 100];

interface Case {
  readonly circuit: ConstraintSystem;
  readonly table: CellTable;
  readonly honest: Input;
}
const cases = new Map<TableKind, Case>();

const ACCOUNTS = [
  batchAccount(5n, [holding(USDT, 1_000_000n * UNIT)]),
  batchAccount(6n, [holding(USDT, 900_000n * UNIT), holding(BTC, 3n * UNIT), holding(BTC_PERP, 2n * UNIT)]),
  batchAccount(7n, [holding(USDT, -10n * UNIT), holding(OKB, 30_000n * UNIT), holding(PNL, UNIT)]),
];

beforeAll(async () => {
  for (const kind of ["flat", "equity", "margin"] as const) {
    const table = await smallTable(kind);
    const honest = inputOf(await committedBatch(SMALL[kind], table, ACCOUNTS));
    cases.set(kind, { circuit: await batchSystem(SMALL[kind]), table, honest });
  }
}, COMPILING);

const of = (kind: TableKind): Case => {
  const found = cases.get(kind);
  if (found === undefined) throw new RangeError(kind);
  return found;
};

const commit = async (kind: TableKind, accounts: typeof ACCOUNTS): Promise<string | null> => {
  const { circuit, table } = of(kind);
  return refusedLine(circuit, inputOf(await committedBatch(SMALL[kind], table, accounts)));
};

describe.each(["flat", "equity", "margin"] as const)("a batch by a table of kind %s", (kind) => {
  it("accepts the accounts that the edits start from", async () => {
    expect(await refusedLine(of(kind).circuit, of(kind).honest)).toBeNull();
  });

  it("refuses dummy accounts whose illiquid equity offsets liquid debt: haircuts are in the same proof (T-04)", async () => {
    // 19,000 OKB at 48.7 USD are worth 925,300 USD before any haircut, and owe 900,000 USDT.
    const dummy = batchAccount(8n, [holding(USDT, -900_000n * UNIT), holding(OKB, 19_000n * UNIT)]);
    expect(await commit(kind, [...ACCOUNTS, dummy])).toBe(UNDER_WATER);
    const honest = batchAccount(8n, [holding(USDT, -740_000n * UNIT), holding(OKB, 19_000n * UNIT)]);
    expect(await commit(kind, [...ACCOUNTS, honest])).toBe(kind === "margin" ? UNDER_WATER : null);
  });

  it("refuses a tag twice and tags out of order (T-14)", async () => {
    for (const tag of [7n, 6n, 1n]) {
      expect(await commit(kind, [...ACCOUNTS, batchAccount(tag, [holding(USDT, UNIT)])])).toMatch(
        /^AccountChain: .*AssertBits\(64\)\(tagGap/,
      );
    }
    expect(await commit(kind, [...ACCOUNTS, batchAccount(8n, [holding(USDT, UNIT)])])).toBeNull();
  });

  it("refuses another commitment, and the commitment of any other tag, salt, mode, owner, epoch, table, challenge, power or blind (T-12)", async () => {
    const { circuit, honest } = of(kind);
    const changes: readonly (readonly [string, readonly number[]])[] = [
      ["commitment", []],
      ["epoch", []],
      ["blind", []],
      ["firstTag", []],
      ["table", []],
      ["start", []],
      ...[0, 1, 2, 3, 4].map((i) => ["drawn", [i]] as const),
      ["tagGap", [0]],
      ["salt", [1]],
      ["owner", [2]],
      ["mode", [0]],
    ];
    for (const [name, path] of changes) {
      const input = edited(honest, name, path, (value) => (value === 0n ? 1n : value + 1n));
      expect(await refusedLine(circuit, input), name).toMatch(COMMITMENT);
    }
  });

  it("refuses the commitment of another word, quantity or worth than the challenges were drawn after (T-13)", async () => {
    const { circuit, honest } = of(kind);
    const quantity = kind === "flat" ? "quantity" : "offset";
    for (const [name, path] of [
      ["word", [1, 2]],
      ["worth", [1]],
      [quantity, [1, 7]],
    ] as const) {
      const input = edited(honest, name, path, (value) => value + 1n);
      expect(await refusedLine(circuit, input), name).toMatch(COMMITMENT);
    }
  });
});

describe("a flat batch", () => {
  it("refuses a row held twice and rows out of order (T-43)", async () => {
    const { circuit, honest } = of("flat");
    const order = /^FlatPlaces: gap\[i\] <== /;
    // Account 6 holds cells of USDT, BTC and the perpetual in its last three places.
    expect(
      await refusedLine(
        circuit,
        edited(honest, "cell", [1, 6], () => 1n),
      ),
    ).toMatch(order);
    expect(
      await refusedLine(
        circuit,
        edited(honest, "cell", [1, 5], () => 9n),
      ),
    ).toMatch(order);
  });

  it("refuses a debt marked unused, and an account left out of the subtree (T-13)", async () => {
    const { circuit, honest } = of("flat");
    expect(
      await refusedLine(
        circuit,
        edited(honest, "used", [2, 5], () => 0n),
      ),
    ).toMatch(/^FlatPlaces: /);
    expect(
      await refusedLine(
        circuit,
        edited(honest, "live", [2], () => 0n),
      ),
    ).toMatch(/^(AccountChain|BatchCore): /);
  });
});

describe("a batch of pieces", () => {
  it("refuses the kinder piece a quantity is one unit short of or beyond (T-44)", async () => {
    const { circuit, table, honest } = of("margin");
    const { cells } = table;
    const place = table.placeOf(BTC_PERP, 2n * UNIT) ?? 0;
    const [own, below, above] = [cells[place], cells[place - 1], cells[place + 1]];
    if (own === undefined || below === undefined || above === undefined)
      throw new RangeError("no neighbours");
    const shifted = 2n * UNIT + 2n ** 64n;
    const at = (name: string, input: Input, value: bigint): Input => edited(input, name, [1, 7], () => value);
    for (const [cell, index, line] of [
      [below, place - 1, /^PiecePlaces: below\[i\] <== Num2Bits\(65\)\(room\[i\]\);$/],
      [above, place + 1, /^PiecePlaces: above\[i\] <== Num2Bits\(65\)\(offset\[i\]\);$/],
    ] as const) {
      const offset = shifted - cell.lower;
      let input = at("cell", honest, BigInt(index));
      input = at("ordinal", input, BigInt(cell.ordinal));
      input = at("offset", input, offset);
      expect(await refusedLine(circuit, at("room", input, cell.width - 1n - offset))).toMatch(line);
    }
  });

  it("refuses two pieces of one row, and rows out of order (T-43)", async () => {
    const { circuit, honest } = of("equity");
    const order = /^PiecePlaces: gap\[i\] <== /;
    expect(
      await refusedLine(
        circuit,
        edited(honest, "cell", [1, 6], () => 1n),
      ),
    ).toMatch(order);
    expect(
      await refusedLine(
        circuit,
        edited(honest, "cell", [1, 5], () => 14n),
      ),
    ).toMatch(order);
  });

  it("takes portfolio accounts by equity, and refuses them by margin", async () => {
    const portfolio = batchAccount(8n, [holding(USDT, UNIT)], { mode: "portfolio" });
    expect(await commit("equity", [...ACCOUNTS, portfolio])).toBeNull();
    expect(await commit("flat", [...ACCOUNTS, portfolio])).toBeNull();
    expect(await commit("margin", [...ACCOUNTS, portfolio])).toMatch(/mode\[a\] \* \(mode\[a\] - 1\) === 0/);
  });
});
