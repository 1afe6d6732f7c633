import { ContractFactory, HDNodeWallet } from "ethers";
import type { VerifierArtefacts } from "../../prover/index.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { signConsent } from "../../verifier-contracts/client/typed-data.ts";
import { activateSoon } from "../chain/activation.ts";
import { buildContracts, contractArtifact } from "../chain/contracts.ts";
import { type Deployed, deploySystem } from "../chain/deployment.ts";
import { mined } from "../chain/mined.ts";
import { type LocalNode, startNode } from "../chain/node.ts";
import { deploySolvency, type SolvencyContracts } from "../chain/solvency-deployment.ts";

/** Public test accounts of every Hardhat node: nothing secret, and worth nothing. */
const TEST_PHRASE = "test test test test test test test test test test test junk";

/** Who plays whom, by the number of the test account. */
const CAST = {
  deployer: 0,
  attestor: 2,
  firstSigner: 3,
  secondSigner: 4,
  hot: 6,
  cold: 7,
  elsewhere: 8,
} as const;

const DAY = 86_400n;

export interface ExchangeChain {
  readonly node: LocalNode;
  readonly contracts: Pick<Deployed, "venues" | "markets" | "router"> & SolvencyContracts;
  readonly account: (who: keyof typeof CAST) => HDNodeWallet;
  /** Of venue and market. */
  readonly name: string;
  /** The time of the latest block, from which on the keys of venue and market count. */
  readonly now: number;
}

/** A node of our own with the contracts, a verifier of totals, a venue, and a market of two signers. */
export async function openExchangeChain(venue: string, totalKey: VerifierArtefacts): Promise<ExchangeChain> {
  await buildContracts();
  const node = await startNode();
  const account = (who: keyof typeof CAST): HDNodeWallet =>
    HDNodeWallet.fromPhrase(TEST_PHRASE, "", `m/44'/60'/0'/0/${CAST[who]}`).connect(node.provider);
  const [deployer, attestor] = [account("deployer"), account("attestor")];
  const admin = deployer.address;
  const roles = { admin, registrar: admin, guardian: admin, manager: admin };
  const plan = { chainId: node.chainId, ...roles, routerDelay: 1n, signerDelay: 1n, keys: [totalKey] };
  const { venues, markets, router } = await deploySystem(plan, deployer, () => {});
  await activateSoon(router, totalKey.keyDigest, 10);
  const solvency = await deploySolvency({ venues, markets, router }, admin, deployer);

  const name = nameToBytes32(venue);
  await mined(await venues.registerVenue(name, admin));
  const start = await latestTime(node);
  const notAfter = start + 365n * DAY;
  const consent = { venue: name, attestor: attestor.address, notBefore: start, notAfter };
  const place = { chainId: node.chainId, registry: venues.address };
  await mined(await venues.addAttestor(consent, await signConsent(attestor, place, consent)));
  const signers = [account("firstSigner").address, account("secondSigner").address];
  await mined(await markets.openMarket({ market: name, admin, threshold: 2n, signers, notAfter }));
  const now = Number(await latestTime(node));
  return { node, contracts: { venues, markets, router, ...solvency }, account, name, now };
}

/** A token whose whole supply belongs to an account of the cast. */
export async function deployToken(
  owner: HDNodeWallet,
  name: string,
  decimals: number,
  supply: bigint,
): Promise<string> {
  const { abi, bytecode } = await contractArtifact("QuickstartToken");
  const token = await new ContractFactory(abi, bytecode, owner).deploy(name, decimals, supply);
  await token.waitForDeployment();
  return token.getAddress();
}

async function latestTime({ provider }: LocalNode): Promise<bigint> {
  const block = await provider.getBlock("latest");
  return BigInt(block?.timestamp ?? 0);
}
