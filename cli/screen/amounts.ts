import { floorDiv } from "../../prover/domain/decimal.ts";
import { SCENARIO_USD_DECIMALS, type ScenarioUsd } from "../../prover/domain/scenario-usd.ts";
import {
  formatDecimal,
  type Price,
  type PriceFraction,
  type Quantity,
  type Rate,
  type Usd,
} from "../../prover/index.ts";

/**
 * Amounts for people. Rounded against the account (what it has down, what it owes up), and marked ≈ where anything
 * was rounded away. Exact values are in --json. All in integers.
 */
export type Rounding = "down" | "up";

const USD_DECIMALS = 25;
const ROUNDED = "≈ ";

export const usd = (value: Usd, rounding: Rounding): string => rounded(value, USD_DECIMALS, 2, rounding);

/** P&L of a scenario. */
export const scenarioUsd = (value: ScenarioUsd, rounding: Rounding): string =>
  rounded(value, SCENARIO_USD_DECIMALS, 2, rounding);

/** Exact: prices are published with 8 decimals. */
export const priceText = (value: Price): string => grouped(formatDecimal(value, 8));

/** Exact. */
export const quantityText = (value: Quantity): string => grouped(formatDecimal(value, 8));

/** Exact, in percent. */
export const rateText = (value: Rate): string => `${formatDecimal(value, 7)} %`;

/** An offset or a threshold of a schedule, exact. */
export const exact = (value: bigint, decimals: number): string => grouped(formatDecimal(value, decimals));

/** A ratio in basis points as a multiple, rounded down to two decimals. */
export const ratioText = (bps: bigint | null): string =>
  bps === null ? "nothing is required" : `${rounded(bps, 4, 2, "down")} ×`;

/** A price at which something happens: more decimals where it is small. */
export function priceLevel(fraction: PriceFraction, rounding: Rounding): string {
  const at8 = priceAt8(fraction, rounding);
  const digits = at8 >= 1000n * 10n ** 8n ? 2 : at8 >= 10n ** 8n ? 4 : 8;
  const text = rounded(at8, 8, digits, rounding);
  const inexact = fraction.numerator % fraction.denominator !== 0n;
  return inexact && !text.startsWith(ROUNDED) ? ROUNDED + text : text;
}

/** The fraction in 1e-8 USD. */
export function priceAt8({ numerator, denominator }: PriceFraction, rounding: Rounding): bigint {
  return rounding === "down" ? floorDiv(numerator, denominator) : -floorDiv(-numerator, denominator);
}

/** How far a price must move from the mark to get to a level, e.g. "-8.41 %"; the distance is rounded. */
export function moveText(mark: Price, { numerator, denominator }: PriceFraction, rounding: Rounding): string {
  const difference = numerator - mark * denominator;
  const size = difference < 0n ? -difference : difference;
  const bps = priceAt8({ numerator: size * 10_000n, denominator: mark * denominator }, rounding);
  return `${difference < 0n ? "-" : "+"}${formatFixed(bps, 2)} %`;
}

/** "1234567.5" becomes "1,234,567.5". */
export function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

export const count = (value: number | bigint): string => grouped(value.toString());

export const bytes = (value: number): string => `${count(value)} bytes`;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;

function rounded(value: bigint, from: number, to: number, rounding: Rounding): string {
  const unit = 10n ** BigInt(from - to);
  const units = rounding === "down" ? floorDiv(value, unit) : -floorDiv(-value, unit);
  const text = grouped(formatFixed(units, to));
  return units * unit === value ? text : ROUNDED + text;
}

/** With trailing zeros, so that columns line up. */
export function formatFixed(value: bigint, decimals: number): string {
  const [whole = "0", fraction = ""] = formatDecimal(value, decimals).split(".");
  return `${whole}.${fraction.padEnd(decimals, "0")}`;
}
