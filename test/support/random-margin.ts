import fc from "fast-check";
import type { Holding, Mode } from "../../prover/accounts/account.ts";
import { ceilDiv } from "../../prover/domain/decimal.ts";
import type { Price } from "../../prover/domain/price.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import { valueAccount } from "../../prover/margin/model.ts";
import { type Predicate, slack } from "../../prover/margin/predicate.ts";
import { piecesOf } from "../../prover/market/piece.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule, type Tier } from "../../prover/market/schedule.ts";
import { at } from "./at.ts";

/**
 * Random markets and accounts for fast-check: every kind of row, numbers of all sizes, quantities at the edges of pieces,
 * and accounts steered to where solvency is decided.
 */
export interface RandomClaim {
  readonly market: Market;
  readonly holdings: readonly Holding[];
  readonly mode: Mode;
  readonly predicate: Predicate;
}

/** Of all sizes: as many numbers of 1 bit as of `bits` bits. */
const anySize = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 0, max: bits }).chain((size) => fc.bigInt({ min: 0n, max: 2n ** BigInt(size) - 1n }));

const price = anySize(64).map((value) => (value === 0n ? 1n : value) as Price);

/** Mostly what venues use, up to 100 %; sometimes up to the greatest rate there is. */
const rate = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 9n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 31n - 1n }) },
);

const ascending = (values: readonly bigint[]): bigint[] =>
  values.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));

interface Ladder {
  readonly floors: readonly bigint[];
  readonly value: readonly bigint[];
  readonly maintenance: readonly bigint[];
  readonly initial: readonly bigint[];
  readonly capped: boolean;
}

/** One to five tiers: floors and rates rising, initial at least maintenance. */
const ladder: fc.Arbitrary<Ladder> = fc
  .uniqueArray(anySize(72), { minLength: 0, maxLength: 4 })
  .chain((floors) => {
    const tiers = new Set(floors.filter((floor) => floor > 0n)).size + 1;
    const rates = fc.array(rate, { minLength: tiers, maxLength: tiers }).map(ascending);
    return fc.record({
      floors: fc.constant([0n, ...ascending(floors.filter((floor) => floor > 0n))]),
      value: rates,
      maintenance: rates,
      initial: rates,
      capped: fc.boolean(),
    });
  });

function schedule(rungs: Ladder, rates: (k: number) => Omit<Tier, "floor">) {
  const tiers = rungs.floors.map((floor, k) => ({ floor, ...rates(k) }));
  return continuousSchedule(
    tiers,
    rungs.capped ? at(rungs.floors, rungs.floors.length - 1) + 10n ** 15n : null,
  );
}

/** maintenance, and on top of it what initial asks for. */
const margins = (rungs: Ladder, k: number) => ({
  maintenanceRate: at(rungs.maintenance, k) as Rate,
  initialRate: (at(rungs.maintenance, k) + at(rungs.initial, k)) as Rate,
});
const NO_MARGINS = { maintenanceRate: 0n as Rate, initialRate: 0n as Rate };

type Shape = "contract" | "inverse" | "collateral" | "coin tiers" | "settlement" | "two prices";

function rowOf(index: number, shape: Shape, one: Price, other: Price, long: Ladder, short: Ladder): Row {
  const base = { index, name: `${shape} ${index}` };
  // A long unit may not count more than a short one: the lower of two rates is the long side's.
  const [owned = 0n, owed = 0n] = ascending([at(long.value, 0), at(short.value, 0)]);
  const flat = (rungs: Ladder, valueRate: bigint) =>
    schedule(rungs, (k) => ({ valueRate: valueRate as Rate, ...margins(rungs, k) }));
  const tiered = (rungs: Ladder, k: number) => at(rungs.value, k);
  switch (shape) {
    case "contract":
    case "two prices":
      return {
        ...base,
        basis: "notional",
        valuePrice: one,
        notionalPrice: shape === "contract" ? one : other,
        long: flat(long, owned),
        short: flat(short, owed),
      };
    case "inverse":
      return {
        ...base,
        basis: "notional",
        valuePrice: null,
        notionalPrice: one,
        long: flat(long, 0n),
        short: flat(short, 0n),
      };
    case "settlement": {
      const only = (valueRate: bigint) =>
        continuousSchedule([{ floor: 0n, valueRate: valueRate as Rate, ...NO_MARGINS }]);
      return {
        ...base,
        basis: "notional",
        valuePrice: one,
        notionalPrice: null,
        long: only(owned),
        short: only(owed),
      };
    }
    case "collateral":
    case "coin tiers": {
      // Haircuts fall with size on the long side, from `owned` down; a debt counts from `owed` up and bears margin.
      const falling = (k: number) =>
        (owned * at(long.value, long.value.length - 1 - k)) / at(long.value, long.value.length - 1);
      const haircut = schedule(long, (k) => ({
        valueRate: (at(long.value, long.value.length - 1) === 0n ? 0n : falling(k)) as Rate,
        ...NO_MARGINS,
      }));
      const rising = (k: number) => (tiered(short, k) > owed ? tiered(short, k) : owed) as Rate;
      const debt = schedule(short, (k) => ({ valueRate: rising(k), ...margins(short, k) }));
      const basis = shape === "collateral" ? "notional" : "quantity";
      return { ...base, basis, valuePrice: one, notionalPrice: one, long: haircut, short: debt };
    }
  }
}

