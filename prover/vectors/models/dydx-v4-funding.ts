import { floorDiv } from "../../domain/decimal.ts";
import { quantity } from "../../domain/quantity.ts";
import { RATE_ONE } from "../../domain/rate.ts";
import { settlementRow } from "../../market/sources/plain.ts";
import { DoesNotFit, type Fields, isNumeric } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { toPrice } from "../units.ts";
import { valueRow } from "../value-row.ts";

const SETTLEMENT = ["netSettlementPpm", "settlementPpm"] as const;
const QUOTE = ["quoteDelta", "quoteQuantumsDelta"] as const;

/**
 * Funding on dYdX v4: a long pays the rise of the funding index. As a holding: minus the position in a settlement
 * row whose price is the rise, worth the payment in millionths of a quote quantum. What lands in the settlement
 * account is that, rounded down.
 *
 * Source: dydxprotocol/v4-chain, x/perpetuals/lib/lib.go, GetSettlementPpmWithPerpetual.
 */
export const dydxV4Funding: VectorModel = {
  name: "dydx-v4-funding",
  run(inputs, expected, report) {
    const settled = settlementPpm(inputs);
    const understood: string[] = [];
    const key = expected.find(...SETTLEMENT);
    if (key !== undefined) {
      understood.push(key);
      report.equal(key, expected.get(key), new Fraction(settled));
    }
    const quote = expected.find(...QUOTE);
    // Some vectors only describe the rounding in words.
    if (quote !== undefined && isNumeric(expected.get(quote))) {
      understood.push(quote);
      report.equal(quote, expected.get(quote), new Fraction(floorDiv(settled, 1_000_000n)));
    }
    report.ignored(expected, understood);
  },
};

function settlementPpm(inputs: Fields): bigint {
  const rise = inputs.integer("fundingIndex") - inputs.integer("positionIndex", "index");
  const held = inputs.integer("quantums", "baseQuantums");
  if (rise === 0n || held === 0n) return 0n;
  if (held >= 2n ** 64n || held <= -(2n ** 64n)) throw new DoesNotFit(`quantums ${held} are 2^64 or more`);
  const price = toPrice(
    new Fraction(rise < 0n ? -rise : rise).timesPowerOfTen(-8),
    "rise of the funding index",
  );
  const { value } = valueRow(settlementRow("FUNDING", price), quantity(rise < 0n ? held : -held));
  return value / RATE_ONE;
}
