import { z } from "zod";
import { formatDecimal } from "../domain/decimal.ts";
import { formatPrice } from "../domain/price.ts";
import { formatRate } from "../domain/rate.ts";
import { assertPublishable } from "../market/publication.ts";
import { type Bracket, type Market, OFFSET_DECIMALS, type Row, THRESHOLD_DECIMALS } from "../market/row.ts";
import { readJson } from "./json.ts";
import { riskSchema, riskToJson, scenarioSetSchema, scenarioSetToJson } from "./scenarios.ts";
import { format, offsetText, priceText, rateText, thresholdText, unixSeconds } from "./schema.ts";

const bracket = z.strictObject({
  floor: thresholdText,
  cap: thresholdText.nullable(),
  valueRate: rateText,
  valueOffset: offsetText,
  maintenanceRate: rateText,
  maintenanceOffset: offsetText,
  initialRate: rateText,
  initialOffset: offsetText,
});

const row = z.strictObject({
  index: z.int("must be a whole number"),
  name: z.string("must be a string").min(1, "must not be empty").max(64, "must have at most 64 characters"),
  basis: z.enum(["notional", "quantity"], { error: 'must be "notional" or "quantity"' }),
  valuePrice: priceText.nullable(),
  notionalPrice: priceText.nullable(),
  long: z.array(bracket, "must be a list of brackets"),
  short: z.array(bracket, "must be a list of brackets"),
  risk: riskSchema.exactOptional(),
});

/**
 * `solvency-market/1`: the public table that every claim of its root is proven against. `portfolio` and each row's
 * `risk` are there in markets of portfolio margin only.
 */
export const marketSchema = z.strictObject({
  format: format("solvency-market/1"),
  venue: z.string("must be a string").min(1, "must not be empty"),
  asOf: unixSeconds,
  portfolio: scenarioSetSchema.exactOptional(),
  rows: z.array(row, "must be a list of rows").min(1, "a market needs a row"),
});

/** @throws InputError also when the table breaks a rule of publication */
export async function readMarket(path: string): Promise<Market> {
  const { format: _, ...market } = await readJson(path, marketSchema);
  assertPublishable(market, path);
  return market;
}

/** The JSON form; readMarket of it gives the same market. */
export function marketToJson(market: Market): z.input<typeof marketSchema> {
  return {
    format: "solvency-market/1",
    venue: market.venue,
    asOf: market.asOf,
    ...(market.portfolio && { portfolio: scenarioSetToJson(market.portfolio) }),
    rows: market.rows.map(rowToJson),
  };
}

function rowToJson(source: Row): z.input<typeof row> {
  return {
    index: source.index,
    name: source.name,
    basis: source.basis,
    valuePrice: source.valuePrice === null ? null : formatPrice(source.valuePrice),
    notionalPrice: source.notionalPrice === null ? null : formatPrice(source.notionalPrice),
    long: source.long.map(bracketToJson),
    short: source.short.map(bracketToJson),
    ...(source.risk && { risk: riskToJson(source.risk) }),
  };
}

function bracketToJson(source: Bracket): z.input<typeof bracket> {
  return {
    floor: formatDecimal(source.floor, THRESHOLD_DECIMALS),
    cap: source.cap === null ? null : formatDecimal(source.cap, THRESHOLD_DECIMALS),
    valueRate: formatRate(source.valueRate),
    valueOffset: formatDecimal(source.valueOffset, OFFSET_DECIMALS),
    maintenanceRate: formatRate(source.maintenanceRate),
    maintenanceOffset: formatDecimal(source.maintenanceOffset, OFFSET_DECIMALS),
    initialRate: formatRate(source.initialRate),
    initialOffset: formatDecimal(source.initialOffset, OFFSET_DECIMALS),
  };
}
