import type { Usd } from "../domain/usd.ts";
import type { HoldingValuation, Valuation } from "./model.ts";

/** A price as an exact fraction, in 1e-8 USD. */
export interface PriceFraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The price of one holding's row at which equity falls to maintenance margin, all other rows unchanged: the
 * liquidation price that venues show for a position.
 *
 * Equity minus maintenance is concave in the price (a linear value minus a convex requirement), so from a solvent
 * account there is at most one such price on either side; the one in the direction that hurts is returned.
 *
 * @returns null for a row without both prices (nothing moves), a row whose value is tiered (a haircut is no
 *          liquidation), or a position that no price within the schedule brings to liquidation: it is not a promise
 *          that none beyond the last bracket does
 */
export function liquidationPrice(valuation: Valuation, target: HoldingValuation): PriceFraction | null {
  const { row, holding } = target;
  if (row.valuePrice === null || row.notionalPrice === null || row.basis !== "notional") return null;
  const long = holding.quantity > 0n;
  const schedule = long ? row.long : row.short;
  if (schedule.some((bracket) => bracket.valueOffset !== 0n)) return null;

  const size = long ? holding.quantity : -holding.quantity;
  const others = valuation.equity - target.value - (valuation.maintenance - target.maintenance);
  const roots: PriceFraction[] = [];
  for (const bracket of schedule) {
    // others + sign * valueRate * size * p - maintenanceRate * size * p - maintenanceOffset = 0
    const slope = ((long ? bracket.valueRate : -bracket.valueRate) - bracket.maintenanceRate) * size;
    const constant = others - bracket.maintenanceOffset * 10n ** 8n;
    if (slope === 0n) continue;
    const root =
      slope > 0n
        ? { numerator: -constant, denominator: slope }
        : { numerator: constant, denominator: -slope };
    const notional = size * root.numerator;
    const scale = 10n ** 8n * root.denominator;
    if (root.numerator <= 0n || notional < bracket.floor * scale) continue;
    if (bracket.cap !== null && notional >= bracket.cap * scale) continue;
    // A long is hurt where equity over maintenance rises with the price, a short where it falls.
    if (slope > 0n === long) roots.push(root);
  }
  return roots[0] ?? null;
}

/** equity / requirement in basis points, rounded down; null when nothing is required. */
export function ratioBps(equity: Usd, requirement: Usd): bigint | null {
  if (requirement === 0n) return null;
  const scaled = equity * 10_000n;
  const quotient = scaled / requirement;
  return scaled < 0n && scaled % requirement !== 0n ? quotient - 1n : quotient;
}
