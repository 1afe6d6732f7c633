import { z } from "zod";
import { RuleError } from "../../domain/errors.ts";
import { parseRate, RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import { format, rateText, text, thresholdText } from "../../formats/schema.ts";
import { ABSOLUTE_LIMIT, SCENARIO_LIMIT } from "../scenarios.ts";
import { nameText } from "./name-text.ts";
import { parseRatio, type Ratio, ratioOf } from "./ratio.ts";

/**
 * `solvency-shock-set/1`: what a venue's portfolio margin does to prices and volatilities, as data. A venue writes its
 * own, or takes one of those in `shock-sets/`; a market is built from it and an option chain.
 */

const ratioText = text(parseRatio, 'a decimal or a fraction such as "-2/3"');
const positiveRatio = text((value) => {
  const ratio = parseRatio(value);
  if (ratio.numerator <= 0n) throw new RuleError("must be above zero");
  return ratio;
}, 'a decimal or a fraction such as "1/3"');
const naturalRatio = text((value) => {
  const ratio = parseRatio(value);
  if (ratio.numerator < 0n) throw new RuleError("must not be negative");
  return ratio;
});

/** Bounds that no venue comes near, so that exponentials stay small. */
const atMost = (limit: bigint) =>
  text((value) => {
    const ratio = parseRatio(value);
    if (ratio.numerator < 0n || ratio.numerator > limit * ratio.denominator) {
      throw new RuleError(`must be from 0 to ${limit}`);
    }
    return ratio;
  });

const NONE: Ratio = ratioOf(0n);

/**
 * How implied volatility v moves: up to max(minimumUp, v * (1 + up * t)), down to v * max(0, 1 - down * t), where
 * t = (30 / max(floorDays, days))^power, short-term power to 30 days, long-term power beyond. Powers of 0: t = 1.
 */
const volatility = z.strictObject({
  up: naturalRatio,
  down: naturalRatio,
  shortTermPower: atMost(10n).default(NONE),
  longTermPower: atMost(10n).default(NONE),
  floorDays: naturalRatio.default(NONE),
  minimumUp: naturalRatio.default(NONE),
});

/**
 * How the skew turns: with k = ln(strike / forward) (its absolute value for "skew-absolute") volatility is multiplied
 * by 1 + k * cap / width, and by no more than 1 ± cap, where
 *   cap = Cap + Slope * sqrt(years)
 *   width = max(minimumWidth, sqrt(years) * widthScale * (volatilityBase + volatilitySlope * sqrt(years))).
 * Source: derivexyz/v2-core, PMRMLib_2.sol.
 */
const skew = z.strictObject({
  linearCap: naturalRatio,
  linearSlope: ratioText,
  absoluteCap: naturalRatio,
  absoluteSlope: ratioText,
  minimumWidth: positiveRatio,
  widthScale: naturalRatio,
  volatilityBase: naturalRatio,
  volatilitySlope: ratioText,
});

/** Rates that hold everywhere, or grow with the time to an expiry group's expiry (Derive's static discount). */
const discount = z.union(
  [
    z.strictObject({ gain: rateText, loss: rateText }).refine(({ gain, loss }) => gain <= loss, {
      message: "gain must not exceed loss, or a book would count for more than its parts",
      path: ["gain"],
    }),
    z.strictObject({
      /** gain = base * e^-(years * (rateScale * rate + rateAddition)) */
      long: z.strictObject({ base: naturalRatio, rateScale: atMost(100n), rateAddition: atMost(100n) }),
      /** loss = base * e^(years * (rateScale * rate + rateAddition)), at most e^(years * rate) */
      short: z.strictObject({ base: naturalRatio, rateScale: atMost(100n), rateAddition: atMost(100n) }),
    }),
  ],
  { error: "must have gain and loss, or long and short" },
);

const rates = z
  .strictObject({ maintenanceRate: rateText, initialRate: rateText })
  .refine(({ maintenanceRate, initialRate }) => maintenanceRate <= initialRate, {
    message: "must not be below maintenanceRate",
    path: ["initialRate"],
  });
const bracket = z.strictObject({ floor: thresholdText, maintenanceRate: rateText, initialRate: rateText });
/** A rate of the notional, or brackets of it from 0 up. */
const contingency = z
  .union([rates, z.array(bracket).min(1, "needs a bracket")], {
    error: "must be rates, or a list of brackets",
  })
  .transform((given) => (Array.isArray(given) ? given : [{ floor: 0n, ...given }]));

/**
 * What a holding requires whatever the scenarios say: a rate of |quantity| times the underlying's index price
 * (options), or times the mark price (futures).
 */
const contingencies = z.strictObject({
  option: z.strictObject({ long: contingency.optional(), short: contingency.optional() }).default({}),
  linear: contingency.optional(),
});

const parameters = z.strictObject({
  /** The move that `range` of a scenario is a part of, relative to the price. */
  priceRange: positiveRatio,
  volatility,
  skew: skew.optional(),
  discount,
  contingency: contingencies.default({ option: {} }),
});

const scenario = z
  .strictObject({
    name: nameText,
    /** Move relative to the price: "-0.33"; or ... */
    price: ratioText.optional(),
    /** ... in price ranges: "2/3". */
    range: ratioText.optional(),
    volatility: z.enum(["up", "same", "down", "skew-linear", "skew-absolute"], {
      error: 'must be "up", "same", "down", "skew-linear" or "skew-absolute"',
    }),
    /** How much of the P&L counts: a rate up to 1, or "range/price": the price range in proportion to the move. */
    damp: text((value) => {
      if (value === "range/price") return value;
      const damp = parseRate(value);
      if (damp <= 0n || damp > RATE_ONE) throw new RuleError("must be above 0 and at most 1");
      return damp;
    }, 'a rate up to 1, or "range/price"').default(RATE_ONE),
    absolute: z.boolean("must be true or false").default(false),
  })
  .refine(({ price, range }) => (price === undefined) !== (range === undefined), {
    message: "must have either price or range",
    path: ["price"],
  });

const factor = text((value) => {
  const rate = parseRate(value);
  if (rate === RATE_ZERO) throw new RuleError("must be above zero");
  return rate;
});

export const shockSetSchema = z
  .strictObject({
    format: format("solvency-shock-set/1"),
    name: nameText,
    summary: z.string("must be a string"),
    /** Where the figures are from, and what of the venue's model is left out. */
    sources: z.array(z.string("must be a string"), "must be a list of sources"),
    /** What a row publishes a scenario: its shocked price (and its mark as base), or its P&L (base 0). */
    form: z.enum(["price", "pnl"], { error: 'must be "price" or "pnl"' }),
    /** Whose gains and losses offset each other in full: options and futures of an underlying, or of an expiry. */
    groupBy: z.enum(["underlying", "expiry"], { error: 'must be "underlying" or "expiry"' }),
    maintenanceFactor: factor,
    initialFactor: factor,
    parameters: z.strictObject({ default: parameters }).catchall(parameters.partial()),
    scenarios: z
      .array(scenario, "must be a list of scenarios")
      .min(1, "needs a scenario")
      .max(SCENARIO_LIMIT, `must have at most ${SCENARIO_LIMIT} scenarios`),
  })
  .superRefine((set, context) => {
    const issue = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: "custom", path, message });
    };
    const seen = new Set<string>();
    const absolutes = set.scenarios.filter(({ absolute }) => absolute).length;
    if (absolutes > ABSOLUTE_LIMIT) issue(["scenarios"], `at most ${ABSOLUTE_LIMIT} may be absolute`);
    if (set.maintenanceFactor > set.initialFactor)
      issue(["initialFactor"], "must not be below maintenanceFactor");
    set.scenarios.forEach(({ name: scenarioName, volatility: direction, damp }, k) => {
      if (seen.has(scenarioName)) issue(["scenarios", k, "name"], "is the name of two scenarios");
      seen.add(scenarioName);
      if (damp === "range/price" && set.form !== "pnl") {
        issue(
          ["scenarios", k, "damp"],
          'needs form "pnl": the rate differs by underlying, so it goes into the P&L',
        );
      }
      if (direction.startsWith("skew") && set.parameters.default.skew === undefined) {
        issue(["scenarios", k, "volatility"], "needs the parameters skew");
      }
    });
    for (const [underlying, own] of Object.entries(set.parameters)) {
      if (own.discount !== undefined && "long" in own.discount && set.groupBy !== "expiry") {
        issue(["parameters", underlying, "discount"], 'a discount by time needs groupBy "expiry"');
      }
    }
  });

export type ShockSet = z.output<typeof shockSetSchema>;
export type Shock = ShockSet["scenarios"][number];
export type ShockParameters = z.output<typeof parameters>;

/** The parameters of an underlying: its own where the set has some, the default ones otherwise. */
export function parametersOf(set: ShockSet, underlying: string): ShockParameters {
  const own = Object.hasOwn(set.parameters, underlying) ? set.parameters[underlying] : undefined;
  const given = Object.entries(own ?? {}).filter(([, value]) => value !== undefined);
  return { ...set.parameters.default, ...Object.fromEntries(given) };
}
