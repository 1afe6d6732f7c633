import { join } from "node:path";
import { type Command, Option } from "commander";
import type { ContractRunner } from "ethers";
import { EnvironmentError, InputError } from "../../prover/index.ts";
import { readDeployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { MarginClaims } from "../../verifier-contracts/client/margin-claims.ts";
import { MarketRegistry } from "../../verifier-contracts/client/market-registry.ts";
import type { RegistryPlace } from "../../verifier-contracts/client/typed-data.ts";
import { VenueRegistry } from "../../verifier-contracts/client/venue-registry.ts";
import { VerifierRouter } from "../../verifier-contracts/client/verifier-router.ts";
import { exists } from "../files.ts";
import { address, option, wholeNumber } from "../options.ts";
import { asking, connect, type Node } from "./rpc.ts";

/** Where the contracts are: a node, and a deployment file or the address of MarginClaims, which knows the others. */
export interface PlaceOptions {
  readonly rpc: string;
  readonly deployment?: string;
  readonly claims?: string;
}

export interface Contracts {
  readonly venues: VenueRegistry;
  readonly markets: MarketRegistry;
  readonly router: VerifierRouter;
  readonly claims: MarginClaims;
}

export interface Place {
  readonly node: Node;
  readonly contracts: (runner: ContractRunner) => Contracts;
}

export const deploymentFile = (folder: string, chainId: bigint): string => join(folder, `${chainId}.json`);

export function withPlace(command: Command): Command {
  return command
    .requiredOption("--rpc <url>", "JSON-RPC of a node of the chain")
    .option("--deployment <file>", "what `solvency deploy` wrote (default: deployments/<chain id>.json)")
    .addOption(
      new Option("--claims <address>", "the MarginClaims contract, in place of a deployment file").conflicts(
        "deployment",
      ),
    );
}

/** @throws InputError when neither tells where the contracts are, EnvironmentError when they are elsewhere */
export async function placeOf(options: PlaceOptions): Promise<Place> {
  const node = await connect(options.rpc);
  const addresses = await asking(node.shownUrl, () => addressesOf(options, node));
  return {
    node,
    contracts: (runner) => ({
      venues: new VenueRegistry(addresses.venues, runner),
      markets: new MarketRegistry(addresses.markets, runner),
      router: new VerifierRouter(addresses.router, runner),
      claims: new MarginClaims(addresses.claims, runner),
    }),
  };
}

type Addresses = Readonly<Record<keyof Contracts, string>>;

async function addressesOf(options: PlaceOptions, { provider, chainId }: Node): Promise<Addresses> {
  if (options.claims !== undefined) {
    const claims = option("--claims", options.claims, address);
    await assertContract(claims, provider);
    const contract = new MarginClaims(claims, provider);
    const [venues, markets, router] = await Promise.all([
      contract.venues(),
      contract.markets(),
      contract.router(),
    ]);
    return { venues, markets, router, claims };
  }
  const file = options.deployment ?? deploymentFile("deployments", chainId);
  if (options.deployment === undefined && !(await exists(file))) {
    throw new InputError({
      field: "--deployment",
      rule: `is needed, as there is no ${file}: give it, or --claims with the address of MarginClaims`,
    });
  }
  const deployment = await readDeployment(file);
  if (deployment.chainId !== chainId) {
    throw new EnvironmentError(`${file} is of chain ${deployment.chainId}, the node's is ${chainId}`);
  }
  const { venueRegistry, marketRegistry, verifierRouter, marginClaims } = deployment.contracts;
  await assertContract(marginClaims.address, provider);
  return {
    venues: venueRegistry.address,
    markets: marketRegistry.address,
    router: verifierRouter.address,
    claims: marginClaims.address,
  };
}

async function assertContract(at: string, provider: Node["provider"]): Promise<void> {
  if ((await provider.getCode(at)) !== "0x") return;
  throw new EnvironmentError(`there is no contract at ${at} on this chain`, {
    details: ["Is it another chain's address, or was the local node started anew?"],
  });
}

/** For signing without a node. */
export interface RegistryOptions {
  readonly deployment?: string;
  readonly chainId?: string;
  readonly registry?: string;
}

export function withRegistry(command: Command, name: string): Command {
  return command
    .option("--deployment <file>", "what `solvency deploy` wrote: chain and registry")
    .option("--chain-id <n>", "in place of a deployment file: the chain")
    .option("--registry <address>", `in place of a deployment file: the ${name}`);
}

/** Where a signature is to count. */
export async function registryOf(
  options: RegistryOptions,
  which: "venueRegistry" | "marketRegistry",
): Promise<RegistryPlace> {
  if (options.deployment !== undefined) {
    const { chainId, contracts } = await readDeployment(options.deployment);
    return { chainId, registry: contracts[which].address };
  }
  if (options.chainId === undefined || options.registry === undefined) {
    throw new InputError({
      field: "--deployment",
      rule: "is needed, or both --chain-id and --registry: a signature counts at one registry on one chain",
    });
  }
  return {
    chainId: option("--chain-id", options.chainId, wholeNumber(1n)),
    registry: option("--registry", options.registry, address),
  };
}
