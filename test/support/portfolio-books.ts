import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { at } from "./at.ts";
import type { PortfolioInput } from "./portfolio-case.ts";

const signed = (value: bigint): bigint => (value > FIELD_MODULUS / 2n ? value - FIELD_MODULUS : value);

/**
 * What an attacker does after an edit of prices, rates or shares: chooses signs and the worst loss anew, so that no check
 * of the book-keeping refuses what another check should.
 */
export function rebook(input: PortfolioInput): void {
  const places = [...input.row.keys()];
  const totals = input.damp.map(() => 0n);
  input.groupNumber.forEach((_, g) => {
    const share = (i: number): bigint => signed(at(at(input.share, i), g));
    const sum = (price: (i: number) => bigint): bigint =>
      places.reduce((total, i) => total + share(i) * signed(price(i)), 0n);
    const base = sum((i) => at(input.base, i));
    input.damp.forEach((damp, s) => {
      const shocked = sum((i) => at(at(input.price, i), s));
      at(input.positive, g)[s] = shocked > 0n ? 1n : 0n;
      const rate = shocked > 0n ? at(input.groupGain, g) : at(input.groupLoss, g);
      const pnl = rate * shocked - 10n ** 9n * base;
      const mayBeAbsolute = s < input.absolute.length;
      if (mayBeAbsolute) at(input.gains, g)[s] = pnl > 0n ? 1n : 0n;
      const counted = mayBeAbsolute && at(input.absolute, s) === 1n && pnl > 0n ? -pnl : pnl;
      totals[s] = at(totals, s) + damp * counted;
    });
  });
  const least = totals.reduce((worst, total) => (total < worst ? total : worst), 0n);
  input.worstLoss = -least;
}
