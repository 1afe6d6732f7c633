import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import type { PortfolioValuation } from "../../margin/portfolio.ts";
import { SCENARIO_LIMIT, type ScenarioSet } from "../../market/scenarios.ts";
import { settlementRow } from "../../market/sources/plain.ts";
import { DoesNotFit } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import { type HeldRow, valueByScenarios } from "../portfolio-case.ts";
import { openSchedule, unitMargin } from "../unit-margin.ts";
import { roundedDown, toPrice, toQuantity, toScenarioPrice } from "../units.ts";
import type { SrmCase, SrmOption } from "./derive-srm-inputs.ts";
import type { Charge, SrmRules } from "./derive-srm-rules.ts";

const ZERO = new Fraction(0n);

/** Values a case under the table that margins these expiries by their greatest loss, and all others option by option. */
export function valueCase(
  published: SrmCase,
  rules: SrmRules,
  byLoss: ReadonlySet<string>,
): PortfolioValuation {
  const { options } = published;
  if (!fitsOneTable(published, byLoss)) {
    throw new DoesNotFit(`outcomes of ${[...byLoss].join(", ")} are more than ${SCENARIO_LIMIT} scenarios`);
  }
  const outcomes = combinedOutcomes(
    options.filter(({ expiry }) => byLoss.has(expiry)),
    [...byLoss],
  );
  const held = options.map((option): HeldRow => {
    if (!byLoss.has(option.expiry)) return isolatedRow(option, rules.isolatedShort(option));
    return lossRow(option, rules.short(option), outcomes);
  });
  for (const expiry of byLoss) {
    const calls = options.filter((option) => option.expiry === expiry && option.isCall);
    const net = calls.reduce((sum, { quantity }) => sum.plus(quantity), ZERO);
    const [any] = calls;
    if (any !== undefined && net.numerator < 0n) {
      held.push(chargedRow(`${expiry} unpaired calls`, rules.unpairedCall(any.forward), net, null));
    }
  }
  return valueByScenarios(setOf(outcomes.length), [...accountRows(published, rules), ...held]);
}

/** Values a case where all options count at mark, long and short. */
export function valueAtMark(published: SrmCase, rules: SrmRules): PortfolioValuation {
  const none = { maintenance: ZERO, initial: ZERO };
  const held = published.options.map((option) =>
    chargedRow(option.name, none, option.quantity, markOf(option)),
  );
  return valueByScenarios(setOf(1), [...accountRows(published, rules), ...held]);
}

const setOf = (outcomes: number): ScenarioSet => ({
  scenarios: Array.from({ length: outcomes }, (_, s) => ({
    name: `outcome ${s}`,
    damp: RATE_ONE,
    absolute: false,
  })),
  groups: [{ name: "options", gain: RATE_ONE, loss: RATE_ONE }],
  maintenanceFactor: RATE_ONE,
  initialFactor: RATE_ONE,
});

/** Cash, perpetuals and spot. Entry costs and funding are in the cash. */
function accountRows({ cash, stable, underlyings }: SrmCase, rules: SrmRules): readonly HeldRow[] {
  // A perpetual counts what it is worth above its entry: its value is in the settlement row with the entry cost.
  const settled = underlyings.reduce((sum, { unsettled }) => sum.plus(unsettled), cash);
  const rows: HeldRow[] = [
    {
      row: settlementRow("USD", toPrice(new Fraction(1n), "cash")),
      quantity: toQuantity(roundedDown(settled, 8), "cash"),
    },
  ];
  for (const underlying of underlyings) {
    const { name, perp, base, spot } = underlying;
    if (perp.numerator !== 0n) rows.push(chargedRow(`${name}-PERP`, rules.perp(underlying), perp, null));
    if (base.numerator !== 0n) {
      const value = roundedDown(spot.over(stable), 8);
      rows.push(chargedRow(name, rules.base(underlying, value), base, value));
    }
  }
  return rows;
}

/** A row that requires as much on either side. @param value in the equity, a unit */
function chargedRow(name: string, charge: Charge, quantity: Fraction, value: Fraction | null): HeldRow {
  const margin = unitMargin(charge.maintenance, charge.initial, name);
  const schedule = openSchedule(value === null ? RATE_ZERO : RATE_ONE, margin);
  const row = {
    name,
    basis: "notional" as const,
    valuePrice: value === null ? null : toPrice(value, name),
    notionalPrice: margin.notionalPrice,
    long: schedule,
    short: schedule,
  };
  return { row, quantity: toQuantity(quantity, name) };
}

/** Longs count nothing, shorts in full and with their margin. */
function isolatedRow(option: SrmOption, charge: Charge): HeldRow {
  const { row, quantity } = chargedRow(option.name, charge, option.quantity, markOf(option));
  return { row: { ...row, long: openSchedule(RATE_ZERO, null) }, quantity };
}

/**
 * No value but what the option pays under each scenario, as SRM counts it. (With the mark in the equity and as the base, the
 * requirement would be less than nothing where even the worst outcome is better than the mark, as with unpaired calls.)
 */
function lossRow(option: SrmOption, charge: Charge, outcomes: readonly Outcome[]): HeldRow {
  const name = `${option.name} by loss`;
  const { row, quantity } = chargedRow(name, charge, option.quantity, null);
  const risk = {
    group: "options",
    base: toScenarioPrice(ZERO, "base"),
    prices: outcomes.map((outcome) =>
      toScenarioPrice(payoff(option, outcome.get(option.expiry)).rounded(8), name),
    ),
  };
  return { row: { ...row, long: openSchedule(RATE_ZERO, null), risk }, quantity };
}

const markOf = ({ mark }: SrmOption): Fraction | null => (mark.numerator === 0n ? null : mark);

/** Where each expiry settles; absent: nowhere, all its options pay nothing. */
type Outcome = ReadonlyMap<string, Fraction>;

/** Every combination of the expiries' outcomes: at 0, at each of their strikes, and with nothing paid. */
function combinedOutcomes(options: readonly SrmOption[], expiries: readonly string[]): readonly Outcome[] {
  return expiries.reduce<readonly Outcome[]>(
    (all, expiry) => {
      const own = options.filter((option) => option.expiry === expiry);
      return all.flatMap((outcome) =>
        distinctSettlements(own).map((price) =>
          price === null ? outcome : new Map([...outcome, [expiry, price]]),
        ),
      );
    },
    [new Map()],
  );
}

/** Whether one table's scenarios are enough for all outcomes of these expiries. */
export function fitsOneTable({ options }: SrmCase, byLoss: ReadonlySet<string>): boolean {
  const counts = [...byLoss].map(
    (expiry) => distinctSettlements(options.filter((option) => option.expiry === expiry)).length,
  );
  return counts.reduce((product, count) => product * count, 1) <= SCENARIO_LIMIT;
}

/** Settlement prices at which the expiry's options pay differently. */
function distinctSettlements(options: readonly SrmOption[]): readonly (Fraction | null)[] {
  const prices = [null, ZERO, ...options.map(({ strike }) => strike)];
  const paid = prices.map((price) => options.map((option) => payoff(option, price ?? undefined)).join());
  return prices.filter((_, k) => paid.indexOf(paid[k] ?? "") === k);
}

function payoff({ isCall, strike }: SrmOption, settlement: Fraction | undefined): Fraction {
  if (settlement === undefined) return ZERO;
  const gain = isCall ? settlement.minus(strike) : strike.minus(settlement);
  return gain.numerator > 0n ? gain : ZERO;
}
