import { HDNodeWallet, ZeroHash, zeroPadValue } from "ethers";
import {
  type FieldElement,
  MEETS_MAINTENANCE,
  packPredicate,
  type VerifierArtefacts,
} from "../../prover/index.ts";
import { writeDeployment } from "../../verifier-contracts/client/formats/deployment.ts";
import type { Policy } from "../../verifier-contracts/client/margin-claims.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { signConsent } from "../../verifier-contracts/client/typed-data.ts";
import { activateSoon } from "../chain/activation.ts";
import { deploySystem } from "../chain/deployment.ts";
import { mined } from "../chain/mined.ts";
import { type LocalNode, startNode } from "../chain/node.ts";
import type { Contracts } from "../chain/place.ts";
import { makeFolder } from "../files.ts";
import type { Folder } from "./folder.ts";

/** Public test accounts of every Hardhat node: nothing secret, and worth nothing. */
const TEST_PHRASE = "test test test test test test test test test test test junk";

/** Who plays whom, by the number of the test account. */
const CAST = { deployer: 0, trader: 1, attestor: 2, firstSigner: 3, secondSigner: 4, consumer: 5 } as const;

const DAY = 86_400n;

export interface QuickstartChain {
  readonly node: LocalNode;
  /** Connected to the trader. */
  readonly contracts: Contracts;
  readonly verifier: string;
  readonly deploymentFile: string;
  readonly policy: Policy;
  /** The consumer's, and a second one to play with. */
  readonly scope: FieldElement;
  readonly secondScope: FieldElement;
  readonly account: (who: keyof typeof CAST) => HDNodeWallet;
  /** The time of the latest block, from which on the keys of venue and market count. */
  readonly now: number;
}

/** A node of our own with the contracts, a venue, a market of two signers, and a consumer's scope. */
export async function openChain(
  folder: Folder,
  key: VerifierArtefacts,
  venueName: string,
): Promise<QuickstartChain> {
  const node = await startNode();
  const account = (who: keyof typeof CAST): HDNodeWallet =>
    HDNodeWallet.fromPhrase(TEST_PHRASE, "", `m/44'/60'/0'/0/${CAST[who]}`).connect(node.provider);
  const [deployer, trader, attestor] = [account("deployer"), account("trader"), account("attestor")];
  const admin = deployer.address;
  const delays = { routerDelay: 1n, signerDelay: 1n };
  const roles = { admin, registrar: admin, guardian: admin, manager: admin };
  const plan = { chainId: node.chainId, ...roles, ...delays, keys: [key] };
  const { deployment, venues, markets, router, claims } = await deploySystem(plan, deployer, () => {});
  await makeFolder(folder.at("deployments"));
  const deploymentFile = folder.at("deployments", `${node.chainId}.json`);
  await writeDeployment(deploymentFile, deployment);
  await activateSoon(router, key.keyDigest, 10);

  const name = nameToBytes32(venueName);
  await mined(await venues.registerVenue(name, admin));
  const start = await latestTime(node);
  const consent = { venue: name, attestor: attestor.address, notBefore: start, notAfter: start + 365n * DAY };
  const place = { chainId: node.chainId, registry: venues.address };
  await mined(await venues.addAttestor(consent, await signConsent(attestor, place, consent)));
  const signers = [account("firstSigner").address, account("secondSigner").address];
  const window = { threshold: 2n, signers, notAfter: start + 365n * DAY };
  await mined(await markets.openMarket({ market: name, admin, ...window }));

  const policy: Policy = {
    venue: name,
    market: name,
    family: nameToBytes32(key.circuit.family),
    maxAccountsAge: DAY,
    maxMarketAge: DAY,
  };
  const consumer = claims.as(account("consumer"));
  const [scope, secondScope] = await Promise.all(
    [ZeroHash, zeroPadValue("0x01", 32)].map((salt) =>
      consumer.scopeIdOf(account("consumer").address, policy, salt),
    ),
  );
  await mined(await consumer.openScope(policy, [packPredicate(MEETS_MAINTENANCE)], ZeroHash));
  await mined(await consumer.openScope(policy, [packPredicate(MEETS_MAINTENANCE)], zeroPadValue("0x01", 32)));
  return {
    node,
    contracts: { venues, markets, router, claims: claims.as(trader) },
    verifier: deployment.routes[0]?.verifier.address ?? "",
    deploymentFile,
    policy,
    scope: (scope ?? 0n) as FieldElement,
    secondScope: (secondScope ?? 0n) as FieldElement,
    account,
    now: Number(await latestTime(node)),
  };
}

async function latestTime({ provider }: LocalNode): Promise<bigint> {
  const block = await provider.getBlock("latest");
  return BigInt(block?.timestamp ?? 0);
}
