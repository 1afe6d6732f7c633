import { spawn } from "node:child_process";
import { basename } from "node:path";
import { EnvironmentError } from "../domain/errors.ts";

export interface ProgramLimits {
  readonly timeoutMs: number;
  /** Ends the program when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program that knows secrets: without a shell, without input, and what it prints is dropped.
 *
 * @throws EnvironmentError when it cannot be started, fails, is killed, or takes too long
 */
export async function runProgram(
  executable: string,
  args: readonly string[],
  { timeoutMs, signal }: ProgramLimits,
): Promise<void> {
  const name = basename(executable);
  if (signal.aborted) throw new EnvironmentError(`${name}: the prover was closed`);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(executable, args, { stdio: "ignore" });
  let reason: string | undefined;
  const end = (why: string): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const onAbort = (): void => end("the prover was closed");
  const onExit = (): void => end("the process ended");
  const timer = setTimeout(() => end(`no proof within ${timeoutMs / 1000} s; it was ended`), timeoutMs);
  signal.addEventListener("abort", onAbort);
  process.once("exit", onExit);
  child.once("error", (cause: NodeJS.ErrnoException) =>
    reject(new EnvironmentError(`${name} cannot be started: ${cause.code}`, { cause })),
  );
  child.once("close", (code, killed) => {
    if (code === 0 && reason === undefined) resolve();
    else
      reject(
        new EnvironmentError(`${name}: ${reason ?? (killed ? `ended by ${killed}` : `exit code ${code}`)}`),
      );
  });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    process.off("exit", onExit);
  }
}
