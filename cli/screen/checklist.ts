import type { Colours } from "./colours.ts";

export interface CheckLine {
  readonly name: string;
  /** null: was not looked at. */
  readonly holds: boolean | null;
  readonly detail: string;
  /** Shown below the line. */
  readonly more?: readonly string[];
}

/** ✔ and ✘, names aligned. What was not looked at says so, and never looks like a success. */
export function checkLine(colours: Colours, check: CheckLine, width: number): string {
  const mark = check.holds === null ? colours.dim("–") : check.holds ? colours.green("✔") : colours.red("✘");
  const detail = check.holds === false ? check.detail : colours.dim(check.detail);
  const indent = " ".repeat(width + 6);
  return [
    `  ${mark} ${check.name.padEnd(width)}  ${detail}`.trimEnd(),
    ...(check.more ?? []).map((line) => indent + line),
  ].join("\n");
}

export function checklist(colours: Colours, checks: readonly CheckLine[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.map((check) => checkLine(colours, check, width)).join("\n");
}
