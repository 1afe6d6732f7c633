import { CIRCUITS, type Circuit, type CircuitNeeds, circuitFor } from "../../circuits/registry.ts";
import type { Membership } from "../accounts/epoch.ts";
import { InputError } from "../domain/errors.ts";
import type { Market } from "../market/row.ts";

/**
 * The circuit for an account: the one its leaf was made for, or of the portfolio circuits, which all open the same leaf,
 * the smallest with places for its holdings, groups and scenarios.
 *
 * @throws InputError naming what no circuit has places for
 */
export function circuitOf(market: Market, membership: Membership): Circuit {
  const { account, capacity } = membership;
  const margin = account.mode === "portfolio" ? "portfolio" : "standard";
  const candidates = CIRCUITS.filter((circuit) => circuit.margin === margin);
  const capacities = [...new Set(candidates.map((circuit) => circuit.capacity))];
  if (!capacities.includes(capacity)) {
    const rule = `no circuit of this capacity; there are ${capacities.join(" and ")}`;
    throw new InputError({ field: "capacity", value: String(capacity), rule });
  }
  if (margin === "portfolio") return portfolioCircuit(market, membership);

  const circuit = candidates.find((candidate) => candidate.capacity === capacity);
  if (circuit === undefined || account.holdings.length > capacity) {
    const fits = capacities.find((each) => each >= account.holdings.length);
    throw new InputError({
      field: "holdings",
      value: `${account.holdings.length} rows`,
      rule: `exceed the capacity of ${circuit?.id}; ${fits === undefined ? "no capacity is large enough" : `capacity ${fits} would fit`}`,
    });
  }
  return circuit;
}

/** What a portfolio account needs of a circuit, with this market. */
export function portfolioNeeds(market: Market, holdings: Membership["account"]["holdings"]): CircuitNeeds {
  const held = new Set(holdings.map(({ row }) => row));
  const groups = market.rows.flatMap(({ index, risk }) => (risk && held.has(index) ? [risk.group] : []));
  const scenarios = market.portfolio?.scenarios ?? [];
  return {
    holdings: holdings.length,
    groups: new Set(groups).size,
    scenarios: scenarios.length,
    absolutes: scenarios.filter(({ absolute }) => absolute).length,
  };
}

const NOUNS = {
  holdings: "holdings",
  groups: "risk groups",
  scenarios: "scenarios",
  absolutes: "scenarios by absolute value",
} as const;

function portfolioCircuit(market: Market, { account }: Membership): Circuit {
  const needs = portfolioNeeds(market, account.holdings);
  const circuit = circuitFor("portfolio", needs);
  if (circuit !== undefined) return circuit;
  // The circuits grow in all sizes at once: what the largest lacks, all of them lack.
  for (const name of ["holdings", "groups", "scenarios", "absolutes"] as const) {
    const most = Math.max(
      ...CIRCUITS.filter(({ margin }) => margin === "portfolio").map((each) => each[name]),
    );
    if ((needs[name] ?? 0) <= most) continue;
    throw new InputError({
      field: name === "holdings" || name === "groups" ? "holdings" : "portfolio.scenarios",
      value: `${needs[name]} ${NOUNS[name]}`,
      rule: `no circuit takes more than ${most}`,
    });
  }
  throw new RangeError("a circuit lacks nothing and fits nothing");
}
