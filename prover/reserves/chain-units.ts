import { QUANTITY_DECIMALS } from "../domain/quantity.ts";

/** More than any token has; the contract has the same limit. */
export const MAX_DECIMALS = 36;

/**
 * A balance in a chain's smallest unit as an amount of an asset, in 1e-8 units, rounded down, against the venue: what
 * the contract's ChainReserves computes.
 * @param decimals what a unit of the asset is, in powers of ten of the smallest unit, at most MAX_DECIMALS
 * @throws RangeError for negative balances and other decimals
 */
export function reserveAmount(balance: bigint, decimals: number): bigint {
  if (balance < 0n) throw new RangeError("a balance is not negative");
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > MAX_DECIMALS) {
    throw new RangeError(`decimals must be a whole number from 0 to ${MAX_DECIMALS}`);
  }
  const shift = decimals - QUANTITY_DECIMALS;
  return shift > 0 ? balance / 10n ** BigInt(shift) : balance * 10n ** BigInt(-shift);
}
