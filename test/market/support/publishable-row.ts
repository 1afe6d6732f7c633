import fc from "fast-check";
import type { Price } from "../../../prover/domain/price.ts";
import { RATE_BOUND, type Rate } from "../../../prover/domain/rate.ts";
import type { Row, Schedule } from "../../../prover/market/row.ts";
import { continuousSchedule } from "../../../prover/market/schedule.ts";

/** Rows that publication accepts, of every kind and up to the bounds of the domain. */

export const TOP = 2n ** 64n - 1n;

/** Small, round and huge alike: a uniform draw would never be small. */
const magnitude = (top: bigint): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.bigInt(0n, 1000n < top ? 1000n : top),
    fc.nat(top.toString(2).length - 1).chain((bits) => fc.bigInt(0n, 2n ** BigInt(bits))),
    fc.bigInt(0n, top),
    fc.constant(top),
  );

export const anyPrice: fc.Arbitrary<Price> = fc.oneof(
  magnitude(TOP - 1n).map((value) => (value + 1n) as Price),
  fc.constant(1n as Price),
  fc.constant(TOP as Price),
);

const anyRate: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, 10n ** 9n),
  fc.bigInt(0n, RATE_BOUND - 1n),
  fc.constantFrom(0n, 10n ** 9n, RATE_BOUND - 1n),
);

const ascending = (values: readonly bigint[]): bigint[] =>
  values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** Floors from 0 on, and an end beyond them or none. Some lie where no quantity reaches. */
const thresholds = (top: bigint): fc.Arbitrary<{ floors: bigint[]; cap: bigint | null }> =>
  fc
    .record({
      inner: fc.uniqueArray(
        magnitude(top).map((value) => value + 1n),
        { maxLength: 5 },
      ),
      capped: fc.boolean(),
    })
    .map(({ inner, capped }) => {
      const floors = [0n, ...ascending(inner)];
      const last = floors.length > 1 && capped ? (floors.pop() ?? null) : capped ? 1n : null;
      return { floors, cap: last };
    });

interface Shape {
  /** Whether value may be tiered; otherwise one rate. */
  readonly tieredValue: boolean;
  readonly hasValue: boolean;
  readonly hasMargin: boolean;
  readonly oneBracket: boolean;
  readonly top: bigint;
}

/** Rates by bracket: `value` falls on the long side and rises on the short one, never crossing `limit`. */
function schedule(shape: Shape, side: "long" | "short", limit: bigint): fc.Arbitrary<Schedule> {
  return thresholds(shape.top).chain(({ floors, cap }) => {
    const count = shape.oneBracket ? 1 : floors.length;
    const rates = fc.array(anyRate, { minLength: count, maxLength: count });
    return fc
      .record({ value: rates, maintenance: rates, extra: rates })
      .map(({ value, maintenance, extra }) => {
        const bound = (rate: bigint): bigint =>
          side === "long" ? (rate < limit ? rate : limit) : rate > limit ? rate : limit;
        const bounded = ascending(value.map(bound));
        const ordered = side === "long" ? bounded.toReversed() : bounded;
        const flat = ordered[0] ?? 0n;
        const margins = ascending(maintenance);
        const extras = ascending(extra);
        const capped = (rate: bigint): Rate => (rate < RATE_BOUND ? rate : RATE_BOUND - 1n) as Rate;
        return continuousSchedule(
          floors.slice(0, count).map((floor, k) => ({
            floor,
            valueRate: (shape.hasValue ? (shape.tieredValue ? (ordered[k] ?? 0n) : flat) : 0n) as Rate,
            maintenanceRate: capped(shape.hasMargin ? (margins[k] ?? 0n) : 0n),
            initialRate: capped(shape.hasMargin ? (margins[k] ?? 0n) + (extras[k] ?? 0n) : 0n),
          })),
          shape.oneBracket && cap !== null ? cap : floors.length === count ? cap : null,
        );
      });
  });
}

const NOTIONAL_TOP = 2n ** 128n / 10n ** 8n;

/** Every kind of row: linear, inverse, settlement, collateral by value, collateral by quantity. */
export const publishableRow: fc.Arbitrary<Row> = fc
  .record({
    kind: fc.constantFrom("linear", "inverse", "settlement", "collateral", "quantity", "two prices"),
    index: fc.integer({ min: 1, max: 2 ** 14 - 1 }),
    price: anyPrice,
    other: anyPrice,
    limit: anyRate,
    sides: fc.constantFrom("both", "both", "both", "long", "short"),
  })
  .chain(({ kind, index, price, other, limit, sides }) => {
    const basis = kind === "quantity" ? "quantity" : "notional";
    const shape: Shape = {
      tieredValue: kind === "collateral" || kind === "quantity",
      hasValue: kind !== "inverse",
      hasMargin: kind !== "settlement",
      oneBracket: kind === "settlement",
      top: basis === "quantity" ? 2n ** 65n : NOTIONAL_TOP,
    };
    const none = fc.constant<Schedule>([]);
    const row = {
      index,
      name: `${kind} ${index}`,
      basis,
      valuePrice: kind === "inverse" ? null : price,
      notionalPrice:
        kind === "settlement" ? null : kind === "quantity" || kind === "two prices" ? other : price,
    } as const;
    return fc.record({
      ...(Object.fromEntries(Object.entries(row).map(([key, value]) => [key, fc.constant(value)])) as {
        [Key in keyof typeof row]: fc.Arbitrary<(typeof row)[Key]>;
      }),
      long: sides === "short" ? none : schedule(shape, "long", limit),
      short: sides === "long" ? none : schedule(shape, "short", limit),
    });
  });

/** Sizes worth trying in a row: bounds of the domain, of its brackets, and anything else. */
export const anyQuantity: fc.Arbitrary<bigint> = fc
  .record({ size: magnitude(TOP), negative: fc.boolean() })
  .map(({ size, negative }) => (negative ? -size : size));
