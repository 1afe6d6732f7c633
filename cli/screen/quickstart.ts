import { describePredicate } from "../../prover/index.ts";
import type { NextCommand } from "../quickstart/next.ts";
import type { QuickstartRun } from "../quickstart/run.ts";
import { bytes, count, grouped, seconds } from "./amounts.ts";
import { statementText } from "./claim.ts";
import type { Colours } from "./colours.ts";
import { privateText } from "./proven.ts";
import { heldText } from "./submitted.ts";
import { pairs, table } from "./table.ts";

const NEVER_SEEN = [
  "positions, sizes and entry prices",
  "balances, equity, requirement and ratio",
  "the account's number at the venue, its salt, its place in the tree",
  "the owner secret",
];

/** What the run came to. */
export function quickstartText(colours: Colours, run: QuickstartRun, next: readonly NextCommand[]): string {
  const { proven, submitted, fall, attempts, changed, prices } = run;
  const total = run.times.reduce((sum, { ms }) => sum + ms, 0);
  const heading = (text: string, note = ""): string =>
    `\n  ${colours.bold(text)}${note === "" ? "" : `  ${colours.dim(note)}`}`;
  return [
    heading("Seen by the trader only", "in no file, in no transaction"),
    privateText(colours, proven),
    heading("Seen by everybody", `six public inputs; the claim is ${describePredicate(proven.predicate)}`),
    statementText(colours, proven.claim.publicSignals),
    "",
    pairs(colours, [
      ["proof", `${bytes(256)} on the chain, in ${bytes(run.calldata.length / 2 - 1)} of calldata`],
      ["gas", count(submitted.receipt.gasUsed)],
      ["transaction", submitted.receipt.hash],
    ]),
    "",
    ...submitted.claims.map((claim) => heldText(colours, claim)),
    heading("It never saw"),
    ...NEVER_SEEN.map((what) => `  ${colours.dim("–")} ${what}`),
    heading("Refused"),
    table(
      colours,
      [{ title: "attempt" }, { title: "by" }, { title: "where" }],
      [
        [
          `claim after BTC fell from ${grouped(prices.before)} to ${grouped(prices.after)}`,
          "model",
          `exit code ${fall.exitCode}, ${fall.details.at(-1)?.replace(/ +/g, " ") ?? fall.message}`,
        ],
        ...attempts.map(({ what, by }) => [`witness: ${what}`, "circuit", by]),
        [`claim: ${changed.what}`, "verifier", changed.verifier.join(", ")],
        ["", "contract", changed.contract],
      ],
    ),
    "",
    `  ${colours.green("✔")} ${colours.bold("done")} in ${seconds(total)}`,
    heading("Play on"),
    ...commandLines(colours, next),
  ].join("\n");
}

export const commandLines = (colours: Colours, commands: readonly NextCommand[]): string[] =>
  commands.flatMap(({ what, command }) => [`  ${colours.dim(`# ${what}`)}`, ...wrapped(command)]);

const WIDTH = 110;

/** A long command over several lines, which a shell reads as one. Breaks before options only. */
function wrapped(command: string): string[] {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--\w)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < WIDTH) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(lines.length === 0 ? `  ${part}` : `      ${part}`);
  }
  return lines.map((line, k) => (k < lines.length - 1 ? `${line} \\` : line));
}
