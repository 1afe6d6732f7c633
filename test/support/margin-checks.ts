import type { ConstraintSystem } from "./constraint-system.ts";

/**
 * The checks of MarginStandard: the constraints that compute nothing and can only refuse. Each is named after what it
 * looks at, so that a test can say which one refuses.
 */
export const marginChecks = (
  holdings: number,
  pathLevels: number,
  accountLevels: number,
): readonly string[] => [
  "accountsRoot",
  "marketRoot",
  "nullifier",
  "mode",
  "kind",
  "ratio",
  "buffer",
  "slack",
  ...upTo(accountLevels).map((level) => `accounts level ${level}`),
  ...upTo(holdings).flatMap((i) => [
    `used[${i}]`,
    `unused row[${i}]`,
    `gap[${i}]`,
    `lower[${i}]`,
    `upper[${i}]`,
    `market[${i}] group`,
    ...upTo(pathLevels).map((level) => `market[${i}] level ${level}`),
    `market[${i}] top`,
  ]),
];

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** The name of a check, told from the wires in it. */
export function marginCheck(system: ConstraintSystem, row: number): string {
  const names = system.namesIn(row);
  const has = (name: string): boolean => names.includes(name);
  const index = (pattern: RegExp): string | undefined =>
    names
      .map((name) => pattern.exec(name)?.[1])
      .filter((found) => found !== undefined)
      .toSorted((x, y) => Number(x) - Number(y))
      .at(-1);

  for (const root of ["accountsRoot", "marketRoot", "nullifier", "mode", "kind"]) {
    if (has(root) && !has("predicate")) return root;
  }
  if (has("value[0]")) return "slack";
  if (has("predicate")) return "buffer";
  if (has("ratioBps")) return "ratio";

  const group = index(/^marketGroup\[(\d+)\]/);
  if (group !== undefined) return `market[${group}] group`;
  const path = names
    .map((name) => /^marketPath\[(\d+)\]\[(\d+)\]/.exec(name))
    .find((match) => match !== null);
  if (path) return `market[${path[1]}] level ${path[2]}`;
  const top = index(/^MarketPath\w*\[(\d+)\]\.node$/);
  if (top !== undefined && names.some((name) => name.startsWith("marketTop["))) return `market[${top}] top`;
  const level = index(/^accountPath\[(\d+)\]/);
  if (level !== undefined) return `accounts level ${level}`;

  for (const bound of ["lower", "upper"]) {
    const i = index(new RegExp(`^${bound}\\[(\\d+)\\]$`));
    if (i !== undefined) return `${bound}[${i}]`;
  }
  const holding = index(/^row\[(\d+)\]$/);
  const used = index(/^used\[(\d+)\]$/);
  if (names.some((name) => name.startsWith("HoldingOrder"))) return `gap[${holding}]`;
  if (holding !== undefined) return `unused row[${holding}]`;
  if (used !== undefined) return `used[${used}]`;
  throw new RangeError(`constraint ${row} is no check of MarginStandard: ${names.slice(0, 5).join(", ")}`);
}
