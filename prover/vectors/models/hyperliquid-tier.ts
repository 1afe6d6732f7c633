import { ceilDiv } from "../../domain/decimal.ts";
import { RATE_ONE, rate } from "../../domain/rate.ts";
import { OFFSET_DECIMALS, type Schedule } from "../../market/row.ts";
import { continuousSchedule } from "../../market/schedule.ts";
import { Fields, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toThreshold } from "../units.ts";
import { valueAtNotional } from "../value-row.ts";

/**
 * Hyperliquid's margin tiers: maintenance is half of initial at the tier's maximum leverage, with a deduction that
 * makes the tiers meet. 1/(2*leverage) is rounded up to 1e-9, so a deduction may differ by lower * 1e-9.
 */
export const hyperliquidTier: VectorModel = {
  name: "hyperliquid-tier",
  run(inputs, expected, report) {
    const understood = expected.keys.filter((coin) => expected.has(coin) && inputs.has(coin));
    for (const coin of understood)
      compareCoin(coin, readTiers(inputs.get(coin), `inputs.${coin}`), expected.get(coin), report);
    report.ignored(expected, understood);
  },
};

interface HyperliquidTier {
  readonly lower: Fraction;
  readonly leverage: bigint;
}

function readTiers(value: unknown, at: string): readonly HyperliquidTier[] {
  return listOf(value, at).map((entry, k) => {
    const read = (tier: Fields | readonly unknown[]): readonly [Fraction, Fraction] =>
      tier instanceof Fields
        ? [tier.number("lower", "lowerBound", "floor"), tier.number("maxLev", "maxLeverage", "leverage")]
        : [numberOf(tier[0], `${at}[${k}][0]`), numberOf(tier[1], `${at}[${k}][1]`)];
    const [lower, leverage] = read(Array.isArray(entry) ? entry : Fields.of(entry, `${at}[${k}]`));
    if (leverage.floor() !== leverage.ceil() || leverage.numerator <= 0n) {
      throw new ShapeError(`${at}[${k}]: leverage`);
    }
    return { lower, leverage: leverage.floor() };
  });
}

const scheduleOf = (tiers: readonly HyperliquidTier[]): Schedule =>
  continuousSchedule(
    tiers.map(({ lower, leverage }) => ({
      floor: toThreshold(lower, "lower bound"),
      valueRate: RATE_ONE,
      maintenanceRate: rate(ceilDiv(RATE_ONE, 2n * leverage)),
      initialRate: rate(ceilDiv(RATE_ONE, leverage)),
    })),
  );

const RATE_STEP = new Fraction(1n, 10n ** 9n);

function compareCoin(
  coin: string,
  tiers: readonly HyperliquidTier[],
  expected: unknown,
  report: Report,
): void {
  const schedule = scheduleOf(tiers);
  const published = listOf(expected, `expected.${coin}`);
  published.forEach((entry, k) => {
    const at = `expected.${coin}[${k}]`;
    const fields = Fields.of(entry, at);
    const understood: string[] = [];
    if (fields.has("notional")) {
      understood.push("notional", ...comparePoint(coin, tiers, schedule, fields, report));
    } else {
      understood.push(...compareTier(coin, tiers, schedule, k, fields, report));
    }
    report.ignored(fields, understood);
  });
}

/** Rounding of rates up to and with this tier can move its line by this much a unit of its lower bound. */
const roundingAt = (tiers: readonly HyperliquidTier[], k: number): Fraction =>
  tiers.slice(0, k + 1).every(({ leverage }) => RATE_ONE % (2n * leverage) === 0n)
    ? new Fraction(0n)
    : RATE_STEP;

function compareTier(
  coin: string,
  tiers: readonly HyperliquidTier[],
  schedule: Schedule,
  k: number,
  fields: Fields,
  report: Report,
): readonly string[] {
  const bracket = schedule[k];
  const lower = fields.number("lower");
  const name = `${coin} tier ${k}`;
  if (bracket === undefined) {
    report.check(name, `a tier from ${lower}`, "none", false);
    return ["lower"];
  }
  report.equal(`${name} lower`, fields.get("lower"), new Fraction(bracket.floor).timesPowerOfTen(-8));
  const step = roundingAt(tiers, k);
  const exactRate = fraction(fields, "mmrNum", "mmrDen");
  const ours = new Fraction(bracket.maintenanceRate).timesPowerOfTen(-9);
  report.within(`${name} maintenance rate`, exactRate, ours, step, "rates are in 1e-9");
  report.check(
    `${name} rate is not below the published`,
    exactRate.toString(),
    ours.toString(),
    ours.compare(exactRate) >= 0,
  );

  if (fields.has("maxLev")) {
    const initial = new Fraction(1n).over(fields.number("maxLev"));
    const charged = new Fraction(bracket.initialRate).timesPowerOfTen(-9);
    const inexact = tiers[k] !== undefined && RATE_ONE % tiers[k].leverage !== 0n;
    report.within(
      `${name} initial rate`,
      initial,
      charged,
      inexact ? RATE_STEP : new Fraction(0n),
      "rates are in 1e-9",
    );
  }

  const deduction = fraction(fields, "deductionNum", "deductionDen");
  const offset = new Fraction(-bracket.maintenanceOffset).timesPowerOfTen(-OFFSET_DECIMALS);
  report.within(`${name} deduction`, deduction, offset, lower.times(step), "lower * 1e-9");

  // The same line, as an account is charged: twice into the tier, or wherever it ends before.
  const next = tiers[k + 1]?.lower;
  const notional = next === undefined || lower.plus(lower).compare(next) < 0 ? lower.plus(lower) : lower;
  const { maintenance } = valueAtNotional(schedule, notional);
  const expected = exactRate.times(notional).minus(deduction);
  const tolerance = notional.plus(lower).times(step);
  report.within(
    `${name} margin of notional ${notional}`,
    expected,
    fromUsd(maintenance),
    tolerance,
    "notional * 1e-9",
  );
  return ["lower", "maxLev", "mmrNum", "mmrDen", "deductionNum", "deductionDen"];
}

function comparePoint(
  coin: string,
  tiers: readonly HyperliquidTier[],
  schedule: Schedule,
  fields: Fields,
  report: Report,
): readonly string[] {
  const notional = fields.number("notional");
  const valuation = valueAtNotional(schedule, notional);
  const tolerance = notional.plus(notional).times(roundingAt(tiers, valuation.bracketIndex));
  const key = fields.find("mm", "maintenanceMargin");
  if (key === undefined) return [];
  report.within(
    `${coin} margin of notional ${notional}`,
    fields.number(key),
    fromUsd(valuation.maintenance),
    tolerance,
    "notional * 1e-9",
  );
  return [key];
}

const fraction = (fields: Fields, numerator: string, denominator: string): Fraction =>
  fields.number(numerator).over(fields.has(denominator) ? fields.number(denominator) : new Fraction(1n));
