import { type Price, price } from "../domain/price.ts";
import { RATE_BOUND, RATE_DECIMALS, RATE_ONE, RATE_ZERO, type Rate } from "../domain/rate.ts";
import type { Schedule } from "../market/row.ts";
import { continuousSchedule } from "../market/schedule.ts";
import { DoesNotFit } from "./fields.ts";
import { Fraction } from "./fraction.ts";
import { roundedUp, toPrice } from "./units.ts";

/** A row's notional price with the two rates that make a unit require what a venue charges for it. */
export interface UnitMargin {
  readonly notionalPrice: Price;
  readonly maintenanceRate: Rate;
  readonly initialRate: Rate;
}

/** Shares of the notional whose reciprocals end within nine decimals. */
const DIVISORS = [1n, 2n, 4n, 5n, 8n, 10n, 16n, 20n, 32n, 40n, 50n, 64n, 100n, 1000n];

/**
 * A charge given in USD a unit, rounded up: by less than 1e-8 USD, and the initial one by a 1e-9th of itself at most. The
 * notional is a multiple of the maintenance charge, so that its rate has an end.
 *
 * @throws DoesNotFit when maintenance is above initial, or a thousandth of it and less
 */
export function unitMargin(maintenance: Fraction, initial: Fraction, what: string): UnitMargin {
  if (maintenance.compare(initial) > 0) {
    throw new DoesNotFit(`${what} requires ${maintenance} for maintenance, more than initially (${initial})`);
  }
  const lower = roundedUp(maintenance, 8);
  const upper = roundedUp(initial, 8);
  if (upper.numerator === 0n) {
    return { notionalPrice: price(1n), maintenanceRate: RATE_ZERO, initialRate: RATE_ZERO };
  }
  if (lower.numerator === 0n) {
    return { notionalPrice: toPrice(upper, what), maintenanceRate: RATE_ZERO, initialRate: RATE_ONE };
  }
  for (const divisor of DIVISORS) {
    const notional = lower.times(new Fraction(divisor));
    const rate = upper.over(notional).timesPowerOfTen(RATE_DECIMALS).ceil();
    if (rate < RATE_BOUND) {
      const maintenanceRate = (RATE_ONE / divisor) as Rate;
      return { notionalPrice: toPrice(notional, what), maintenanceRate, initialRate: rate as Rate };
    }
  }
  throw new DoesNotFit(`${what} requires ${initial} initially, over 4,000 times its maintenance`);
}

/**
 * A charge given as rates of a notional price, rounded up. Rates beyond 429 % are taken of ten or a hundred times the
 * notional.
 */
export function rateMargin(
  notional: Fraction,
  maintenance: Fraction,
  initial: Fraction,
  what: string,
): UnitMargin {
  for (const power of [0, 1, 2]) {
    const scaled = (rate: Fraction): bigint => rate.timesPowerOfTen(RATE_DECIMALS - power).ceil();
    if (scaled(initial) >= RATE_BOUND || scaled(maintenance) >= RATE_BOUND) continue;
    return {
      notionalPrice: toPrice(notional.timesPowerOfTen(power), what),
      maintenanceRate: scaled(maintenance) as Rate,
      initialRate: scaled(initial) as Rate,
    };
  }
  throw new DoesNotFit(`${what} has a margin rate of ${initial}`);
}

/** One bracket without end. */
export const openSchedule = (
  valueRate: Rate,
  margin: Pick<UnitMargin, "maintenanceRate" | "initialRate"> | null,
): Schedule =>
  continuousSchedule([
    {
      floor: 0n,
      valueRate,
      maintenanceRate: margin?.maintenanceRate ?? RATE_ZERO,
      initialRate: margin?.initialRate ?? RATE_ZERO,
    },
  ]);
