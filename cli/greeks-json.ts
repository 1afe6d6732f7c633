import { formatDecimal } from "../prover/domain/decimal.ts";
import type { AccountGreeks } from "../prover/market/risk/account-greeks.ts";
import type { Greeks } from "../prover/market/risk/greeks.ts";
import { roundAt } from "../prover/market/risk/math/fixed.ts";

const DECIMALS = 12;

/** Rounded to the nearest 1e-12. */
export const greekTexts = (greeks: Greeks): Record<string, string> =>
  Object.fromEntries(
    Object.entries(greeks).map(([name, value]) => [name, formatDecimal(roundAt(value, DECIMALS), DECIMALS)]),
  );

export const greeksToJson = ({ holdings, underlyings }: AccountGreeks): Record<string, unknown> => ({
  holdings: holdings.map(({ row, underlying, greeks }) => ({ row, underlying, ...greekTexts(greeks) })),
  underlyings: underlyings.map(({ underlying, greeks }) => ({ underlying, ...greekTexts(greeks) })),
});
