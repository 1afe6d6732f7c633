import { ContractFactory, keccak256, type Signer } from "ethers";
import { EnvironmentError, type VerifierArtefacts } from "../../prover/index.ts";
import { solidityKey } from "../../prover/keys/solidity-key.ts";
import {
  type AccessControlled,
  ROLES,
  type RoleName,
} from "../../verifier-contracts/client/access-controlled.ts";
import type { Deployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { MarginClaims } from "../../verifier-contracts/client/margin-claims.ts";
import { MarketRegistry } from "../../verifier-contracts/client/market-registry.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { VenueRegistry } from "../../verifier-contracts/client/venue-registry.ts";
import { VerifierRouter } from "../../verifier-contracts/client/verifier-router.ts";
import { contractArtifact, type DeployedName } from "./contracts.ts";
import { mined } from "./mined.ts";

/** Who gets which role, and how long changes are announced. Delays in seconds. */
export interface DeploymentPlan {
  readonly chainId: bigint;
  readonly admin: string;
  readonly registrar: string;
  readonly guardian: string;
  readonly manager: string;
  readonly routerDelay: bigint;
  readonly signerDelay: bigint;
  readonly keys: readonly VerifierArtefacts[];
}

export interface Deployed {
  readonly deployment: Deployment;
  readonly venues: VenueRegistry;
  readonly markets: MarketRegistry;
  readonly router: VerifierRouter;
  readonly claims: MarginClaims;
}

/**
 * Deploys registries, router, verifiers and claims, proposes the verifiers, and hands every role over. The deployer
 * keeps none, unless the plan names it.
 *
 * @param onStep told of each transaction when it is mined
 */
export async function deploySystem(
  plan: DeploymentPlan,
  deployer: Signer,
  onStep: (what: string) => void,
): Promise<Deployed> {
  const self = await deployer.getAddress();
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

  const venueRegistry = await create("VenueRegistry", self);
  const marketRegistry = await create("MarketRegistry", self, venueRegistry.address, plan.signerDelay);
  const verifierRouter = await create("VerifierRouter", plan.routerDelay, self);
  const verifiers = [];
  for (const key of plan.keys) {
    verifiers.push(await create("Groth16ProofVerifier", solidityKey(key.verificationKey)));
  }
  const marginClaims = await create(
    "MarginClaims",
    self,
    venueRegistry.address,
    marketRegistry.address,
    verifierRouter.address,
  );
  const venues = new VenueRegistry(venueRegistry.address, deployer);
  const markets = new MarketRegistry(marketRegistry.address, deployer);
  const router = new VerifierRouter(verifierRouter.address, deployer);
  const claims = new MarginClaims(marginClaims.address, deployer);

  await mined(await router.grantRole(ROLES.MANAGER_ROLE, self));
  const routes: Deployment["routes"] = [];
  for (const [k, key] of plan.keys.entries()) {
    const verifier = verifiers[k];
    if (verifier === undefined) throw new Error("a key without a verifier");
    const { keyDigest, circuit, manifest } = key;
    const names = [nameToBytes32(circuit.family), nameToBytes32(circuit.id)] as const;
    await mined(await router.propose(keyDigest, verifier.address, ...names));
    onStep(`${circuit.id} proposed`);
    routes.push({
      keyDigest,
      verifier: { ...verifier, constructorArguments: { keyDigest } },
      family: circuit.family,
      circuit: circuit.id,
      setup: manifest.setup.kind,
    });
  }

  const { admin, registrar, guardian, manager } = plan;
  const registryRoles = { REGISTRAR_ROLE: registrar, GUARDIAN_ROLE: guardian };
  await handOver(venues, self, admin, registryRoles);
  await handOver(markets, self, admin, registryRoles);
  await handOver(router, self, admin, { MANAGER_ROLE: manager, GUARDIAN_ROLE: guardian });
  await handOver(claims, self, admin, { GUARDIAN_ROLE: guardian });
  onStep("roles handed over");

  const registryHolders = {
    DEFAULT_ADMIN_ROLE: [admin],
    REGISTRAR_ROLE: [registrar],
    GUARDIAN_ROLE: [guardian],
  };
  const deployment: Deployment = {
    chainId: plan.chainId,
    contracts: {
      venueRegistry: { ...venueRegistry, constructorArguments: { admin: self } },
      marketRegistry: {
        ...marketRegistry,
        constructorArguments: {
          admin: self,
          venues: venueRegistry.address,
          signerDelay: plan.signerDelay,
        },
      },
      verifierRouter: { ...verifierRouter, constructorArguments: { delay: plan.routerDelay, admin: self } },
      marginClaims: {
        ...marginClaims,
        constructorArguments: {
          admin: self,
          venues: venueRegistry.address,
          markets: marketRegistry.address,
          router: verifierRouter.address,
        },
      },
    },
    routes,
    roles: {
      venueRegistry: registryHolders,
      marketRegistry: registryHolders,
      verifierRouter: {
        DEFAULT_ADMIN_ROLE: [admin],
        MANAGER_ROLE: [manager],
        GUARDIAN_ROLE: [guardian],
      },
      marginClaims: { DEFAULT_ADMIN_ROLE: [admin], GUARDIAN_ROLE: [guardian] },
    },
  };
  return { deployment, venues, markets, router, claims };
}

/** Grants roles, and takes what the deployer needed for the time of the deployment. The administrator's role last. */
async function handOver(
  contract: AccessControlled,
  self: string,
  admin: string,
  roles: Partial<Record<RoleName, string>>,
): Promise<void> {
  for (const [name, holder] of Object.entries(roles) as [RoleName, string][]) {
    const role = ROLES[name];
    if (!(await contract.hasRole(role, holder))) await mined(await contract.grantRole(role, holder));
    if (holder !== self && (await contract.hasRole(role, self))) {
      await mined(await contract.revokeRole(role, self));
    }
  }
  if (admin === self) return;
  await mined(await contract.grantRole(ROLES.DEFAULT_ADMIN_ROLE, admin));
  if (!(await contract.hasRole(ROLES.DEFAULT_ADMIN_ROLE, admin))) {
    throw new EnvironmentError(`${admin} did not get the administrator's role of ${contract.address}`);
  }
  await mined(await contract.renounceRole(ROLES.DEFAULT_ADMIN_ROLE, self));
}
