import type { Command } from "commander";
import { type Result, Screen } from "./screen/screen.ts";

export interface CommandSpec {
  readonly summary: string;
  /** Command lines that work with the files of the quickstart. */
  readonly examples: readonly string[];
  /** Further lines of help. */
  readonly notes?: readonly string[];
}

/** A subcommand with what all of them have in common. */
export function addCommand(parent: Command, nameAndArguments: string, spec: CommandSpec): Command {
  const examples = spec.examples.map((example) => `  $ solvency ${example}`);
  const heading = examples.length === 1 ? "Example:" : "Examples:";
  const notes = (spec.notes ?? []).flatMap((note) => ["", note]);
  return parent
    .command(nameAndArguments)
    .description(spec.summary)
    .option("--json", "print one JSON object on stdout, everything else on stderr")
    .addHelpText("after", [...notes, "", heading, ...examples].join("\n"));
}

/** Turns a command's work into a commander action: runs it, then prints its result in the form asked for. */
export function perform<Args extends readonly unknown[]>(
  work: (screen: Screen, ...args: Args) => Promise<Result>,
): (...args: [...Args, Command]) => Promise<void> {
  return async (...all) => {
    const command = all.at(-1) as Command;
    const screen = new Screen(command.opts<{ json?: boolean }>().json === true);
    try {
      const result = await work(screen, ...(all.slice(0, -1) as unknown as Args));
      screen.finish(result);
      if (result.exitCode !== undefined) process.exitCode = result.exitCode;
      await result.afterwards?.();
    } finally {
      screen.progress.stop();
    }
  };
}
