import type { Command } from "commander";
import { InputError } from "../../prover/index.ts";
import { nowSeconds, option, unixTime } from "../options.ts";

/** The times for which a key's signatures count. */
export interface WindowOptions {
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const YEAR = 365n * 86_400n;

export function withWindow(command: Command): Command {
  return command
    .option("--not-before <unix>", "first time for which its signatures count (default: now)")
    .option("--not-after <unix>", "last time for which they do (default: a year later)");
}

export function windowFrom(options: WindowOptions): { notBefore: bigint; notAfter: bigint } {
  const notBefore =
    options.notBefore === undefined
      ? BigInt(nowSeconds())
      : option("--not-before", options.notBefore, unixTime);
  const notAfter =
    options.notAfter === undefined ? notBefore + YEAR : option("--not-after", options.notAfter, unixTime);
  if (notAfter >= notBefore) return { notBefore, notAfter };
  throw new InputError({
    field: "--not-after",
    value: notAfter.toString(),
    rule: `must not be before --not-before, ${notBefore}`,
  });
}
