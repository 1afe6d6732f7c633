import { z } from "zod";
import { formatRate } from "../domain/rate.ts";
import { formatScenarioPrice } from "../domain/scenario-price.ts";
import type { RowRisk, ScenarioSet } from "../market/scenarios.ts";
import { rateText, scenarioPriceText } from "./schema.ts";

const name = z
  .string("must be a string")
  .min(1, "must not be empty")
  .max(64, "must have at most 64 characters");

/** A row's part of the scenarios, in `solvency-market/1`. */
export const riskSchema = z.strictObject({
  group: name,
  base: scenarioPriceText,
  prices: z.array(scenarioPriceText, "must be a list of prices, one a scenario"),
});

/** A market's scenarios, groups and factors, in `solvency-market/1`. */
export const scenarioSetSchema = z.strictObject({
  scenarios: z.array(
    z.strictObject({ name, damp: rateText, absolute: z.boolean("must be true or false") }),
    "must be a list of scenarios",
  ),
  groups: z.array(z.strictObject({ name, gain: rateText, loss: rateText }), "must be a list of groups"),
  maintenanceFactor: rateText,
  initialFactor: rateText,
});

export function riskToJson(risk: RowRisk): z.input<typeof riskSchema> {
  const { group, base, prices } = risk;
  return { group, base: formatScenarioPrice(base), prices: prices.map(formatScenarioPrice) };
}

export function scenarioSetToJson(set: ScenarioSet): z.input<typeof scenarioSetSchema> {
  return {
    scenarios: set.scenarios.map(({ name, damp, absolute }) => ({ name, damp: formatRate(damp), absolute })),
    groups: set.groups.map(({ name, gain, loss }) => ({
      name,
      gain: formatRate(gain),
      loss: formatRate(loss),
    })),
    maintenanceFactor: formatRate(set.maintenanceFactor),
    initialFactor: formatRate(set.initialFactor),
  };
}
