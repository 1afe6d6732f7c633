import type { Circuit } from "../../circuits/registry.ts";
import type { ConstraintSystem } from "./constraint-system.ts";
import { marginCheck, marginChecks } from "./margin-checks.ts";

/** The checks of MarginPortfolio: those it shares with MarginStandard, and its own. */
export function portfolioChecks({ holdings, groups, scenarios, absolutes, sharedLevels }: Circuit): string[] {
  return [
    ...marginChecks(holdings, 4 - sharedLevels, 8).filter((name) => name !== "mode"),
    "worst loss",
    ...upTo(scenarios).map((s) => `scenario ${s}`),
    ...upTo(absolutes).map((s) => `absolute[${s}]`),
    ...upTo(holdings).flatMap((i) => [
      `exposed[${i}]`,
      `risk[${i}]`,
      `shares[${i}]`,
      ...upTo(groups).map((g) => `share[${i}][${g}]`),
    ]),
    ...upTo(groups).flatMap((g) => [
      `number[${g}]`,
      `gain[${g}]`,
      `loss[${g}]`,
      ...upTo(scenarios).flatMap((s) => [`positive[${g}][${s}]`, `size[${g}][${s}]`]),
      ...upTo(absolutes).flatMap((s) => [`gains[${g}][${s}]`, `pnl size[${g}][${s}]`]),
    ]),
  ];
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The name of a check, told from the wires in it. */
export function portfolioCheck(system: ConstraintSystem, circuit: Circuit, row: number): string {
  const names = system.namesIn(row);
  const match = (pattern: RegExp): RegExpExecArray | undefined =>
    names.map((name) => pattern.exec(name)).find((found) => found !== null) ?? undefined;
  const last = (pattern: RegExp): string | undefined =>
    names
      .map((name) => pattern.exec(name)?.[1])
      .filter((found) => found !== undefined)
      .toSorted((x, y) => Number(x) - Number(y))
      .at(-1);

  const group = match(/^GroupPnl\w*\[(\d+)\]\.size$/);
  if (group) return `size${placeOf(Number(group[1]), circuit.scenarios)}`;
  const absolute = match(/^AbsolutePnl\w*\[(\d+)\]\.size$/);
  // Scenario by scenario, within each group by group: these are made in the loop over scenarios.
  if (absolute) {
    const index = Number(absolute[1]);
    return `pnl size[${index % circuit.groups}][${Math.floor(index / circuit.groups)}]`;
  }
  const flag = match(/^(positive|gains)\[\d+\]\[\d+\]$/);
  if (flag) return flag[0];
  const remains = match(/^remains\[(\d+)\]$/);
  if (remains) return `scenario ${remains[1]}`;
  const flags = match(/^absolute\[\d+\]$/);
  if (flags && !match(/Poseidon/)) return flags[0];

  const shares = names.filter((name) => name.startsWith("share["));
  const [first] = shares;
  if (first !== undefined && match(/^quantity\[/)) return `shares[${/\d+/.exec(first)?.[0]}]`;
  if (first !== undefined && match(/^word\[/)) return first;
  if (match(/^opened\[/)) return `risk[${last(/^risk\[(\d+)\]$/)}]`;
  const exposed = match(/^exposed\[\d+\]$/);
  if (exposed) return exposed[0];

  for (const [signal, name] of [
    ["groupNumber", "number"],
    ["groupGain", "gain"],
    ["groupLoss", "loss"],
  ] as const) {
    const g = last(new RegExp(`^${signal}\\[(\\d+)\\]$`));
    if (g !== undefined) return `${name}[${g}]`;
  }
  if (names.includes("worstLoss") && !names.includes("predicate")) return "worst loss";
  return marginCheck(system, row);
}

const placeOf = (index: number, scenarios: number): string =>
  `[${Math.floor(index / scenarios)}][${index % scenarios}]`;
