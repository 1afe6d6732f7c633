import type { AccountGreeks } from "../../prover/market/risk/account-greeks.ts";
import type { Greeks } from "../../prover/market/risk/greeks.ts";
import { roundAt } from "../../prover/market/risk/math/fixed.ts";
import { formatFixed, grouped } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { table } from "./table.ts";

/** To the nearest; Greeks are for looking at. */
const DECIMALS = { delta: 4, gamma: 6, vega: 2, theta: 2 } as const satisfies Record<keyof Greeks, number>;
type Name = keyof typeof DECIMALS;
export const GREEKS: readonly Name[] = ["delta", "gamma", "vega", "theta"];

export const greekText = (greeks: Greeks, name: Name): string => {
  const decimals = DECIMALS[name];
  const units = roundAt(greeks[name], decimals);
  return units === 0n ? "0" : grouped(formatFixed(units, decimals));
};

/** By underlying; those of single holdings stand in the table of holdings. */
export function greeksText(colours: Colours, { underlyings }: AccountGreeks): string {
  const right = "right" as const;
  return [
    table(
      colours,
      [
        { title: "underlying" },
        { title: "delta", align: right },
        { title: "gamma", align: right },
        { title: "vega", align: right },
        { title: "theta", align: right },
      ],
      underlyings.map(({ underlying, greeks }) => [
        colours.bold(underlying),
        ...GREEKS.map((name) => greekText(greeks, name)),
      ]),
    ),
    colours.dim(
      "  delta: units of the underlying; gamma: change of delta a USD; vega: USD a volatility point; theta: USD a day",
    ),
  ].join("\n");
}

/** Of one unit of a row. */
export function unitGreeksText(colours: Colours, greeks: Greeks): string {
  const right = "right" as const;
  return [
    `  ${colours.bold("Greeks")}  ${colours.dim("of one unit")}`,
    table(
      colours,
      GREEKS.map((title) => ({ title, align: right })),
      [GREEKS.map((name) => greekText(greeks, name))],
    ),
  ].join("\n");
}
