import { z } from "zod";
import { ceilDiv, formatDecimal, parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { inField } from "../../domain/in-field.ts";
import { formatPrice, type Price, parsePrice, price } from "../../domain/price.ts";
import { RATE_ONE, type Rate, rate } from "../../domain/rate.ts";
import { refuse } from "../../domain/refuse.ts";
import { checkJson } from "../../formats/json.ts";
import { rateText, text, thresholdText } from "../../formats/schema.ts";
import { OFFSET_DECIMALS, THRESHOLD_DECIMALS } from "../row.ts";
import { continuousSchedule, type Tier } from "../schedule.ts";
import { parseContractSymbol } from "./contract-symbol.ts";
import type { ImportNote } from "./note.ts";
import { linearContractRow } from "./plain.ts";
import type { NewRow } from "./row-indexes.ts";

const LEVERAGE_DECIMALS = 8;
const PRICE_UNIT = 10n ** 8n;

/**
 * The exchange's own strings. ccxt's unified numbers beside them are floats and leave out the deduction, so they
 * are neither read nor checked.
 */
const exchangeTier = z.looseObject(
  {
    notionalFloor: thresholdText,
    notionalCap: thresholdText,
    maintMarginRatio: rateText,
    cum: text((value) => parseDecimal(value, OFFSET_DECIMALS)),
    initialLeverage: text((value): Rate => {
      const leverage = parseDecimal(value, LEVERAGE_DECIMALS);
      if (leverage <= 0n) throw new RuleError("must be a leverage above zero");
      // Rounded up: a position never needs less than the exchange asks for.
      return rate(ceilDiv(RATE_ONE * 10n ** BigInt(LEVERAGE_DECIMALS), leverage));
    }),
  },
  "is missing; the exchange's own tier is expected beside ccxt's numbers",
);

const answer = z.record(
  z.string(),
  z
    .array(z.looseObject({ info: exchangeTier }, "must be a tier"), "must be a list of tiers")
    .min(1, "has no tier"),
);

type ExchangeTier = z.output<typeof exchangeTier>;

/**
 * The linear perpetuals and futures of a ccxt `fetchLeverageTiers` answer as rows: Binance's `rate * notional - cum`
 * brackets. Initial margin is taken as marginal too: 1/leverage of each bracket's part, continuous like
 * maintenance. Beyond the last cap there is no bracket, and so no position.
 *
 * @param tiers the answer, by symbol
 * @param marks mark prices by symbol, decimal strings in the settle currency; these symbols become rows
 * @param options.settlePrices USD price of each settle currency, 1 where absent; thresholds and marks are converted
 * @throws InputError naming symbol, tier, field and rule: a number where the exchange's string is required, gaps,
 *         or a published `cum` that is not what makes the brackets meet
 */
export function perpetualRows(
  tiers: unknown,
  marks: Readonly<Record<string, string>>,
  options: { readonly source?: string; readonly settlePrices?: Readonly<Record<string, Price>> } = {},
): { readonly rows: readonly NewRow[]; readonly notes: readonly ImportNote[] } {
  const { source } = options;
  const notes: ImportNote[] = [];
  const rows = Object.entries(marks).map(([symbol, mark]) => {
    const { kind, settle } = inField({ source, field: symbol }, () => parseContractSymbol(symbol));
    if (kind === "inverse") {
      refuse({ source, field: symbol }, "is an inverse contract, whose tiers are in coin");
    }
    const list = tiersOf(tiers, symbol, source);
    const parsed = continuousTiers(list, symbol, source);

    const settlePrice = options.settlePrices?.[settle] ?? (PRICE_UNIT as Price);
    // Thresholds are rounded down, so that a higher rate never starts later than published.
    const inUsd = (amount: bigint): bigint => (amount * settlePrice) / PRICE_UNIT;
    const schedule = continuousSchedule(
      parsed.map((tier) => ({ ...tier, floor: inUsd(tier.floor) })),
      inUsd(list.at(-1)?.notionalCap ?? 0n),
    );
    const value = typeof mark === "string" ? `"${mark}"` : `${String(mark)} (${typeof mark})`;
    return inField({ source, field: `mark price of ${symbol}`, value }, () => {
      if (typeof mark !== "string") throw new RuleError("must be a decimal string");
      const exact = parsePrice(mark) * settlePrice;
      const used = price(exact / PRICE_UNIT);
      if (exact % PRICE_UNIT !== 0n) {
        const reason = `${mark} at ${formatPrice(settlePrice)} USD per ${settle}, rounded down to 1e-8 USD`;
        notes.push({
          row: symbol,
          field: "mark price",
          given: formatDecimal(exact, 16),
          used: formatPrice(used),
          reason,
        });
      }
      return linearContractRow(symbol, used, schedule);
    });
  });
  return { rows, notes };
}

function tiersOf(tiers: unknown, symbol: string, source?: string): readonly ExchangeTier[] {
  if (typeof tiers !== "object" || tiers === null || !Object.hasOwn(tiers, symbol)) {
    return refuse({ source, field: symbol }, "has no leverage tiers in this file");
  }
  const published = checkJson({ [symbol]: (tiers as Record<string, unknown>)[symbol] }, answer, source);
  return (published[symbol] ?? []).map((tier) => tier.info);
}

/** The tiers without gaps, whose published deductions are those of a continuous requirement. */
function continuousTiers(list: readonly ExchangeTier[], symbol: string, source?: string): readonly Tier[] {
  const tiers = list.map((tier, k): Tier => {
    const before = list[k - 1];
    const { notionalFloor: floor, notionalCap: cap } = tier;
    const start = before?.notionalCap ?? 0n;
    if (floor !== start) {
      const rule =
        before === undefined ? "the first tier must start at 0" : `must be tier ${k - 1}'s cap ${usd(start)}`;
      refuse({ source, field: `${symbol}[${k}].info.notionalFloor`, value: `"${usd(floor)}"` }, rule);
    }
    if (cap <= floor) {
      const place = { source, field: `${symbol}[${k}].info.notionalCap`, value: `"${usd(cap)}"` };
      refuse(place, `must be above the floor ${usd(floor)}`);
    }
    return {
      floor,
      valueRate: RATE_ONE,
      maintenanceRate: tier.maintMarginRatio,
      initialRate: tier.initialLeverage,
    };
  });
  continuousSchedule(tiers).forEach((bracket, k) => {
    const cum = list[k]?.cum ?? 0n;
    if (cum === -bracket.maintenanceOffset) return;
    const expected = formatDecimal(-bracket.maintenanceOffset, OFFSET_DECIMALS);
    const place = {
      source,
      field: `${symbol}[${k}].info.cum`,
      value: `"${formatDecimal(cum, OFFSET_DECIMALS)}"`,
    };
    refuse(place, `must be ${expected}, or maintenance margin jumps where tier ${k} starts`);
  });
  return tiers;
}

const usd = (value: bigint): string => formatDecimal(value, THRESHOLD_DECIMALS);
