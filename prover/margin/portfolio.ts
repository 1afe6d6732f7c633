import type { Account } from "../accounts/account.ts";
import { ceilDiv } from "../domain/decimal.ts";
import { InputError } from "../domain/errors.ts";
import { RATE_ONE } from "../domain/rate.ts";
import { EXACT_PER_USD, type ExactUsd, type ScenarioUsd } from "../domain/scenario-usd.ts";
import type { Usd } from "../domain/usd.ts";
import type { Market } from "../market/row.ts";
import type { RiskGroup, Scenario, ScenarioSet } from "../market/scenarios.ts";
import { type HoldingValuation, type Valuation, valueAccount } from "./model.ts";

/**
 * The reference model of portfolio margin, in exact integers, straight from the published arrays. It takes any number of
 * holdings, groups and scenarios; only circuits have capacities.
 */

/** A group's part in a scenario. */
export interface GroupPnl {
  readonly group: RiskGroup;
  /** Damped, in 1e-34 USD. */
  readonly pnl: ScenarioUsd;
}

export interface ScenarioPnl {
  readonly scenario: Scenario;
  /** Sum of the groups', in 1e-34 USD; negative is a loss. */
  readonly pnl: ScenarioUsd;
  /** Groups the account holds, in the market's order. */
  readonly groups: readonly GroupPnl[];
}

/**
 * A portfolio account valued with a market.
 *
 * `maintenance` and `initial` are in 1e-25 USD as everywhere, rounded up; `exact` has them in 1e-43 USD, as the circuit
 * compares them. `holdings` are valued by their rows' schedules: their requirements are the contingencies.
 */
export interface PortfolioValuation extends Valuation {
  readonly exact: { readonly maintenance: ExactUsd; readonly initial: ExactUsd };
  /** Sums of the holdings' own requirements, part of the above. */
  readonly contingency: { readonly maintenance: Usd; readonly initial: Usd };
  /** In the market's order. */
  readonly perScenario: readonly ScenarioPnl[];
  /** The first of the scenarios with the greatest loss; null where none loses. */
  readonly worst: ScenarioPnl | null;
}

/**
 * Values a portfolio account:
 *
 *   requirement = factor * (loss of the worst scenario, at least 0) + the holdings' own requirements
 *
 * @throws InputError when the market has no scenarios, when a holding names a row it does not have or a quantity no
 *         bracket admits, and for a row whose prices or group are not the market's
 */
export function valuePortfolio(market: Market, account: Pick<Account, "holdings">): PortfolioValuation {
  const set = market.portfolio;
  if (set === undefined) {
    throw new InputError({
      field: "portfolio",
      rule: `the market of ${market.venue} has no scenarios: portfolio accounts need a market published for them`,
    });
  }
  const { equity, holdings, ...contingency } = valueAccount(market, account);
  const exposures = exposuresOf(set, holdings);
  const perScenario = set.scenarios.map((scenario, s): ScenarioPnl => {
    const groups = exposures.map((exposure) => ({
      group: exposure.group,
      pnl: (scenario.damp * undampedPnl(exposure, s, scenario.absolute)) as ScenarioUsd,
    }));
    return {
      scenario,
      pnl: groups.reduce((sum, { pnl }) => sum + pnl, 0n) as ScenarioUsd,
      groups,
    };
  });
  const least = perScenario.reduce<ScenarioPnl | null>(
    (worst, each) => (each.pnl < (worst?.pnl ?? 0n) ? each : worst),
    null,
  );
  const loss = -(least?.pnl ?? 0n);
  const exact = {
    maintenance: (set.maintenanceFactor * loss + EXACT_PER_USD * contingency.maintenance) as ExactUsd,
    initial: (set.initialFactor * loss + EXACT_PER_USD * contingency.initial) as ExactUsd,
  };
  return {
    equity,
    maintenance: ceilDiv(exact.maintenance, EXACT_PER_USD) as Usd,
    initial: ceilDiv(exact.initial, EXACT_PER_USD) as Usd,
    exact,
    contingency,
    perScenario,
    worst: least,
    holdings,
  };
}

/** What an account holds of a group, in 1e-16 USD: quantity * price, summed. */
export interface Exposure {
  readonly group: RiskGroup;
  /** Sum of quantity * base. */
  readonly base: bigint;
  /** Sums of quantity * price, one a scenario. */
  readonly shocked: readonly bigint[];
}

/** Exposures in the groups an account holds, in the market's order. Rows without prices have no part. */
export function exposuresOf(set: ScenarioSet, holdings: readonly HoldingValuation[]): readonly Exposure[] {
  for (const { row } of holdings) {
    if (row.risk === undefined) continue;
    const { group, prices } = row.risk;
    const refuse = (field: string, value: string, rule: string): never => {
      throw new InputError({ field: `row ${row.name}: risk.${field}`, value, rule });
    };
    if (!set.groups.some(({ name }) => name === group)) {
      refuse("group", `"${group}"`, "unknown group: the market does not list it");
    }
    if (prices.length !== set.scenarios.length) {
      refuse("prices", `${prices.length} prices`, `the market has ${set.scenarios.length} scenarios`);
    }
  }
  return set.groups.flatMap((group) => {
    const held = holdings.flatMap(({ row, holding: { quantity } }) =>
      row.risk?.group === group.name ? [{ quantity, risk: row.risk }] : [],
    );
    if (held.length === 0) return [];
    return {
      group,
      base: held.reduce((sum, { quantity, risk }) => sum + quantity * risk.base, 0n),
      shocked: set.scenarios.map((_, s) =>
        held.reduce((sum, { quantity, risk }) => sum + quantity * (risk.prices[s] ?? 0n), 0n),
      ),
    };
  });
}

/**
 * min(gain * M, loss * M) - base, or minus its absolute value, in 1e-25 USD.
 * @param s position of the scenario; beyond the market's, M is 0
 */
export function undampedPnl({ group, base, shocked }: Exposure, s: number, absolute: boolean): bigint {
  const sum = shocked[s] ?? 0n;
  const gained = group.gain * sum;
  const lost = group.loss * sum;
  const pnl = (gained < lost ? gained : lost) - RATE_ONE * base;
  return absolute && pnl > 0n ? -pnl : pnl;
}
