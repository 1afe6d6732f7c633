import type { Price } from "../../domain/price.ts";
import { type Quantity, quantity } from "../../domain/quantity.ts";
import { RATE_ONE, type Rate } from "../../domain/rate.ts";
import type { HoldingValuation } from "../../margin/model.ts";
import { continuousSchedule } from "../../market/schedule.ts";
import { linearContractRow } from "../../market/sources/plain.ts";
import { JsonNumber } from "../exact-json.ts";
import { DoesNotFit, type Fields, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { toPrice } from "../units.ts";
import { valueRow } from "../value-row.ts";

const PPM = 1_000_000n;
const UINT64_MAX = 2n ** 64n - 1n;
const INITIAL = ["initialMargin", "initialMarginQuoteQuantums", "imr"] as const;
const MAINTENANCE = ["maintenanceMargin", "maintenanceMarginQuoteQuantums", "mmr"] as const;
const NOTIONAL = ["notional", "notionalQuoteQuantums"] as const;

/**
 * Margin of a perpetual on dYdX v4, in quote quantums. The row's unit is a base quantum and its price the chain's
 * own integer, so that every uint64 fits; the exponents only scale the result.
 *
 * dYdX rounds to a quantum three times: the notional down, the initial margin up, and the maintenance margin, as a
 * fraction of the unscaled initial margin, up. These roundings are replayed on our exact amounts.
 *
 * Source: dydxprotocol/v4-chain, x/perpetuals: lib/lib.go, types/liquidity_tier.go.
 */
export const dydxV4Perp: VectorModel = {
  name: "dydx-v4-perp",
  run(inputs, expected, report) {
    const market = readMarket(inputs, report);
    const basePpm = inputs.integer("initialMarginPpm");
    const fractionPpm = inputs.integer("maintenanceFractionPpm");
    const { rate: maintenanceRate, exact } = maintenanceRateOf(basePpm, fractionPpm);

    const base = value(market, ppm(basePpm), maintenanceRate);
    const scaledPpm = effectivePpm(inputs, market, basePpm);
    const scaled = value(market, ppm(scaledPpm), maintenanceRate);

    const inQuanta = (usd: bigint): Fraction => new Fraction(usd, RATE_ONE).timesPowerOfTen(market.power);
    const notional = inQuanta(base.notional);
    const lost = notional.minus(new Fraction(notional.floor()));
    const share = (parts: bigint): Fraction => new Fraction(parts, PPM);

    const initial = new Fraction(
      inQuanta(scaled.initial)
        .minus(lost.times(share(scaledPpm)))
        .ceil(),
    );
    const exactBase = inQuanta(base.initial).minus(lost.times(share(basePpm)));
    const roundedUp = new Fraction(exactBase.ceil()).minus(exactBase);
    const carried = roundedUp.minus(lost.times(share(basePpm))).times(share(fractionPpm));
    const maintenance = new Fraction(inQuanta(base.maintenance).plus(carried).ceil());

    const understood = compareFirst(INITIAL, initial, expected, report);
    const key = expected.find(...MAINTENANCE);
    if (key !== undefined) {
      understood.push(key);
      if (exact) {
        report.equal(key, expected.get(key), maintenance);
      } else {
        const tolerance = notional.times(new Fraction(1n, RATE_ONE)).plus(new Fraction(1n));
        report.within(
          key,
          expected.number(key),
          maintenance,
          tolerance,
          "the rate is finer than 1e-9 and rounded up",
        );
      }
    }
    understood.push(...compareFirst(NOTIONAL, new Fraction(notional.floor()), expected, report));
    report.ignored(expected, understood);
  },
};

interface PerpMarket {
  readonly price: Price;
  readonly quantity: Quantity;
  /** quote quantums = quantity * price * 10^power. */
  readonly power: number;
}

function readMarket(inputs: Fields, report: Report): PerpMarket {
  const power = ["priceExponent", "atomicResolution"].reduce((sum, key) => sum + small(inputs, key), 0);
  let given = inputs.integer("price");
  const source = inputs.get("price");
  if (given > UINT64_MAX && source instanceof JsonNumber && Number(source.text) === Number(UINT64_MAX)) {
    report.note(`price ${source.text} is a JSON number beyond uint64 with lost digits: taken as 2^64 - 1`);
    given = UINT64_MAX;
  }
  let quanta = inputs.integer("baseQuantums", "quantums");
  let scale = power - quoteResolution(inputs);
  while ((quanta >= 2n ** 64n || quanta <= -(2n ** 64n)) && quanta % 10n === 0n) {
    quanta /= 10n;
    scale += 1;
  }
  if (quanta >= 2n ** 64n || quanta <= -(2n ** 64n)) {
    throw new DoesNotFit(`baseQuantums ${quanta} are 2^64 or more`);
  }
  return {
    price: toPrice(new Fraction(given).timesPowerOfTen(-8), "price"),
    quantity: quantity(quanta),
    power: scale,
  };
}

function small(inputs: Fields, key: string): number {
  const value = inputs.integer(key);
  if (value < -100n || value > 100n) throw new ShapeError(`inputs.${key} must be an exponent`);
  return Number(value);
}

/** USDC has 6 decimals on the chain. */
const quoteResolution = (inputs: Fields): number =>
  inputs.has("quoteResolution") ? small(inputs, "quoteResolution") : -6;

const ppm = (parts: bigint): Rate => (parts * (RATE_ONE / PPM)) as Rate;

/** initial * fraction, in 1e-9; a product finer than that is rounded up. */
function maintenanceRateOf(
  basePpm: bigint,
  fractionPpm: bigint,
): { readonly rate: Rate; readonly exact: boolean } {
  if (basePpm < 0n || basePpm > PPM || fractionPpm < 0n || fractionPpm > PPM) {
    throw new ShapeError("initialMarginPpm and maintenanceFractionPpm must be from 0 to 1,000,000");
  }
  const rate = new Fraction(basePpm * fractionPpm, 1000n);
  return { rate: rate.ceil() as Rate, exact: rate.floor() === rate.ceil() };
}

/**
 * The initial margin fraction as open interest raises it: linear from the base at the lower cap to 100 % at the
 * upper cap, in whole ppm, rounded down. A subaccount's own higher fraction comes first.
 */
function effectivePpm(inputs: Fields, market: PerpMarket, basePpm: bigint): bigint {
  const own = inputs.find("customImfPpm", "customInitialMarginPpm", "custom_imf_ppm");
  const least = own === undefined ? 0n : inputs.integer(own);
  const scaled = scaledPpm(inputs, market, basePpm);
  return scaled > least ? scaled : least;
}

function scaledPpm(inputs: Fields, market: PerpMarket, basePpm: bigint): bigint {
  const upper = inputs.has("oiUpperCap") ? inputs.integer("oiUpperCap") : 0n;
  const lower = inputs.has("oiLowerCap") ? inputs.integer("oiLowerCap") : 0n;
  if (upper === 0n || !inputs.has("openInterest")) return basePpm;
  const open = new Fraction(inputs.integer("openInterest") * market.price).timesPowerOfTen(
    small(inputs, "priceExponent") + small(inputs, "atomicResolution") - quoteResolution(inputs),
  );
  if (open.floor() <= lower) return basePpm;
  if (open.floor() >= upper) return PPM;
  return basePpm + ((PPM - basePpm) * (open.floor() - lower)) / (upper - lower);
}

function value(market: PerpMarket, initialRate: Rate, maintenanceRate: Rate): HoldingValuation {
  const schedule = continuousSchedule([{ floor: 0n, valueRate: RATE_ONE, maintenanceRate, initialRate }]);
  return valueRow(linearContractRow("PERP", market.price, schedule), market.quantity);
}

function compareFirst(
  keys: readonly string[],
  received: Fraction,
  expected: Fields,
  report: Report,
): string[] {
  const key = expected.find(...keys);
  if (key === undefined) return [];
  report.equal(key, expected.get(key), received);
  return [key];
}
