import { InputError } from "../../prover/index.ts";
import type { ContractClient } from "../../verifier-contracts/client/contract-client.ts";
import type { RegistryPlace } from "../../verifier-contracts/client/typed-data.ts";

/** @throws InputError when what a file holds was signed for another registry or chain (T-20) */
export async function assertPlace(
  file: string,
  signed: RegistryPlace,
  registry: Pick<ContractClient, "place">,
): Promise<void> {
  const here = await registry.place();
  if (signed.chainId !== here.chainId) {
    const rule = `was signed for another chain; this one is ${here.chainId}`;
    throw new InputError({ source: file, field: "chainId", value: signed.chainId.toString(), rule });
  }
  if (signed.registry === here.registry) return;
  const rule = `was signed for another registry; this one is ${here.registry}`;
  throw new InputError({ source: file, field: "registry", value: signed.registry, rule });
}
