import Table from "cli-table3";
import type { Machine } from "./machine.ts";
import type { Result } from "./measure.ts";

export interface Report {
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly results: readonly Result[];
  readonly notes: readonly string[];
}

/** What the figures do not show. */
export const NOTES = [
  "Contenders run in turn, each in a process of its own. Figures are medians for one unit, without the first run.",
  "The first proof includes making the key ready. Reading files, computing the witness and verifying are not included.",
  "CPU seconds are of all threads of the process, and of a program that it starts (rapidsnark) on Linux.",
  "Peak memory is the process's at its last run, with the key's bytes; that of a program that it starts is not in it.",
  "Other work on the machine disturbs all contenders; ratios suffer less than times.",
];

const HEAD = [
  "case",
  "contender",
  "first",
  "wall",
  "CPU",
  "per core second",
  "peak MB",
  "wall ratio",
  "CPU ratio",
];

export function reportText({ machine, rounds, results, notes }: Report): string {
  const { processor, threads, node, v8, load } = machine;
  const parts = [
    `${processor}, ${threads} threads, node ${node}, V8 ${v8}, load ${load} at the start; ${rounds} rounds`,
  ];
  for (const [section, rows = []] of Object.entries(Object.groupBy(results, (each) => each.section))) {
    const table = new Table({ head: HEAD, style: { head: [], border: [] } });
    for (const each of rows) table.push(rowOf(each));
    parts.push("", section, table.toString());
    for (const { case: name, contender, profile } of rows) {
      if (profile !== undefined) parts.push(`${name}, ${contender}: ${profileText(profile)}`);
    }
  }
  return [...parts, "", ...notes.map((note) => `- ${note}`)].join("\n");
}

function rowOf(each: Result): string[] {
  return [
    ...[each.case, each.contender, ...[each.first, each.wall, each.cpu].map(duration)],
    ...[perSecond(each.cpu), (each.peakMemory / 1e6).toFixed(0)],
    ...[each.wallRatio, each.cpuRatio].map((ratio) => ratio.toFixed(2)),
  ];
}

const perSecond = (milliseconds: number): string => {
  const rate = 1000 / milliseconds;
  return rate >= 100 ? Math.round(rate).toLocaleString("en") : rate.toPrecision(3);
};

function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(1)} ms`;
  return `${(milliseconds * 1000).toFixed(1)} µs`;
}

const profileText = (profile: Readonly<Record<string, number>>): string =>
  Object.entries(profile)
    .sort(([, a], [, b]) => b - a)
    .map(([phase, time]) => `${phase} ${duration(time)}`)
    .join(", ");
