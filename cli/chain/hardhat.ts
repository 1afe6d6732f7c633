import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { EnvironmentError } from "../../prover/index.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { cleanUpAtExit } from "../lifecycle.ts";

type HardhatProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs a Hardhat task of this project in a process of its own, which ends with this one at the latest.
 */
export function hardhat(args: readonly string[]): {
  readonly child: HardhatProcess;
  readonly stop: () => void;
} {
  const folder = packageFolder();
  // In a .ts run the preload is TypeScript, in a built package JavaScript.
  const preload = new URL(import.meta.url.replace(/hardhat\.(ts|js)$/, "exit-with-parent.$1"));
  const child = spawn(process.execPath, ["--import", preload.href, hardhatExecutable(), ...args], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...withoutSecrets(process.env), HARDHAT_DISABLE_TELEMETRY: "true", NO_COLOR: "1" },
  });
  const stop = cleanUpAtExit(() => child.kill("SIGTERM"));
  return { child, stop };
}

/** Runs a task to its end. */
export async function hardhatTask(args: readonly string[], purpose: string): Promise<void> {
  const { child, stop } = hardhat(args);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => (said += data.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  stop();
  if (code === 0) return;
  throw new EnvironmentError(`Hardhat could not ${purpose} (exit code ${code})`, {
    details: lastLines(said),
  });
}

export const lastLines = (text: string): string[] => text.trim().split("\n").slice(-12);

/**
 * Hardhat's command of this project.
 * @throws EnvironmentError where it is not installed: outside a clone
 */
export function hardhatExecutable(): string {
  try {
    const require = createRequire(join(packageFolder(), "package.json"));
    return join(dirname(require.resolve("hardhat/package.json")), "dist", "src", "cli.js");
  } catch (cause) {
    throw new EnvironmentError("Hardhat is not installed here", {
      details: ["This needs a clone of the repository: run npm ci there first."],
      cause,
    });
  }
}

/** The child has no use for a private key that stands in the environment. */
function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/PRIVATE|SECRET|PASSWORD/i.test(name)));
}
