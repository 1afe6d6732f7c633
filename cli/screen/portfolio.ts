import { RATE_ONE } from "../../prover/domain/rate.ts";
import type { ScenarioUsd } from "../../prover/domain/scenario-usd.ts";
import type { Account, Market } from "../../prover/index.ts";
import type { PortfolioValuation, ScenarioPnl } from "../../prover/margin/portfolio.ts";
import type { AccountGreeks } from "../../prover/market/risk/account-greeks.ts";
import { quantityText, rateText, scenarioUsd, usd } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { GREEKS, greeksText, greekText } from "./greeks.ts";
import { totals, unitPrice } from "./health.ts";
import { aligned, pairs, table } from "./table.ts";
import { day } from "./time.ts";

const NONE = "–";
const BAR_WIDTH = 24;

/** A portfolio account: its holdings, what every scenario makes of it, and what that comes to. */
export function portfolioText(
  colours: Colours,
  account: Account,
  valuation: PortfolioValuation,
  market: Market,
  greeks: AccountGreeks | undefined,
): string {
  return [
    `  ${colours.bold(`account ${account.tag}`)}  ${colours.dim(`${account.mode}, valued with ${market.venue} of ${day(market.asOf)}`)}`,
    "",
    valuation.holdings.length === 0 ? colours.dim("  holds nothing") : holdings(colours, valuation, greeks),
    "",
    ...(greeks === undefined ? [] : [greeksText(colours, greeks), ""]),
    scenarioTable(colours, valuation),
    "",
    scan(colours, valuation, market),
    "",
    totals(colours, valuation),
    "",
    colours.dim("  USD. ≈ marks what was rounded, always against the account; --json has every digit."),
    ...(greeks === undefined
      ? [colours.dim("  Greeks: with --pricing, the file that market build wrote beside the market.")]
      : []),
  ].join("\n");
}

function holdings(
  colours: Colours,
  valuation: PortfolioValuation,
  greeks: AccountGreeks | undefined,
): string {
  const right = "right" as const;
  const quantities = aligned(valuation.holdings.map(({ holding }) => quantityText(holding.quantity)));
  const prices = aligned(valuation.holdings.map(({ row }) => unitPrice(row)));
  const byRow = new Map(greeks?.holdings.map((held) => [held.row, held.greeks]));
  return table(
    colours,
    [
      { title: "row" },
      { title: "quantity", align: right },
      { title: "price", align: right },
      { title: "value", align: right },
      { title: "contingency", align: right },
      { title: "group" },
      ...(greeks === undefined ? [] : GREEKS.map((title) => ({ title, align: right }))),
    ],
    valuation.holdings.map(({ row, value, maintenance }, k) => {
      const own = byRow.get(row.name);
      return [
        colours.bold(row.name),
        quantities[k] ?? "",
        prices[k] ?? "",
        usd(value, "down"),
        maintenance === 0n ? NONE : usd(maintenance, "up"),
        row.risk?.group ?? colours.dim("does not move"),
        ...(greeks === undefined
          ? []
          : GREEKS.map((name) => (own === undefined ? NONE : greekText(own, name)))),
      ];
    }),
  );
}

function scenarioTable(colours: Colours, { perScenario, worst }: PortfolioValuation): string {
  const right = "right" as const;
  const groups = perScenario[0]?.groups.map(({ group }) => group.name) ?? [];
  // More columns than that are read in --json.
  const shown = groups.length > 1 && groups.length <= 4 ? groups : [];
  const largest = perScenario.reduce((most, { pnl }) => (size(pnl) > most ? size(pnl) : most), 1n);
  return table(
    colours,
    [
      { title: "#", align: right },
      { title: "scenario" },
      { title: "counts", align: right },
      ...shown.map((title) => ({ title, align: right })),
      { title: "P&L", align: right },
      { title: "" },
    ],
    perScenario.map((each, s) => {
      const mark =
        each === worst ? (text: string) => colours.bold(colours.red(text)) : (text: string) => text;
      const { name, damp } = each.scenario;
      return [
        mark(String(s + 1)),
        mark(name),
        damp === RATE_ONE ? "" : rateText(damp),
        ...shown.map((_, g) => scenarioUsd(each.groups[g]?.pnl ?? (0n as ScenarioUsd), "down")),
        mark(scenarioUsd(each.pnl, "down")),
        bar(colours, each, largest) + (each === worst ? mark(" ◀ worst") : ""),
      ];
    }),
  );
}

/** As long as the P&L is large, against the largest of the table. */
function bar(colours: Colours, { pnl }: ScenarioPnl, largest: bigint): string {
  const length = Number((size(pnl) * BigInt(BAR_WIDTH) + largest / 2n) / largest);
  return (pnl < 0n ? colours.red : colours.green)("▇".repeat(length));
}

function scan(colours: Colours, valuation: PortfolioValuation, market: Market): string {
  const { worst, contingency } = valuation;
  const loss = worst === null ? "none" : scenarioUsd(-worst.pnl as ScenarioUsd, "up");
  const factors = market.portfolio;
  return pairs(colours, [
    ["worst loss", `${loss}${worst === null ? "" : `  ${colours.dim(worst.scenario.name)}`}`],
    [
      "contingency",
      `${usd(contingency.maintenance, "up")}  ${colours.dim(`initial ${usd(contingency.initial, "up")}`)}`,
    ],
    ...(factors === undefined
      ? []
      : [
          [
            "requirement",
            colours.dim(
              `${rateText(factors.maintenanceFactor)} of the worst loss and the contingency; initial ${rateText(factors.initialFactor)}`,
            ),
          ] as const,
        ]),
  ]);
}

const size = (value: bigint): bigint => (value < 0n ? -value : value);
