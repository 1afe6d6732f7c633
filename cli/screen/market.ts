import {
  type Bracket,
  formatFieldElement,
  type MarketTree,
  type Price,
  type Row,
} from "../../prover/index.ts";
import { OFFSET_DECIMALS, THRESHOLD_DECIMALS } from "../../prover/market/row.ts";
import { count, exact, priceText, rateText } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { pairs, table } from "./table.ts";
import { day } from "./time.ts";

const NONE = "–";

/** All rows of a market, one line each. */
export function marketText(colours: Colours, tree: MarketTree): string {
  const { market } = tree;
  const rows = market.rows.map((row) => [
    String(row.index),
    colours.bold(row.name),
    orNone(row.valuePrice),
    orNone(row.notionalPrice),
    brackets(row.long),
    brackets(row.short),
    ...firstRates(row),
  ]);
  return [
    pairs(colours, [
      ["venue", market.venue],
      ["as of", day(market.asOf)],
      ["root", formatFieldElement(tree.root)],
      ["size", `${count(market.rows.length)} rows, ${count(tree.pieces.length)} pieces`],
    ]),
    "",
    table(
      colours,
      [
        { title: "#", align: "right" },
        { title: "row" },
        { title: "value price", align: "right" },
        { title: "notional price", align: "right" },
        { title: "long", align: "right" },
        { title: "short", align: "right" },
        { title: "counts", align: "right" },
        { title: "maintenance", align: "right" },
      ],
      rows,
    ),
    "",
    colours.dim(
      "  Prices in USD. long, short: how many brackets; counts, maintenance: in the first. All of a row: --row NAME",
    ),
  ].join("\n");
}

/** The brackets of one row, both sides. */
export function bracketsText(colours: Colours, row: Row): string {
  const unit = row.basis === "notional" ? "USD of notional" : "units";
  const sides = (["long", "short"] as const).flatMap((side) => [
    "",
    `  ${colours.bold(side)}${side === "short" && same(row) ? colours.dim("  as long") : ""}`,
    ...(row[side].length === 0 ? [`  ${colours.dim("none: the market admits no such holding")}`] : []),
    ...(row[side].length === 0 || (side === "short" && same(row)) ? [] : [sheet(colours, row[side])]),
  ]);
  return [
    `  ${colours.bold(row.name)}  ${colours.dim(`row ${row.index}`)}`,
    "",
    pairs(colours, [
      ["value price", orNone(row.valuePrice)],
      ["notional price", orNone(row.notionalPrice)],
      ["brackets in", unit],
    ]),
    ...sides,
    "",
    colours.dim("  value = rate × size + offset; maintenance, initial likewise. All figures exact."),
  ].join("\n");
}

function sheet(colours: Colours, schedule: readonly Bracket[]): string {
  const lines = schedule.map((bracket, k) => [
    String(k + 1),
    exact(bracket.floor, THRESHOLD_DECIMALS),
    bracket.cap === null ? "∞" : exact(bracket.cap, THRESHOLD_DECIMALS),
    rateText(bracket.valueRate),
    offset(bracket.valueOffset),
    rateText(bracket.maintenanceRate),
    offset(bracket.maintenanceOffset),
    rateText(bracket.initialRate),
    offset(bracket.initialOffset),
  ]);
  const titles = ["#", "from", "below", "counts", "+", "maintenance", "+", "initial", "+"];
  const columns = titles.map((title) => ({ title, align: "right" as const }));
  return table(colours, columns, lines);
}

const orNone = (price: Price | null): string => (price === null ? NONE : priceText(price));
const brackets = (schedule: readonly Bracket[]): string =>
  schedule.length === 0 ? NONE : String(schedule.length);
const offset = (value: bigint): string => (value === 0n ? "" : exact(value, OFFSET_DECIMALS));
const same = (row: Row): boolean =>
  row.long.length > 0 && JSON.stringify(row.long, plain) === JSON.stringify(row.short, plain);
const plain = (_: string, value: unknown): unknown => (typeof value === "bigint" ? value.toString() : value);

function firstRates(row: Row): readonly string[] {
  const [first] = row.long.length > 0 ? row.long : row.short;
  return first === undefined ? [NONE, NONE] : [rateText(first.valueRate), rateText(first.maintenanceRate)];
}
