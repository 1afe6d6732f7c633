import { RATE_ONE } from "../../domain/rate.ts";
import type { PortfolioValuation } from "../../margin/portfolio.ts";
import { SCENARIO_LIMIT, type ScenarioSet } from "../../market/scenarios.ts";
import { DoesNotFit } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import { type HeldRow, marginOf, valueByScenarios } from "../portfolio-case.ts";
import { fromScenarioUsd, toScenarioPrice } from "../units.ts";
import { type PmrmBook, valueBook } from "./derive-pmrm2-book.ts";
import type { PmrmOption } from "./derive-pmrm2-options.ts";

const ZERO = new Fraction(0n);

/**
 * Derive's basis contingency: sum over expiries of factor * (the worse of the forward up and down, at least 0), no
 * discount. It takes the place of the worst scenario where it is greater.
 *
 * Every expiry has a worst move of its own, so the sum is that of single valuations of the expiries, each under the
 * moves up and down. Where it is below the worst scenario's loss, it binds nobody. Where it is above, and the moves of all
 * expiries have at most as many combinations as a table has scenarios (three expiries), a second table with these combinations states
 * it: an account that meets both tables meets the greater requirement. Beyond, no table does.
 */
export interface BasisContingency {
  readonly loss: Fraction;
  /** Margins by the second table, where it binds. */
  readonly margins?: { readonly maintenance: Fraction; readonly initial: Fraction };
}

export function basisContingency(book: PmrmBook, scanned: Fraction): BasisContingency {
  const expiries = [...new Set(book.options.map(({ expiry }) => expiry))];
  const loss = expiries.reduce((sum, expiry) => {
    const alone = combinationTable(book, [expiry], 1n);
    const own = new Set(book.options.filter((option) => option.expiry === expiry).map(({ name }) => name));
    const { worst } = valueByScenarios(
      alone.set,
      alone.held.filter(({ row }) => own.has(row.name)),
    );
    return worst === null ? sum : sum.plus(fromScenarioUsd(worst.pnl).abs());
  }, ZERO);
  if (loss.compare(scanned) <= 0) return { loss };
  if (3 ** expiries.length - 1 > SCENARIO_LIMIT) {
    throw new DoesNotFit(
      `the basis contingency ${loss} is above the worst scenario's ${scanned}: ${expiries.length} expiries, each with its own worst move`,
    );
  }
  const { set, held } = combinationTable(book, expiries, book.stretch);
  const { maintenance, initial } = valueBook({ ...book, scenarios: set.scenarios, groups: set.groups, held });
  const margin = (valued: PortfolioValuation, kind: "maintenance" | "initial"): Fraction =>
    marginOf(valued, valued[kind]);
  return {
    loss,
    margins: { maintenance: margin(maintenance, "maintenance"), initial: margin(initial, "initial") },
  };
}

type Move = "up" | "down" | "still";
const MOVES: readonly Move[] = ["up", "down", "still"];

/** The book's rows with P&L under each combination of the expiries' moves, and no other risk. */
function combinationTable(
  book: PmrmBook,
  expiries: readonly number[],
  stretch: bigint,
): { readonly set: ScenarioSet; readonly held: readonly HeldRow[] } {
  const combinations = expiries
    .reduce<readonly (readonly Move[])[]>(
      (all, _) => all.flatMap((moves) => MOVES.map((move) => [...moves, move])),
      [[]],
    )
    .filter((moves) => moves.some((move) => move !== "still"));
  const options = new Map(book.options.map((option) => [option.name, option]));
  const pnl = (option: PmrmOption, move: Move): Fraction =>
    move === "still"
      ? ZERO
      : option.basis[move].minus(option.mark).times(option.basis.factor).times(new Fraction(stretch));
  const held = book.held.map(({ row: { risk: _, ...row }, quantity }): HeldRow => {
    const option = options.get(row.name);
    if (option === undefined) return { row, quantity };
    const place = expiries.indexOf(option.expiry);
    const prices = combinations.map((moves) =>
      toScenarioPrice(pnl(option, moves[place] ?? "still").rounded(8), `basis of ${row.name}`),
    );
    return {
      row: { ...row, risk: { group: "basis", base: toScenarioPrice(ZERO, "base"), prices } },
      quantity,
    };
  });
  return {
    set: {
      scenarios: combinations.map((moves) => ({ name: moves.join(", "), damp: RATE_ONE, absolute: false })),
      groups: [{ name: "basis", gain: RATE_ONE, loss: RATE_ONE }],
      maintenanceFactor: RATE_ONE,
      initialFactor: RATE_ONE,
    },
    held,
  };
}
