import { EXIT } from "./exit-codes.ts";

/**
 * What must not outlive the command: child processes and temporary folders. Cleaned up at the end, on failure, and
 * when the user interrupts.
 */
const cleanups = new Set<() => void>();

/** @returns a function that cleans up now */
export function cleanUpAtExit(cleanup: () => void): () => void {
  const once = (): void => {
    if (cleanups.delete(once)) cleanup();
  };
  cleanups.add(once);
  return once;
}

export function cleanUp(): void {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch {
      // One cleanup that fails must not keep the others from running.
    }
  }
}

/**
 * Every other way out: Ctrl-C and a polite kill end with the customary codes, a reader that went away (`| head`)
 * ends quietly, and an error nobody caught is reported like any other. Nothing is left behind.
 */
export function handleOtherExits(report: (error: unknown) => number): void {
  const leave = (code: number): void => {
    cleanUp();
    process.exit(code);
  };
  process.once("SIGINT", () => leave(EXIT.interrupted));
  process.once("SIGTERM", () => leave(EXIT.terminated));
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    leave(error.code === "EPIPE" ? EXIT.brokenPipe : report(error));
  });
  process.on("uncaughtException", (error) => leave(report(error)));
  process.on("unhandledRejection", (error) => leave(report(error)));
}
