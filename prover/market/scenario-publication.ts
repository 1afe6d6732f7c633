import { inField } from "../domain/in-field.ts";
import { formatRate, RATE_ONE, rate } from "../domain/rate.ts";
import { type Place, refuse } from "../domain/refuse.ts";
import { formatScenarioPrice, scenarioPrice } from "../domain/scenario-price.ts";
import type { Market } from "./row.ts";
import { ABSOLUTE_LIMIT, GROUP_BOUND, type RowRisk, SCENARIO_LIMIT, type ScenarioSet } from "./scenarios.ts";

/**
 * The rules of publication of portfolio margin (SPEC, P11 to P14). The circuit relies on them and checks none: arrays
 * are hashed as they are, and only whoever rebuilds the root sees whether they are complete and in range.
 *
 * @param source file named in errors
 * @throws InputError naming row, scenario and rule
 */
export function assertScenarios(market: Market, source?: string): void {
  const set = market.portfolio;
  if (set !== undefined) assertSet(set, source);
  const groups = new Set(set?.groups.map(({ name }) => name));
  market.rows.forEach((row, position) => {
    if (row.risk === undefined) return;
    const field = `rows[${position}] (${row.name}).risk`;
    if (set === undefined) {
      refuse({ source, field, value: "present" }, "must be absent: the market has no scenarios");
    }
    assertRisk(row.risk, set, groups, { source, field });
  });
}

function assertSet(set: ScenarioSet, source: string | undefined): void {
  const { scenarios, groups, maintenanceFactor, initialFactor } = set;
  const at = (field: string, value: string): Place => ({ source, field: `portfolio.${field}`, value });
  const count = (field: string, length: number, most: number): void => {
    if (length < 1 || length > most)
      refuse(at(field, `${length} ${field}`), `a portfolio market has 1 to ${most} ${field}`);
  };
  count("scenarios", scenarios.length, SCENARIO_LIMIT);
  count("groups", groups.length, GROUP_BOUND - 1);

  scenarios.forEach(({ name, damp }, s) => {
    const twin = scenarios.findIndex((other) => other.name === name);
    const field = `scenarios[${s}]`;
    if (twin < s) refuse(at(`${field}.name`, `"${name}"`), `must be unique; scenarios[${twin}] has it too`);
    if (damp <= 0n || damp > RATE_ONE) {
      refuse(at(`${field} (${name}).damp`, formatRate(damp)), "must be above 0 and at most 1");
    }
  });
  const absolute = scenarios.filter((scenario) => scenario.absolute);
  if (absolute.length > ABSOLUTE_LIMIT) {
    const rule = `at most ${ABSOLUTE_LIMIT} scenarios may count by absolute value`;
    refuse(at("scenarios", absolute.map(({ name }) => `"${name}"`).join(", ")), rule);
  }

  const byName = new Map<string, number>();
  groups.forEach(({ name, gain, loss }, g) => {
    const twin = byName.get(name);
    if (twin !== undefined)
      refuse(at(`groups[${g}].name`, `"${name}"`), `must be unique; groups[${twin}] has it too`);
    byName.set(name, g);
    const field = `groups[${g}] (${name})`;
    for (const [side, value] of Object.entries({ gain, loss })) {
      inField(at(`${field}.${side}`, String(value)), () => rate(value));
    }
    if (gain > loss) {
      const rule = `must not be above loss ${formatRate(loss)}, or a hedged book counts for more than its parts`;
      refuse(at(`${field}.gain`, formatRate(gain)), rule);
    }
  });

  for (const [field, value] of Object.entries({ maintenanceFactor, initialFactor })) {
    inField(at(field, String(value)), () => rate(value));
  }
  if (initialFactor < maintenanceFactor) {
    const rule = `must not be below maintenanceFactor ${formatRate(maintenanceFactor)}`;
    refuse(at("initialFactor", formatRate(initialFactor)), rule);
  }
}

function assertRisk(risk: RowRisk, set: ScenarioSet, groups: ReadonlySet<string>, place: Place): void {
  const at = (field: string, value: string): Place => ({ ...place, field: `${place.field}.${field}`, value });
  if (!groups.has(risk.group))
    refuse(at("group", `"${risk.group}"`), "unknown group: portfolio.groups has none");
  inField(at("base", formatScenarioPrice(risk.base)), () => scenarioPrice(risk.base));
  set.scenarios.forEach(({ name }, s) => {
    const value = risk.prices[s];
    const field = `prices[${s}] (${name})`;
    if (value === undefined) refuse(at(field, "missing"), "every scenario of the market needs a price");
    inField(at(field, formatScenarioPrice(value)), () => scenarioPrice(value));
  });
  if (risk.prices.length > set.scenarios.length) {
    const rule = `must be one a scenario, of which the market has ${set.scenarios.length}`;
    refuse(at("prices", `${risk.prices.length} prices`), rule);
  }
}
