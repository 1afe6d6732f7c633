import { type Command, Option } from "commander";
import { type Predicate, parsePredicate } from "../../prover/index.ts";
import { option } from "../options.ts";

export interface PredicateOptions {
  readonly kind: Predicate["kind"];
  readonly ratio: string;
  readonly buffer: string;
}

export function withPredicate(command: Command): Command {
  return command
    .addOption(
      new Option("--kind <requirement>", "which requirement")
        .choices(["maintenance", "initial"])
        .default("maintenance"),
    )
    .option("--ratio <decimal>", "times the requirement, up to four decimals", "1")
    .option("--buffer <usd>", "plus this many USD", "0");
}

/** Each option checked alone, so that the error names the one that is wrong. */
export function predicateFrom({ kind, ratio, buffer }: PredicateOptions): Predicate {
  const { ratioBps } = option("--ratio", ratio, (text) => parsePredicate(kind, text, "0"));
  const { bufferUsd } = option("--buffer", buffer, (text) => parsePredicate(kind, "0", text));
  return { kind, ratioBps, bufferUsd };
}
