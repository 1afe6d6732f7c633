import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RandomClaim } from "./random-margin.ts";

/** What reference model and circuit say about a claim. */
export interface Verdict {
  /** The model's, in 1e-29 USD. */
  readonly slack: bigint;
  /** The circuit's words, null where it accepts. */
  readonly refusal: string | null;
  /** Some holding is in a second or later bracket. */
  readonly tiered: boolean;
}

export interface Judge {
  judge(claim: RandomClaim): Promise<Verdict>;
  close(): void;
}

/** A process that decides one claim at a time: a witness is 75 ms of computing, and a property wants a thousand. */
export function judge(): Judge {
  const child = fork(fileURLToPath(new URL("verdict-process.ts", import.meta.url)), {
    execArgv: [],
    serialization: "advanced",
  });
  let settle: { resolve(verdict: Verdict): void; reject(error: Error): void } | undefined;
  child.on("message", (verdict) => settle?.resolve(verdict as Verdict));
  child.on("exit", (code) => settle?.reject(new Error(`the judge exited with ${code}`)));
  return {
    judge: (claim) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        child.send(claim);
      }),
    close: () => void child.kill(),
  };
}