/** Rows 1 and 2 are balances with which accounts are steered: of dollars, and of billions of units of 4 dollars. */
const balance = (index: number, name: string, one: bigint, valueRate: bigint): Row => {
  const only = continuousSchedule([{ floor: 0n, valueRate: valueRate as Rate, ...NO_MARGINS }]);
  return {
    index,
    name,
    basis: "notional",
    valuePrice: one as Price,
    notionalPrice: null,
    long: only,
    short: only,
  };
};
const CASH = balance(1, "CASH", 10n ** 8n, 10n ** 9n);
const BULLION = balance(2, "BULLION", 10n ** 17n, 4n * 10n ** 9n);
const CASH_PER_BULLION = 4n * 10n ** 9n;

const shape = fc.constantFrom<Shape>(
  "contract",
  "inverse",
  "collateral",
  "coin tiers",
  "settlement",
  "two prices",
);

const market: fc.Arbitrary<Market> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), shape, price, price, ladder, ladder), {
    minLength: 3,
    maxLength: 6,
  })
  .map((drawn) => {
    let index = BULLION.index;
    const rows = drawn.map(([gap, ...rest]) => {
      index += gap;
      return rowOf(index, ...rest);
    });
    return { venue: "random", asOf: 1_760_000_000, rows: [CASH, BULLION, ...rows] };
  });

/** On some piece of the row: at either edge, or inside. */
const quantityOn = (row: Row): fc.Arbitrary<Quantity> => {
  const pieces = piecesOf(row);
  return fc
    .tuple(fc.nat(pieces.length - 1), fc.constantFrom("first", "last", "inside"), anySize(65))
    .map(([place, where, depth]) => {
      const { lower, upper } = at(pieces, place);
      const inside = lower + (depth % (upper - lower));
      return (where === "first" ? lower : where === "last" ? upper - 1n : inside) as Quantity;
    });
};

/** Greatest quantity and buffer. */
const LIMIT = 2n ** 64n - 1n;

/** 1e-8 USD in units of slack. */
export const SLACK_STEP = 10n ** 21n;

/**
 * A claim whose slack is `steps` steps of 1e-8 USD from the last that holds, as far as cash or buffer can bring it there.
 */
function steered(
  rows: Market,
  others: readonly Holding[],
  asked: Omit<Predicate, "bufferUsd">,
  byBuffer: boolean,
  steps: bigint,
): Pick<RandomClaim, "holdings" | "predicate"> {
  const free = slack({ ...asked, bufferUsd: 0n }, valueAccount(rows, { holdings: others }));
  const needed = ceilDiv(-free, SLACK_STEP); // the least cash with which the claim holds
  const bufferUsd = -needed - steps;
  if (byBuffer && bufferUsd >= 0n && bufferUsd <= LIMIT) {
    return { holdings: others, predicate: { ...asked, bufferUsd } };
  }
  const wanted = needed + steps;
  const bullion = clamped(wanted / CASH_PER_BULLION);
  const cash = clamped(wanted - bullion * CASH_PER_BULLION);
  const steering = [
    { row: CASH.index, quantity: cash as Quantity },
    { row: BULLION.index, quantity: bullion as Quantity },
  ].filter(({ quantity }) => quantity !== 0n);
  return { holdings: [...steering, ...others], predicate: { ...asked, bufferUsd: 0n } };
}

const clamped = (value: bigint): bigint => (value > LIMIT ? LIMIT : value < -LIMIT ? -LIMIT : value);

/** A random claim of at most eight holdings, most of them within 1e-8 USD of the limit, on either side. */
export const randomClaim = (kind: Predicate["kind"]): fc.Arbitrary<RandomClaim> =>
  market.chain((drawn) =>
    fc
      .record({
        others: fc.subarray(drawn.rows.slice(2)).chain((rows) => {
          const quantities = fc.tuple(...rows.map(quantityOn));
          return quantities.map((each) => rows.map((row, i) => ({ row: row.index, quantity: at(each, i) })));
        }),
        mode: fc.constantFrom<Mode>("cross", "isolated"),
        ratioBps: fc.oneof(fc.constant(10_000n), fc.bigInt({ min: 0n, max: 30_000n }), anySize(20)),
        byBuffer: fc.boolean(),
        steps: fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(-1n, 0n) },
          { weight: 2, arbitrary: anySize(64) },
        ),
      })
      .map(({ others, mode, ratioBps, byBuffer, steps }) => ({
        market: drawn,
        mode,
        ...steered(drawn, others, { kind, ratioBps }, byBuffer, steps),
      })),
  );
