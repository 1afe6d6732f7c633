import type { Price } from "../../domain/price.ts";
import { RATE_DECIMALS, type Rate } from "../../domain/rate.ts";

/**
 * The rate of notional that makes up for scenario prices rounded down by less than 1e-8 USD: factor * loss * 1e-8 USD
 * a unit, rounded up. A group's P&L moves by at most `loss` times what its prices move by, and damping is at most 1, so no
 * scenario can be understated by more. 1e-9 for every notional price from 10 USD.
 */
export function roundingAllowance(factor: Rate, loss: Rate, notionalPrice: Price): Rate {
  // rate 1e-9 * notionalPrice 1e-8 >= factor 1e-9 * loss 1e-9 * 1e-8, all in USD.
  const divisor = 10n ** BigInt(RATE_DECIMALS) * notionalPrice;
  return ((factor * loss + divisor - 1n) / divisor) as Rate;
}
