import { inspect } from "node:util";
import type { Failure } from "../failure.ts";
import { coloursFor } from "./colours.ts";
import { writeStderr, writeStdout } from "./write.ts";

interface Options {
  readonly json: boolean;
  /** The error itself, for people who debug the program. */
  readonly trace?: unknown;
}

/** `error: <message>`, then its details. With --json, the error object is the one object on stdout. */
export function showFailure(failure: Failure, options: Options): void {
  const { code, message, details } = failure;
  const { red, dim } = coloursFor(process.stderr);
  const lines = [`${red("error:")} ${message}`, ...details.map((line) => `  ${line}`)];
  writeStderr(`${lines.join("\n")}\n`);
  if (options.trace !== undefined) writeStderr(`${dim(inspect(options.trace, { depth: 4 }))}\n`);
  if (options.json) writeStdout(`${JSON.stringify({ error: { code, message, details } }, null, 2)}\n`);
}

/** What commander has to say about a command line it does not take: an error, or the help of a command group. */
export function showUsageError(text: string, json: boolean): void {
  const lines = text.trim().split("\n");
  writeStderr(`${lines.join("\n")}\n`);
  const [first = ""] = lines;
  if (first.startsWith("error:")) writeStderr("  Options and a working example: add --help\n");
  if (!json) return;
  const message = first.startsWith("error:") ? first.replace(/^error: /, "") : "no command given";
  const details = first.startsWith("error:") ? lines.slice(1) : [];
  writeStdout(`${JSON.stringify({ error: { code: "usage", message, details } }, null, 2)}\n`);
}
