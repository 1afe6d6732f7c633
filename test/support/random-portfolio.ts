import fc from "fast-check";
import type { Holding } from "../../prover/accounts/account.ts";
import { ceilDiv } from "../../prover/domain/decimal.ts";
import type { Price } from "../../prover/domain/price.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { RATE_ONE, type Rate } from "../../prover/domain/rate.ts";
import type { ScenarioPrice } from "../../prover/domain/scenario-price.ts";
import { EXACT_PER_USD } from "../../prover/domain/scenario-usd.ts";
import { valuePortfolio } from "../../prover/margin/portfolio.ts";
import { type Predicate, slack } from "../../prover/margin/predicate.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import type { RowRisk, ScenarioSet } from "../../prover/market/scenarios.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { at } from "./at.ts";

/** Random portfolio markets and books within the places of a small circuit, with numbers of all sizes and signs. */
export interface RandomPortfolio {
  readonly market: Market;
  readonly holdings: readonly Holding[];
  readonly predicate: Predicate;
}

const anySize = (bits: number): fc.Arbitrary<bigint> =>
  fc.integer({ min: 0, max: bits }).chain((size) => fc.bigInt({ min: 0n, max: 2n ** BigInt(size) - 1n }));

const signed = (bits: number): fc.Arbitrary<bigint> =>
  fc.tuple(anySize(bits), fc.boolean()).map(([size, negative]) => (negative ? -size : size));

const rate = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 0n, max: RATE_ONE }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) },
);

/** Two rates, the lower first. */
const rates = fc
  .tuple(rate, rate)
  .map(([x, y]) => (x < y ? [x, y] : [y, x]) as unknown as readonly [Rate, Rate]);

const damp = fc.oneof(fc.constant(RATE_ONE), fc.bigInt({ min: 1n, max: RATE_ONE })) as fc.Arbitrary<Rate>;

const scenarioSet: fc.Arbitrary<ScenarioSet> = fc
  .record({
    damps: fc.array(damp, { minLength: 1, maxLength: 3 }),
    absolute: fc.nat(3),
    groups: fc.array(rates, { minLength: 1, maxLength: 2 }),
    factors: rates,
  })
  .map(({ damps, absolute, groups, factors }) => ({
    scenarios: damps.map((each, s) => ({ name: `s${s}`, damp: each, absolute: s === absolute })),
    groups: groups.map(([gain, loss], g) => ({ name: `g${g}`, gain, loss })),
    maintenanceFactor: factors[0],
    initialFactor: factors[1],
  }));

const riskOf = (set: ScenarioSet): fc.Arbitrary<RowRisk | undefined> =>
  fc.option(
    fc.record({
      group: fc.constantFrom(...set.groups.map(({ name }) => name)),
      base: signed(54) as fc.Arbitrary<ScenarioPrice>,
      prices: fc.array(signed(54) as fc.Arbitrary<ScenarioPrice>, {
        minLength: set.scenarios.length,
        maxLength: set.scenarios.length,
      }),
    }),
    { nil: undefined, freq: 4 },
  );

const NO_MARGIN = { maintenanceRate: 0n as Rate, initialRate: 0n as Rate };
const flat = continuousSchedule([{ floor: 0n, valueRate: RATE_ONE, ...NO_MARGIN }]);

/** The balance with which books are steered, a dollar a unit. */
const CASH: Row = {
  index: 1,
  name: "CASH",
  basis: "notional",
  valuePrice: (10n ** 8n) as Price,
  notionalPrice: null,
  long: flat,
  short: flat,
};

const rowOf = (index: number, set: ScenarioSet): fc.Arbitrary<Row> =>
  fc
    .record({ mark: anySize(54), valueRate: rate, contingency: rates, risk: riskOf(set) })
    .map(({ mark, valueRate, contingency: [maintenanceRate, initialRate], risk }) => {
      const schedule = continuousSchedule([
        { floor: 0n, valueRate: valueRate as Rate, maintenanceRate, initialRate },
      ]);
      const price = (mark === 0n ? 1n : mark) as Price;
      const priced = { basis: "notional", valuePrice: price, notionalPrice: price } as const;
      const row = { index, name: `row ${index}`, ...priced, long: schedule, short: schedule };
      return risk === undefined ? row : { ...row, risk };
    });

const LIMIT = 2n ** 64n - 1n;
const clamped = (value: bigint): bigint => (value > LIMIT ? LIMIT : value < -LIMIT ? -LIMIT : value);

/** 1e-8 USD in units of a portfolio's slack. */
export const PORTFOLIO_SLACK_STEP = 10n ** 21n * EXACT_PER_USD;

/** A book of at most three holdings, most of them within 1e-8 USD of the limit, on either side. */
export const randomPortfolio = (): fc.Arbitrary<RandomPortfolio> =>
  scenarioSet.chain((portfolio) =>
    fc
      .record({
        rows: fc.tuple(rowOf(7, portfolio), rowOf(16_000, portfolio)),
        quantities: fc.tuple(signed(64), signed(64)),
        kind: fc.constantFrom<Predicate["kind"]>("maintenance", "initial"),
        ratioBps: fc.oneof(fc.constant(10_000n), anySize(20)),
        steps: fc.oneof(
          { weight: 8, arbitrary: fc.constantFrom(-1n, 0n) },
          { weight: 2, arbitrary: signed(40) },
        ),
      })
      .map(({ rows, quantities, kind, ratioBps, steps }) => {
        const market: Market = { venue: "random", asOf: 1_760_000_000, portfolio, rows: [CASH, ...rows] };
        const others = rows
          .map((row, i): Holding => ({ row: row.index, quantity: at(quantities, i) as Quantity }))
          .filter(({ quantity }) => quantity !== 0n);
        const asked = { kind, ratioBps, bufferUsd: 0n };
        const free = slack(asked, valuePortfolio(market, { holdings: others }));
        const cash = clamped(ceilDiv(-free, PORTFOLIO_SLACK_STEP) + steps);
        const steering = cash === 0n ? [] : [{ row: CASH.index, quantity: cash as Quantity }];
        return { market, holdings: [...steering, ...others], predicate: asked };
      }),
  );
