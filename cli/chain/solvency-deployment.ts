import { ContractFactory, keccak256, type Signer } from "ethers";
import type { AttestationDeployment } from "../../verifier-contracts/client/formats/attestation-deployment.ts";
import { ReserveRegistry } from "../../verifier-contracts/client/reserve-registry.ts";
import { ReviewRegistry } from "../../verifier-contracts/client/review-registry.ts";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import { TableRegistry } from "../../verifier-contracts/client/table-registry.ts";
import { contractArtifact, type DeployedName } from "./contracts.ts";
import type { Deployed } from "./deployment.ts";
import { mined } from "./mined.ts";
import type { Node } from "./rpc.ts";

export interface SolvencyContracts {
  readonly tables: TableRegistry;
  readonly reserves: ReserveRegistry;
  readonly reviews: ReviewRegistry;
  readonly attestations: SolvencyAttestations;
}

/**
 * Deploys what attestations of whole venues need besides the registries, and the router, that claims use too.
 * @param admin administers the attestations
 */
export async function deploySolvency(
  { venues, markets, router }: Pick<Deployed, "venues" | "markets" | "router">,
  admin: string,
  deployer: Signer,
): Promise<SolvencyContracts> {
  const create = (name: DeployedName, ...args: readonly unknown[]) => deployContract(deployer, name, args);
  const tables = await create("TableRegistry", markets.address);
  const reserves = await create("ReserveRegistry");
  const reviews = await create("ReviewRegistry", markets.address);
  const others = [venues.address, tables, reserves, reviews, router.address];
  const attestations = await create("SolvencyAttestations", admin, ...others);
  return {
    tables: new TableRegistry(tables, deployer),
    reserves: new ReserveRegistry(reserves, deployer),
    reviews: new ReviewRegistry(reviews, deployer),
    attestations: new SolvencyAttestations(attestations, deployer),
  };
}

/** @returns its address */
export async function deployContract(
  deployer: Signer,
  name: DeployedName,
  args: readonly unknown[],
): Promise<string> {
  const { abi, bytecode } = await contractArtifact(name);
  const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
  const sent = contract.deploymentTransaction();
  if (sent === null) throw new Error("a deployment without a transaction");
  await mined(sent);
  return contract.getAddress();
}

/** What is written down of them, for everyone to check. */
export async function describeSolvency(
  { tables, reserves, reviews, attestations }: SolvencyContracts,
  { venues, markets, router }: Pick<Deployed, "venues" | "markets" | "router">,
  admin: string,
  { provider, chainId }: Pick<Node, "provider" | "chainId">,
): Promise<AttestationDeployment> {
  const latest = await provider.getBlockNumber();
  const described = async ({ address }: { readonly address: string }) => ({
    address,
    codeHash: keccak256(await provider.getCode(address)),
    block: await creationBlock(provider, address, latest),
  });
  return {
    chainId,
    venues: venues.address,
    markets: markets.address,
    router: router.address,
    admin,
    contracts: {
      tableRegistry: await described(tables),
      reserveRegistry: await described(reserves),
      reviewRegistry: await described(reviews),
      solvencyAttestations: await described(attestations),
    },
  };
}

/** The first block after which there is code at an address. */
async function creationBlock(provider: Node["provider"], address: string, latest: number): Promise<number> {
  let [without, withCode] = [-1, latest];
  while (withCode - without > 1) {
    const middle = Math.floor((without + withCode) / 2);
    if ((await provider.getCode(address, middle)) === "0x") without = middle;
    else withCode = middle;
  }
  return withCode;
}
