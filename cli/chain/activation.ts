import { setTimeout as sleep } from "node:timers/promises";
import { ContractRefusal } from "../../verifier-contracts/client/refusal.ts";
import type { VerifierRouter } from "../../verifier-contracts/client/verifier-router.ts";
import { mined } from "./mined.ts";

const PAUSE_MS = 500;

/** Activates a verifier whose delay is over within `patienceSeconds`. For delays of seconds: local chains. */
export async function activateSoon(
  router: VerifierRouter,
  digest: string,
  patienceSeconds: number,
): Promise<void> {
  const patience = performance.now() + patienceSeconds * 1000;
  for (;;) {
    try {
      await mined(await router.activate(digest));
      return;
    } catch (error) {
      const early = error instanceof ContractRefusal && error.errorName === "DelayNotOver";
      if (!early || performance.now() > patience) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
