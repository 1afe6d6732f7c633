import CliTable from "cli-table3";
import type { Colours } from "./colours.ts";

export interface Column {
  readonly title: string;
  /** Amounts go right. */
  readonly align?: "left" | "right";
}

/** Tables trim the ordinary ones. */
const NO_BREAK_SPACE = "\u00a0";

const BARE = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);

/** A table without lines: a dim heading, columns two spaces apart. Cells may be coloured. */
export function table(
  colours: Colours,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const sheet = new CliTable({
    chars: BARE,
    style: { head: [], border: [], compact: true, "padding-left": 2, "padding-right": 0 },
    colAligns: columns.map(({ align }) => align ?? "left"),
  });
  sheet.push(columns.map(({ title }) => colours.dim(title)));
  for (const row of rows) sheet.push([...row]);
  return sheet
    .toString()
    .split("\n")
    .map((line) => line.replaceAll(NO_BREAK_SPACE, " ").trimEnd())
    .join("\n");
}

/** Names and what belongs to them, aligned. */
export function pairs(
  colours: Colours,
  entries: readonly (readonly [name: string, value: string])[],
): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `  ${colours.dim(name.padEnd(width))}  ${value}`).join("\n");
}

/** Pads decimals so that their points stand below each other in a column that is aligned right. */
export function aligned(decimals: readonly string[]): string[] {
  const tails = decimals.map((text) => (text.includes(".") ? text.length - text.indexOf(".") : 0));
  const longest = Math.max(0, ...tails);
  return decimals.map((text, k) => text + NO_BREAK_SPACE.repeat(longest - (tails[k] ?? 0)));
}
