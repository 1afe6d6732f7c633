import type { PortfolioValuation } from "../../margin/portfolio.ts";
import { DoesNotFit, type Fields } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { marginOf } from "../portfolio-case.ts";
import type { Report } from "../report.ts";
import { fromScenarioUsd, fromUsd } from "../units.ts";
import { basisContingency } from "./derive-pmrm2-basis.ts";
import { type PmrmBook, readBook, SPOT, valueBook } from "./derive-pmrm2-book.ts";

const ZERO = new Fraction(0n);
const MILLIONTH = new Fraction(1n, 10n ** 6n);

/**
 * Derive's portfolio margin (PMRM_2), of one underlying; how its parameters become a table is said in
 * derive-pmrm2-book.ts. Derive's "margin" is equity less requirement, negative where an account is short of it.
 *
 * Compared are the published figures (1e-6 of each, or what discounts of nine decimals leave of sums that cancel), every scenario's P&L, and the published integer evaluation, which
 * rounds against the account at every step: ours, exact, may be above it by what those steps can round, and no more.
 */
export const derivePmrm2: VectorModel = {
  name: "derive-pmrm2-riskarray",
  run(inputs, expected, report) {
    const book = readBook(inputs.fields("published"), inputs.fields("account"));
    const { maintenance, initial } = valueBook(book);
    const scanned = lossOf(maintenance, book);
    const basis = basisContingency(book, scanned);
    const worst = basis.loss.compare(scanned) > 0 ? basis.loss : scanned;

    const margins = {
      MM: least(marginOf(maintenance, maintenance.maintenance), basis.margins?.maintenance),
      IM: least(marginOf(initial, initial.initial), basis.margins?.initial),
    };
    if (book.cut) assertUncut(margins, expected);
    for (const key of ["MM", "IM"] as const) {
      const published = `published${key}`;
      if (expected.has(published)) {
        const least = precision(maintenance, book);
        report.relative(published, expected.number(published), margins[key], MILLIONTH, least);
      }
      const integer = `int${key}`;
      if (expected.has(integer)) {
        const bound = units(expected, integer, book).plus(roundings(book));
        report.notAbove(`${key} against the integer evaluation`, bound, margins[key]);
      }
    }
    comparePnl(maintenance, book, expected, report);

    const { contingency, equity } = maintenance;
    const charged = fromUsd(contingency.maintenance);
    compareInteger("intMtm", fromUsd(equity).minus(book.cash), book, expected, report);
    compareInteger("intWorst", ZERO.minus(worst), book, expected, report);
    compareInteger("intBasis", ZERO.minus(basis.loss), book, expected, report);
    compareInteger("intMMContingency", charged, book, expected, report);
    const extra = fromUsd(contingency.initial).minus(charged);
    compareInteger("intIMContingency", extra, book, expected, report);
    report.ignored(expected, COMPARED);
  },
};

const COMPARED = [
  ...["publishedMM", "publishedIM", "publishedScenarioPnl", "intMM", "intIM", "intScenarioPnl"],
  ...["intMtm", "intWorst", "intBasis", "intMMContingency", "intIMContingency"],
];

const least = (a: Fraction, b: Fraction | undefined): Fraction =>
  b !== undefined && b.compare(a) < 0 ? b : a;

/** @throws DoesNotFit when the cut of a discount of gains takes from the margin: it is no concave function then */
function assertUncut(margins: { readonly MM: Fraction; readonly IM: Fraction }, expected: Fields): void {
  for (const key of ["MM", "IM"] as const) {
    const name = `published${key}`;
    if (!expected.has(name)) continue;
    const published = expected.number(name);
    const lowest = published.minus(published.abs().times(MILLIONTH));
    if (margins[key].compare(lowest) < 0) {
      throw new DoesNotFit(
        `gains are discounted less than losses: ${key} ${margins[key]} against the account, published ${published}`,
      );
    }
  }
}

function lossOf({ worst }: PortfolioValuation, { stretch }: PmrmBook): Fraction {
  return worst === null ? ZERO : fromScenarioUsd(worst.pnl).abs().over(new Fraction(stretch));
}

/** A figure of the integer evaluation, in USD. */
const units = (expected: Fields, key: string, { unit }: PmrmBook): Fraction =>
  expected.number(key).over(unit);

/**
 * What the integer evaluation can round, 1e-8 at each holding and sum, ten times over in factors; and a unit of 1e-8 for
 * every coin or contract whose shocked price the table had to round.
 */
function roundings({ held }: PmrmBook): Fraction {
  const moving = held.filter(({ row }) => row.risk?.group === SPOT);
  const size = moving.reduce((sum, { quantity }) => sum + (quantity < 0n ? -quantity : quantity), 0n);
  return new Fraction(BigInt(10 + 10 * held.length) * 10n ** 8n + size, 10n ** 16n);
}

/** Discounts have nine decimals: a sum is as exact as the discounted values in it, however they cancel. */
function precision({ holdings }: PortfolioValuation, book: PmrmBook): Fraction {
  const discounted = holdings.filter(({ row }) => row.risk !== undefined && row.risk.group !== SPOT);
  const gross = discounted.reduce((sum, { value }) => sum.plus(fromUsd(value).abs()), ZERO);
  return gross.timesPowerOfTen(-9).plus(roundings(book));
}

function compareInteger(
  key: string,
  received: Fraction,
  book: PmrmBook,
  expected: Fields,
  report: Report,
): void {
  if (!expected.has(key)) return;
  report.relative(key, units(expected, key, book), received, MILLIONTH, roundings(book));
}

function comparePnl(valuation: PortfolioValuation, book: PmrmBook, expected: Fields, report: Report): void {
  const received = new Map(
    valuation.perScenario.map(({ pnl }, k) => [
      book.kept[k],
      fromScenarioUsd(pnl).over(new Fraction(book.stretch)),
    ]),
  );
  const least = precision(valuation, book);
  for (const [key, unit] of [
    ["publishedScenarioPnl", new Fraction(1n)],
    ["intScenarioPnl", book.unit],
  ] as const) {
    if (!expected.has(key)) continue;
    const { length } = expected.list(key);
    report.equal(`scenarios of ${key}`, `${length}`, new Fraction(BigInt(book.shocks)));
    for (let s = 0; s < length; s += 1) {
      const published = expected.listNumber(key, s).over(unit);
      report.relative(`${key}[${s}]`, published, received.get(s) ?? ZERO, MILLIONTH, least);
    }
  }
}
