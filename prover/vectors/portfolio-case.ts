import type { Quantity } from "../domain/quantity.ts";
import type { Usd } from "../domain/usd.ts";
import { type PortfolioValuation, valuePortfolio } from "../margin/portfolio.ts";
import type { ScenarioSet } from "../market/scenarios.ts";
import type { NewRow } from "../market/sources/row-indexes.ts";
import type { Fraction } from "./fraction.ts";
import { fromUsd } from "./units.ts";
import { marketOf } from "./value-row.ts";

/** A row of a published case, with what the account holds of it. */
export interface HeldRow {
  readonly row: NewRow;
  readonly quantity: Quantity;
}

/** Values what is held with a market of exactly these rows, which must be publishable. */
export function valueByScenarios(portfolio: ScenarioSet, held: readonly HeldRow[]): PortfolioValuation {
  const market = marketOf(
    held.map(({ row }) => row),
    portfolio,
  );
  const quantities = new Map(held.map(({ row, quantity }) => [row.name, quantity]));
  const holdings = market.rows.map(({ index, name }) => ({
    row: index,
    quantity: quantities.get(name) ?? (0n as Quantity),
  }));
  return valuePortfolio(market, { holdings: holdings.filter(({ quantity }) => quantity !== 0n) });
}

/** Equity less a requirement: what venues that report one figure call margin. */
export const marginOf = ({ equity }: PortfolioValuation, requirement: Usd): Fraction =>
  fromUsd((equity - requirement) as Usd);
