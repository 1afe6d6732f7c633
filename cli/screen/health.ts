import {
  type Account,
  type HoldingValuation,
  liquidationPrice,
  type Market,
  type Row,
  ratioBps,
  type Usd,
  type Valuation,
} from "../../prover/index.ts";
import { moveText, priceLevel, priceText, quantityText, rateText, ratioText, usd } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { aligned, pairs, table } from "./table.ts";
import { day } from "./time.ts";

const NONE = "–";

/** An account's health: every holding, then what it comes to. */
export function healthText(colours: Colours, account: Account, valuation: Valuation, market: Market): string {
  const tag = `account ${account.tag}`;
  return [
    `  ${colours.bold(tag)}  ${colours.dim(`${account.mode}, valued with ${market.venue} of ${day(market.asOf)}`)}`,
    "",
    valuation.holdings.length === 0 ? colours.dim("  holds nothing") : holdingsTable(colours, valuation),
    "",
    totals(colours, valuation),
    "",
    colours.dim("  USD. ≈ marks what was rounded, always against the account; --json has every digit."),
  ].join("\n");
}

function holdingsTable(colours: Colours, valuation: Valuation): string {
  const { holdings } = valuation;
  const quantities = aligned(holdings.map(({ holding }) => quantityText(holding.quantity)));
  const prices = aligned(holdings.map(({ row }) => unitPrice(row)));
  const right = "right" as const;
  return table(
    colours,
    [
      { title: "row" },
      { title: "quantity", align: right },
      { title: "price", align: right },
      { title: "notional", align: right },
      { title: "value", align: right },
      { title: "bracket", align: right },
      { title: "maintenance", align: right },
      { title: "initial", align: right },
      {
        title: valuation.equity >= valuation.maintenance ? "liquidation price" : "recovers at",
        align: right,
      },
    ],
    holdings.map((held, k) => [
      colours.bold(held.row.name),
      quantities[k] ?? "",
      prices[k] ?? "",
      held.notional === 0n ? NONE : usd(held.notional, "up"),
      usd(held.value, "down"),
      bracket(held),
      held.maintenance === 0n ? NONE : usd(held.maintenance, "up"),
      held.initial === 0n ? NONE : usd(held.initial, "up"),
      liquidation(colours, valuation, held),
    ]),
  );
}

/** What a unit is worth, or the notional it has where it is worth nothing (inverse contracts). */
export function unitPrice({ valuePrice, notionalPrice }: Row): string {
  const shown = valuePrice ?? notionalPrice;
  return shown === null ? NONE : priceText(shown);
}

/** "2/6 · 0.5 %": which bracket, and its maintenance rate, or what an asset counts where there is none. */
function bracket({ row, holding, bracketIndex, bracket: at }: HoldingValuation): string {
  const of = (holding.quantity < 0n ? row.short : row.long).length;
  const rate = at.maintenanceRate === 0n ? at.valueRate : at.maintenanceRate;
  return `${bracketIndex + 1}/${of} · ${rateText(rate)}`;
}

function liquidation(colours: Colours, valuation: Valuation, held: HoldingValuation): string {
  const level = liquidationPrice(valuation, held);
  const mark = held.row.valuePrice;
  if (level === null || mark === null) return NONE;
  const move = colours.dim(
    moveText(mark, level, valuation.equity >= valuation.maintenance ? "down" : "up").padStart(10),
  );
  return `${priceLevel(level, held.holding.quantity > 0n ? "up" : "down")} ${move}`;
}

export function totals(colours: Colours, valuation: Valuation): string {
  const { equity, maintenance, initial } = valuation;
  const holds = equity >= maintenance;
  const state = holds
    ? colours.green("✔ meets maintenance margin")
    : colours.red("✘ below maintenance margin");
  const amounts = aligned([
    usd(equity, "down"),
    usd(maintenance, "up"),
    usd(initial, "up"),
    usd((equity - initial) as Usd, "down"),
    usd((equity - maintenance) as Usd, "down"),
  ]);
  const width = Math.max(...amounts.map((text) => text.length));
  const [own = "", kept = "", opening = "", free = "", distance = ""] = amounts.map((text) =>
    text.padStart(width),
  );
  return [
    pairs(colours, [
      ["equity", own],
      ["maintenance", kept],
      ["initial", opening],
      ["free margin", `${free}  ${colours.dim("equity - initial")}`],
      ["distance", `${distance}  ${colours.dim("equity - maintenance, down to liquidation")}`],
      [
        "ratio",
        `${ratioText(ratioBps(equity, maintenance)).padStart(width + 2)}  ${colours.dim("equity / maintenance")}`,
      ],
    ]),
    "",
    `  ${state}`,
  ].join("\n");
}
