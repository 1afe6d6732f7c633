import type { ExitCode } from "../exit-codes.ts";
import { cleanUpAtExit } from "../lifecycle.ts";
import { type Colours, coloursFor } from "./colours.ts";
import { newProgress, type Progress } from "./progress.ts";
import { writeStderr, writeStdout } from "./write.ts";

/** What a command has to say: to a script, and to a person. */
export interface Result {
  /** The one object of --json. Amounts are decimal strings. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The object is the last of several, one a line. */
  readonly asLine?: boolean;
  /** Built only when it is shown; absent where all has been said on the way. */
  readonly text?: (screen: Screen) => string;
  readonly exitCode?: ExitCode;
  /** What goes on once the result is shown. */
  readonly afterwards?: () => Promise<void>;
}

/**
 * Where a command talks to. People read stdout; with --json stdout holds the one object, and everything that is said
 * on the way goes to stderr.
 */
export class Screen {
  readonly json: boolean;
  readonly colours: Colours;
  readonly progress: Progress;

  constructor(json: boolean) {
    this.json = json;
    this.colours = coloursFor(json ? process.stderr : process.stdout);
    this.progress = newProgress();
    cleanUpAtExit(() => this.progress.stop()); // or an interrupted bar leaves the terminal without a cursor
  }

  /** A line on the way to the result. */
  say(line = ""): void {
    this.progress.stop();
    if (this.json) writeStderr(`${line}\n`);
    else writeStdout(`${line}\n`);
  }

  /** Something to know that is no failure. */
  warn(line: string): void {
    this.progress.stop();
    writeStderr(`${coloursFor(process.stderr).yellow("warning:")} ${line}\n`);
  }

  /** Why the command will not exit with 0 although it ran to its end. */
  fail(message: string): void {
    this.progress.stop();
    writeStderr(`${coloursFor(process.stderr).red("error:")} ${message}\n`);
  }

  finish(result: Result): void {
    this.progress.stop();
    if (this.json) writeStdout(`${JSON.stringify(result.json, null, result.asLine === true ? 0 : 2)}\n`);
    else if (result.text !== undefined) writeStdout(`${result.text(this)}\n`);
  }
}
