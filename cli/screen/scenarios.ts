import { RATE_ONE } from "../../prover/domain/rate.ts";
import { SCENARIO_PRICE_DECIMALS } from "../../prover/domain/scenario-price.ts";
import type { Market, RowRisk, ScenarioSet } from "../../prover/index.ts";
import { count, exact, rateText } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { aligned, pairs, table } from "./table.ts";

/** What a portfolio market tries accounts by: its scenarios, groups and factors. */
export function scenariosText(colours: Colours, set: ScenarioSet, market: Market): string {
  const rowsOf = new Map<string, number>();
  for (const { risk } of market.rows) {
    if (risk !== undefined) rowsOf.set(risk.group, (rowsOf.get(risk.group) ?? 0) + 1);
  }
  const right = "right" as const;
  return [
    pairs(colours, [
      ["maintenance", `${rateText(set.maintenanceFactor)} of the worst scenario's loss, and contingencies`],
      ["initial", `${rateText(set.initialFactor)} of it, and contingencies`],
    ]),
    "",
    table(
      colours,
      [{ title: "#", align: right }, { title: "scenario" }, { title: "counts", align: right }],
      set.scenarios.map(({ name, damp, absolute }, s) => [
        String(s + 1),
        colours.bold(name),
        `${damp === RATE_ONE ? "in full" : rateText(damp)}${absolute ? ", always as a loss" : ""}`,
      ]),
    ),
    "",
    table(
      colours,
      [
        { title: "group" },
        { title: "gains count", align: right },
        { title: "losses count", align: right },
        { title: "rows", align: right },
      ],
      set.groups.map(({ name, gain, loss }) => [
        colours.bold(name),
        rateText(gain),
        rateText(loss),
        count(rowsOf.get(name) ?? 0),
      ]),
    ),
  ].join("\n");
}

/** A row's prices under the scenarios. */
export function riskText(colours: Colours, risk: RowRisk, set: ScenarioSet): string {
  const prices = aligned([risk.base, ...risk.prices].map((price) => exact(price, SCENARIO_PRICE_DECIMALS)));
  const [base = "", ...shocked] = prices;
  return [
    `  ${colours.bold("scenarios")}  ${colours.dim(`group ${risk.group}`)}`,
    table(
      colours,
      [{ title: "#", align: "right" }, { title: "scenario" }, { title: "USD a unit", align: "right" }],
      [
        ["", colours.dim("base, subtracted"), base],
        ...set.scenarios.map(({ name }, s) => [String(s + 1), name, shocked[s] ?? ""]),
      ],
    ),
  ].join("\n");
}
