import { axis, dollars } from "./axis.ts";
import { line, path, text } from "./svg.ts";

export interface Curves {
  readonly title: string;
  /** Moves relative to the price: -0.3 is a fall by 30 %. In order. */
  readonly moves: readonly number[];
  /** USD, one a move. */
  readonly now: readonly number[];
  readonly later: { readonly label: string; readonly gains: readonly number[] } | null;
}

const HEIGHT = 210;
const MARGIN = 62;

/** Gains over the price of an underlying, now and at the first expiry. */
export function payoffCurves(
  { title, moves, now, later }: Curves,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): { readonly svg: string; readonly height: number } {
  const all = [...now, ...(later?.gains ?? [])];
  const top = y + 30;
  const bottom = y + HEIGHT - 22;
  const across = axis([moves[0] ?? 0, moves.at(-1) ?? 0], [x + MARGIN, x + width - 10], 6);
  const up = axis([Math.min(...all), Math.max(...all)], [bottom, top], 5);
  const [left, right] = [across.at(across.ticks[0] ?? 0), across.at(across.ticks.at(-1) ?? 0)];
  const curve = (gains: readonly number[], name: string): string =>
    path(
      moves.map((move, k) => [across.at(move), up.at(gains[k] ?? 0)] as const),
      { class: name },
    );
  return {
    svg: [
      text(x, y + 12, title, { class: "ink head" }),
      text(x + width - 10, y + 12, "now", { class: "nowText small bold end" }),
      ...(later === null
        ? []
        : [text(x + width - 48, y + 12, later.label, { class: "laterText small bold end" })]),
      ...up.ticks.flatMap((tick) => [
        line(left, up.at(tick), right, up.at(tick), { class: tick === 0 ? "zero" : "grid" }),
        text(left - 8, up.at(tick) + 4, dollars(tick), { class: "quiet small end" }),
      ]),
      ...across.ticks.map((tick) =>
        text(across.at(tick), bottom + 16, `${dollars(tick * 100)} %`, { class: "quiet small middle" }),
      ),
      line(across.at(0), top, across.at(0), bottom, { class: "grid" }),
      ...(later === null ? [] : [curve(later.gains, "later")]),
      curve(now, "now"),
    ].join("\n"),
    height: HEIGHT,
  };
}
