import {
  EnvironmentError,
  InputError,
  InvalidProofError,
  NotProvableError,
  RuleError,
  SolvencyError,
  UnsafeKeyError,
} from "../prover/index.ts";
import { revertLines, revertOf } from "./chain/revert.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** An error as the user gets it. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** Stable, for scripts. */
  readonly code: string;
  readonly message: string;
  /** What was received, what is expected, a way out. */
  readonly details: readonly string[];
}

/** The one place where errors become exit codes. */
export function failureOf(error: unknown): Failure {
  if (error instanceof SolvencyError) {
    const { code, message, details } = error;
    return { exitCode: exitCodeOf(error), code, message, details };
  }
  if (error instanceof RuleError) {
    return { exitCode: EXIT.badInput, code: "bad-input", message: error.message, details: [] };
  }
  const revert = revertOf(error);
  if (revert !== undefined) {
    const message = `the contract refuses: ${revert.name}`;
    return { exitCode: EXIT.invalid, code: "refused", message, details: revertLines(revert) };
  }
  const system = systemMessage(error);
  if (system !== undefined) {
    return { exitCode: EXIT.environment, code: "environment", message: system, details: [] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: EXIT.environment,
    code: "internal",
    message: `internal error: ${message.split("\n")[0] ?? ""}`,
    details: [
      "This is a fault of the program, not of your input.",
      "For the trace, run the same command with SOLVENCY_DEBUG=1.",
    ],
  };
}

function exitCodeOf(error: SolvencyError): ExitCode {
  if (error instanceof InvalidProofError) return EXIT.invalid;
  if (error instanceof InputError) return EXIT.badInput;
  if (error instanceof NotProvableError) return EXIT.notProvable;
  if (error instanceof EnvironmentError || error instanceof UnsafeKeyError) return EXIT.environment;
  return EXIT.environment;
}

const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "no such file or folder",
  EEXIST: "it exists already",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
  EMFILE: "too many open files",
};

/** Failures of the operating system, in words. */
function systemMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : SYSTEM[code];
  if (reason === undefined) return undefined;
  return path === undefined ? reason : `cannot use ${path}: ${reason}`;
}
