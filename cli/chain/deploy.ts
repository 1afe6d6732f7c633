import { ContractFactory, type Signer } from "ethers";
import type { Circuit } from "../../prover/index.ts";
import { verifierName } from "../../prover/keys/setup.ts";
import { contractArtifact } from "./contracts.ts";
import { MarginClaims } from "./margin-claims.ts";

export interface Deployed {
  readonly claims: MarginClaims;
  readonly verifier: string;
}

/** Deploys a circuit's verifier and a MarginClaims that relies on it. */
export async function deployClaims(
  circuit: Circuit,
  owner: Signer,
  lifetimeSeconds: number,
): Promise<Deployed> {
  const name = verifierName(circuit);
  const verifier = await deploy(`generated/${name}.sol`, name, owner, []);
  const args = [verifier, lifetimeSeconds, await owner.getAddress()];
  return {
    claims: new MarginClaims(await deploy("claims/MarginClaims.sol", "MarginClaims", owner, args), owner),
    verifier,
  };
}

async function deploy(path: string, name: string, owner: Signer, args: readonly unknown[]): Promise<string> {
  const { abi, bytecode } = await contractArtifact(path, name);
  const contract = await new ContractFactory(abi, bytecode, owner).deploy(...args);
  await contract.waitForDeployment();
  return contract.getAddress();
}
