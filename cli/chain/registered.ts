import { EnvironmentError } from "../../prover/index.ts";
import type { AttestationRegistry } from "../../verifier-contracts/client/attestation-registry.ts";

/** @throws EnvironmentError when a venue or market is not registered: there is nothing to show */
export async function assertRegistered(
  registry: AttestationRegistry,
  kind: "venue" | "market",
  name: string,
  subject: string,
): Promise<void> {
  if (await registry.isRegistered(subject)) return;
  throw new EnvironmentError(`no ${kind} ${JSON.stringify(name)} is registered at ${registry.address}`);
}
