import type { Price } from "../../domain/price.ts";
import { RATE_ZERO } from "../../domain/rate.ts";
import { assetRow, type ValueTier } from "../../market/sources/plain.ts";
import type { NewRow } from "../../market/sources/row-indexes.ts";
import { Fields, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toPrice, toQuantity, toRate, toThreshold } from "../units.ts";
import { valueRow } from "../value-row.ts";

const AMOUNT = ["amount", "quantity", "coins", "balance", "equity"] as const;
const DISCOUNTED = [
  "discounted",
  "discountedAmount",
  "discountedEquity",
  "value",
  "collateralValue",
] as const;
const TIER = /^tier(\d+)$/;

/**
 * OKX's discount rates: tiers in units of the coin, each rate for its own part. Through a row of basis "quantity".
 * `first` lists [end of tier, rate]; `thenStep...` continues it; `tierN` are further rows of the table, which must
 * come out of the steps.
 */
export const okxDiscountTier: VectorModel = {
  name: "okx-discount-tier",
  run(inputs, expected, report) {
    const table = readTable(inputs);
    for (const key of inputs.keys.filter((name) => TIER.test(name))) {
      const [end, rate] = listOf(inputs.get(key), `inputs.${key}`);
      const tier = tierOf(table, key);
      const agrees = tier?.end.equals(numberOf(end, key)) === true && tier.rate.equals(numberOf(rate, key));
      if (!agrees) throw new ShapeError(`inputs.${key} is not what the steps lead to`);
    }
    const price = inputs.has("price") ? toPrice(inputs.number("price"), "price") : ONE;
    const row = assetRow({ name: "COIN", price, basis: "quantity", tiers: valueTiers(table) });

    const understood: string[] = [];
    for (const key of expected.keys.filter((name) => TIER.test(name) && expected.has(name))) {
      understood.push(key);
      compareTier(table, key, expected.get(key), report);
    }
    if (expected.has("points")) {
      understood.push("points");
      expected.list("points").forEach((entry, k) => {
        const point = Array.isArray(entry) ? pairOf(entry) : Fields.of(entry, `expected.points[${k}]`);
        const key = point.find(...DISCOUNTED);
        if (key !== undefined) compareAmount(row, point.number(...AMOUNT), key, point.get(key), report);
        report.ignored(point, [...AMOUNT, ...DISCOUNTED]);
      });
    }
    const key = expected.find(...DISCOUNTED);
    if (key !== undefined) {
      understood.push(key);
      compareAmount(row, inputs.number(...AMOUNT), key, expected.get(key), report);
    }
    report.ignored(expected, understood);
  },
};

const ONE: Price = toPrice(new Fraction(1n), "one");

interface DiscountTier {
  /** Cumulative, in coins. */
  readonly end: Fraction;
  readonly rate: Fraction;
}

const pairOf = ([amount, discounted]: readonly unknown[]): Fields =>
  Fields.of({ amount, discounted }, "point");

function readTable(inputs: Fields): readonly DiscountTier[] {
  const key = inputs.find("first", "tiers");
  if (key === undefined) throw new ShapeError("inputs.first is missing");
  const table: DiscountTier[] = listOf(inputs.get(key), `inputs.${key}`).map((entry, k) => {
    const at = `inputs.${key}[${k}]`;
    if (Array.isArray(entry)) {
      return { end: numberOf(entry[0], `${at}[0]`), rate: numberOf(entry[1], `${at}[1]`) };
    }
    const fields = Fields.of(entry, at);
    return {
      end: fields.number("upTo", "cap", "amount", "maxAmt"),
      rate: fields.number("rate", "discountRate"),
    };
  });
  if (!inputs.has("thenStepCoins")) return table;
  const step = inputs.number("thenStepCoins");
  const rateStep = inputs.number("thenStepRate");
  const isZero = (rate: Fraction): boolean => rate.numerator <= 0n;
  if (step.numerator <= 0n || rateStep.numerator >= 0n) {
    throw new ShapeError("inputs.thenStep... must rise in coins and fall in rate");
  }
  for (let last = table.at(-1); last !== undefined; last = table.at(-1)) {
    const rate = last.rate.plus(rateStep);
    if (isZero(rate)) return table;
    table.push({ end: last.end.plus(step), rate });
  }
  return table;
}

/** Beyond the last tier a coin counts nothing. */
const valueTiers = (table: readonly DiscountTier[]): readonly ValueTier[] => [
  ...table.map(({ rate }, k) => ({
    floor: toThreshold(table[k - 1]?.end ?? new Fraction(0n), "tier"),
    valueRate: toRate(rate, "discount rate"),
  })),
  { floor: toThreshold(table.at(-1)?.end ?? new Fraction(0n), "tier"), valueRate: RATE_ZERO },
];

/** Tiers are numbered from 1. */
const tierOf = (table: readonly DiscountTier[], key: string): DiscountTier | undefined =>
  table[Number(TIER.exec(key)?.[1]) - 1];

function compareTier(table: readonly DiscountTier[], key: string, entry: unknown, report: Report): void {
  const [end, rate] = listOf(entry, `expected.${key}`);
  const tier = tierOf(table, key);
  if (tier === undefined) {
    report.check(key, "a tier", "none: the table ends before", false);
    return;
  }
  report.equal(`${key} end`, end, tier.end);
  report.equal(`${key} rate`, rate, tier.rate);
}

function compareAmount(
  row: NewRow,
  amount: Fraction,
  name: string,
  published: unknown,
  report: Report,
): void {
  const { value } = valueRow(row, toQuantity(amount, "amount"));
  report.equal(`${name} of ${amount}`, published, fromUsd(value));
}
