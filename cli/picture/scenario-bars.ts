import { axis, dollars } from "./axis.ts";
import { element, line, text } from "./svg.ts";

export interface Bar {
  readonly label: string;
  /** USD. */
  readonly pnl: number;
  readonly worst: boolean;
}

const ROW = 19;
const LABELS = 236;
const FIGURES = 84;

/** One bar a scenario, losses to the left and gains to the right of zero; the worst stands out. */
export function scenarioBars(
  bars: readonly Bar[],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly svg: string; readonly height: number } {
  const pnls = bars.map(({ pnl }) => pnl);
  const left = x + LABELS + FIGURES;
  const scale = axis([Math.min(...pnls), Math.max(...pnls)], [left, x + width], 5);
  const bottom = y + bars.length * ROW + 4;
  const grid = scale.ticks.flatMap((tick) => [
    line(scale.at(tick), y - 2, scale.at(tick), bottom, { class: tick === 0 ? "zero" : "grid" }),
    text(scale.at(tick), bottom + 15, dollars(tick), { class: "quiet small middle" }),
  ]);
  const rows = bars.map(({ label, pnl, worst }, k) => {
    const top = y + k * ROW;
    const [from, to] = [scale.at(Math.min(0, pnl)), scale.at(Math.max(0, pnl))];
    const tone = worst ? "worst" : pnl < 0 ? "loss" : "gain";
    const weight = worst ? "worst bold" : "ink";
    return [
      text(x + LABELS - 12, top + 13, shortened(label), { class: `${weight} end` }),
      text(left - 14, top + 13, dollars(pnl), { class: `${weight} end` }),
      element("rect", {
        x: from,
        y: top + 3,
        width: Math.max(to - from, 0.5),
        height: ROW - 6,
        rx: 2,
        class: tone,
      }),
    ].join("");
  });
  return { svg: [...grid, ...rows].join("\n"), height: bottom + 20 - y };
}

/** What fits beside the bars. */
const LONGEST = 38;
const shortened = (label: string): string =>
  label.length <= LONGEST ? label : `${label.slice(0, LONGEST - 1)}…`;
