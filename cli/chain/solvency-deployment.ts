import { ContractFactory, keccak256, type Signer } from "ethers";
import type { AttestationDeployment } from "../../verifier-contracts/client/formats/attestation-deployment.ts";
import { ReserveRegistry } from "../../verifier-contracts/client/reserve-registry.ts";
import { ReviewRegistry } from "../../verifier-contracts/client/review-registry.ts";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import { TableRegistry } from "../../verifier-contracts/client/table-registry.ts";
import { contractArtifact, type DeployedName } from "./contracts.ts";
import type { Deployed } from "./deployment.ts";
import { mined } from "./mined.ts";

export interface SolvencyContracts {
  readonly tables: TableRegistry;
  readonly reserves: ReserveRegistry;
  readonly reviews: ReviewRegistry;
  readonly attestations: SolvencyAttestations;
}

export interface DeployedSolvency extends SolvencyContracts {
  /** What is written down of them. */
  readonly deployment: Omit<AttestationDeployment, "chainId">;
}

/**
 * Deploys what attestations of whole venues need besides the registries, and the router, that claims use too.
 * @param admin administers the attestations
 * @param onStep told of each contract when it is mined
 */
export async function deploySolvency(
  { venues, markets, router }: Pick<Deployed, "venues" | "markets" | "router">,
  admin: string,
  deployer: Signer,
  onStep: (what: string) => void = () => {},
): Promise<DeployedSolvency> {
  const create = async (name: DeployedName, ...args: readonly unknown[]) => {
    const { abi, bytecode } = await contractArtifact(name);
    const contract = await new ContractFactory(abi, bytecode, deployer).deploy(...args);
    const sent = contract.deploymentTransaction();
    if (sent === null) throw new Error("a deployment without a transaction");
    const { blockNumber } = await mined(sent);
    const address = await contract.getAddress();
    const code = (await deployer.provider?.getCode(address)) ?? "0x";
    onStep(`${name} at ${address}`);
    return { address, codeHash: keccak256(code), block: blockNumber };
  };
  const tableRegistry = await create("TableRegistry", markets.address);
  const reserveRegistry = await create("ReserveRegistry");
  const reviewRegistry = await create("ReviewRegistry", markets.address);
  const others = [tableRegistry, reserveRegistry, reviewRegistry].map(({ address }) => address);
  const solvencyAttestations = await create(
    "SolvencyAttestations",
    admin,
    venues.address,
    ...others,
    router.address,
  );
  return {
    tables: new TableRegistry(tableRegistry.address, deployer),
    reserves: new ReserveRegistry(reserveRegistry.address, deployer),
    reviews: new ReviewRegistry(reviewRegistry.address, deployer),
    attestations: new SolvencyAttestations(solvencyAttestations.address, deployer),
    deployment: {
      venues: venues.address,
      markets: markets.address,
      router: router.address,
      admin,
      contracts: { tableRegistry, reserveRegistry, reviewRegistry, solvencyAttestations },
      roles: { DEFAULT_ADMIN_ROLE: [admin], GUARDIAN_ROLE: [] },
    },
  };
}
