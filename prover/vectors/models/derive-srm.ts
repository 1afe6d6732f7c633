import type { PortfolioValuation } from "../../margin/portfolio.ts";
import type { Fields } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { marginOf } from "../portfolio-case.ts";
import { fromUsd } from "../units.ts";
import { readCase, type SrmCase } from "./derive-srm-inputs.ts";
import { SrmRules } from "./derive-srm-rules.ts";
import { fitsOneTable, valueAtMark, valueCase } from "./derive-srm-table.ts";

/** Rates have nine decimals, and a rate's own rounding is at most that share. */
const SHARE = new Fraction(1n, 10n ** 9n);
/** Prices and the cash are rounded to 1e-8 USD. */
const LEAST = new Fraction(1n, 10n ** 7n);

type Kind = "maintenance" | "initial";

/**
 * Derive's standard margin (SRM): options of an expiry are margined one by one, or by their greatest loss, whichever
 * requires less; perpetuals and spot by rates.
 *
 * | Derive                                       | here                                                                |
 * |----------------------------------------------|---------------------------------------------------------------------|
 * | isolated margin of a short, beyond its mark  | rates of the row's short bracket; a long counts nothing (valueRate 0) |
 * | greatest loss at 0, at the strikes, or none  | scenarios: price = what the option pays there, base 0; no other value |
 * | unpaired calls, scale * forward              | margin row of the expiry, short bracket; booked with the net calls  |
 * | the lesser of the two, by expiry             | two tables of the same venue: each requires at least what SRM does, |
 * |                                              | so the owner proves against either                                  |
 * | oracle confidence, depeg                     | initial rate on |short| * spot, |perpetual| * spot                  |
 * | perpetual: unrealised profit and funding     | the cash row, as entry costs are; margin by rates                   |
 * | spot counts baseMarginFactor                 | valued in full; the rest is required                                |
 * | several underlyings                          | rows of one table                                                   |
 *
 * Derive's figure is equity less requirement. The table is chosen for each expiry and kind of margin by valuing the expiry
 * alone. Several expiries margined by loss each lose most at a price of their own: a table has the combinations of these
 * prices, as far as they are no more than its scenarios. Beyond, each such expiry is a margin account of its own, as an
 * isolated position is, and Derive's figure is the sum of the accounts'; a note says so.
 */
export const deriveSrm: VectorModel = {
  name: "derive-srm",
  run(inputs, expected, report) {
    const published = readCase(inputs);
    const rules = new SrmRules(inputs.fields("params"), published.stable);
    const compare = (key: string, received: () => Fraction): void => {
      if (expected.has(key)) report.relative(key, units(expected, key), received(), SHARE, LEAST);
    };
    for (const [key, kind] of [
      ["MM", "maintenance"],
      ["IM", "initial"],
    ] as const) {
      compare(key, () => {
        const byLoss = bestTable(published, rules, kind);
        if (fitsOneTable(published, byLoss)) return margin(valueCase(published, rules, byLoss), kind);
        report.note(`${key}: the sum of ${byLoss.size + 1} accounts, one for each expiry margined by loss`);
        return sumOfAccounts(published, rules, byLoss, kind);
      });
    }
    compare("mtm", () => fromUsd(valueAtMark(published, rules).equity));
    report.ignored(expected, ["MM", "IM", "mtm"]);
  },
};

const units = (expected: Fields, key: string): Fraction => expected.number(key).timesPowerOfTen(-18);

const expiriesOf = ({ options }: SrmCase): ReadonlySet<string> =>
  new Set(options.map(({ expiry }) => expiry));

/** The expiry's options, and nothing else. */
const alone = (published: SrmCase, expiry: string): SrmCase => ({
  ...published,
  cash: new Fraction(0n),
  underlyings: [],
  options: published.options.filter((option) => option.expiry === expiry),
});

const margin = (valued: PortfolioValuation, kind: Kind): Fraction => marginOf(valued, valued[kind]);

/** The margin of all expiries margined by loss, each valued alone, and of the rest. */
function sumOfAccounts(
  published: SrmCase,
  rules: SrmRules,
  byLoss: ReadonlySet<string>,
  kind: Kind,
): Fraction {
  const options = published.options.filter(({ expiry }) => !byLoss.has(expiry));
  const rest = margin(valueCase({ ...published, options }, rules, new Set()), kind);
  return [...byLoss].reduce(
    (sum, expiry) => sum.plus(margin(valueCase(alone(published, expiry), rules, new Set([expiry])), kind)),
    rest,
  );
}

/** The expiries to margin by loss. */
function bestTable(published: SrmCase, rules: SrmRules, kind: Kind): ReadonlySet<string> {
  const better = [...expiriesOf(published)].filter((expiry) => {
    const own = alone(published, expiry);
    const byLoss = margin(valueCase(own, rules, new Set([expiry])), kind);
    return byLoss.compare(margin(valueCase(own, rules, new Set()), kind)) > 0;
  });
  return new Set(better);
}
