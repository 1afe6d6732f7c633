import { formatDecimal } from "../../prover/domain/decimal.ts";
import { SCENARIO_USD_DECIMALS } from "../../prover/domain/scenario-usd.ts";
import type { Account, Market } from "../../prover/index.ts";
import type { PortfolioValuation } from "../../prover/margin/portfolio.ts";
import { formatExpiry } from "../../prover/market/risk/expiry.ts";
import { toNumber } from "../../prover/market/risk/math/fixed.ts";
import { type Payoff, payoffs } from "../../prover/market/risk/payoff.ts";
import type { Pricing } from "../../prover/market/risk/pricing.ts";
import { usd } from "../screen/amounts.ts";
import { day } from "../screen/time.ts";
import { payoffCurves } from "./payoff-curves.ts";
import { scenarioBars } from "./scenario-bars.ts";
import { STYLE } from "./style.ts";
import { element, escapeXml, text } from "./svg.ts";

const WIDTH = 960;
const EDGE = 36;
const GAP = 32;
/** From -40 % to +40 %, in percent. */
const MOVES = Array.from({ length: 81 }, (_, k) => k - 40);

/**
 * A portfolio account as a picture: what every scenario makes of it and, where it is known what rows were priced from, its
 * payoff by underlying. One SVG without scripts, fonts or links; light or dark as the reader has it.
 */
export function portfolioPicture(
  account: Account,
  valuation: PortfolioValuation,
  market: Market,
  pricing: Pricing | undefined,
): string {
  const { equity, maintenance, worst } = valuation;
  const title = `Account ${account.tag}: scenarios`;
  const summary = [
    `equity ${usd(equity, "down")} USD`,
    `maintenance ${usd(maintenance, "up")} USD`,
    worst === null ? "no scenario loses" : `worst scenario: ${worst.scenario.name}`,
  ].join("  ·  ");
  let y = 44;
  const parts = [
    text(EDGE, y, title, { class: "ink title" }),
    text(WIDTH - EDGE, y, `${market.venue}, ${day(market.asOf)}`, { class: "quiet end" }),
    text(EDGE, y + 24, summary, { class: "quiet" }),
  ];
  y += 62;
  parts.push(text(EDGE, y, "Profit and loss by scenario, USD", { class: "ink head" }));
  const bars = valuation.perScenario.map((each) => ({
    label: each.scenario.name,
    pnl: Number(formatDecimal(each.pnl, SCENARIO_USD_DECIMALS)),
    worst: each === worst,
  }));
  const table = scenarioBars(bars, { x: EDGE, y: y + 18, width: WIDTH - 2 * EDGE });
  parts.push(table.svg);
  y += 18 + table.height + GAP;

  const curves =
    pricing === undefined
      ? []
      : payoffs(
          market,
          account,
          pricing,
          MOVES.map((percent) => ({ numerator: BigInt(percent), denominator: 100n })),
        );
  const column = (WIDTH - 2 * EDGE - GAP) / 2;
  let rowHeight = 0;
  curves.forEach((payoff, k) => {
    const wide = curves.length === 1 ? WIDTH - 2 * EDGE : column;
    if (k > 0 && k % 2 === 0) y += rowHeight + GAP / 2;
    const drawn = payoffCurves(curvesOf(payoff), { x: EDGE + (k % 2) * (column + GAP), y, width: wide });
    rowHeight = drawn.height;
    parts.push(drawn.svg);
  });
  const height = y + rowHeight + (curves.length === 0 ? 0 : GAP / 2);

  return `${element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${Math.round(height)}`,
      width: String(WIDTH),
      height: String(Math.round(height)),
      role: "img",
      "aria-labelledby": "title summary",
    },
    `\n<title id="title">${escapeXml(title)}</title>\n<desc id="summary">${escapeXml(summary)}</desc>\n<style>${STYLE}</style>\n`,
    element("rect", { width: "100%", height: "100%", class: "ground" }),
    "\n",
    parts.join("\n"),
    "\n",
  )}\n`;
}

const curvesOf = ({ underlying, now, expiry }: Payoff) => ({
  title: `${underlying}: gain by move of its price, USD`,
  moves: MOVES.map((percent) => percent / 100),
  now: now.map(toNumber),
  later:
    expiry === null
      ? null
      : { label: `at ${formatExpiry(expiry.at).slice(0, 10)}`, gains: expiry.gains.map(toNumber) },
});
