import { join } from "node:path";
import { type HDNodeWallet, ZeroHash } from "ethers";
import { activateSoon } from "../../../cli/chain/activation.ts";
import { buildContracts } from "../../../cli/chain/contracts.ts";
import { type Deployed, deploySystem } from "../../../cli/chain/deployment.ts";
import { mined } from "../../../cli/chain/mined.ts";
import {
  circuitById,
  developmentSetup,
  type FieldElement,
  formatFieldElement,
  loadVerifierArtefacts,
  MarketTree,
  MEETS_MAINTENANCE,
  packPredicate,
  parsePredicate,
} from "../../../prover/index.ts";
import { writeAccountsAttestation } from "../../../verifier-contracts/client/formats/accounts-attestation.ts";
import { writeDeployment } from "../../../verifier-contracts/client/formats/deployment.ts";
import { writeMarketAttestation } from "../../../verifier-contracts/client/formats/market-attestation.ts";
import { mergeMarkets } from "../../../verifier-contracts/client/merge-markets.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signAccounts, signConsent, signMarket } from "../../../verifier-contracts/client/typed-data.ts";
import { type Anvil, startAnvil, testAccount } from "./anvil.ts";
import { solvency } from "./run.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** Who plays whom. */
export const DEPLOYER = testAccount(0);
export const TRADER = testAccount(1);
export const ATTESTOR = testAccount(2);
export const SIGNERS = [testAccount(3), testAccount(4)] as const;
export const CONSUMER = testAccount(5);
export const STRANGER = testAccount(6);

export const ONE_AND_A_HALF = parsePredicate("maintenance", "1.5", "0");

/** The contracts on anvil, with a venue, a market and a scope of two levels, at a minute after the market's time. */
export interface VenueWorld extends Deployed {
  readonly ws: Workspace;
  readonly anvil: Anvil;
  readonly deploymentFile: string;
  readonly name: string;
  readonly scope: FieldElement;
  /** Attestations of the workspace's epoch and market, as files. */
  readonly accountsFile: string;
  readonly marketFile: string;
  /** Runs a command with a key in the environment. */
  readonly as: (who: HDNodeWallet, args: readonly string[]) => ReturnType<typeof solvency>;
  /** Makes a claim for the world's contract and scope, and returns its folder. */
  readonly prove: (folder: string, ...more: string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** The end of the windows of all keys. */
export const WINDOW_END = 1_900_000_000n;

export async function venueWorld(): Promise<VenueWorld> {
  const ws = await workspace();
  const { asOf, venue } = ws.market;
  await buildContracts();
  const key = await loadVerifierArtefacts(await developmentSetup(circuitById("margin-standard-8")));
  const anvil = await startAnvil({ timestamp: asOf - 600 });
  const deployer = DEPLOYER.connect(anvil.provider);
  const admin = deployer.address;
  const plan = {
    ...{ chainId: 31337n, admin, registrar: admin, guardian: admin, manager: admin },
    ...{ routerDelay: 1n, signerDelay: 60n, keys: [key] },
  };
  const deployed = await deploySystem(plan, deployer, () => {});
  const deploymentFile = ws.at("31337.json");
  await writeDeployment(deploymentFile, deployed.deployment);
  await anvil.request("evm_increaseTime", 5);
  await activateSoon(deployed.router, key.keyDigest, 30);

  const { venues, markets, claims } = deployed;
  const name = nameToBytes32(venue);
  await mined(await venues.registerVenue(name, admin));
  const consent = { venue: name, attestor: ATTESTOR.address, notBefore: 1n, notAfter: WINDOW_END };
  const atVenues = { chainId: 31337n, registry: venues.address };
  await mined(await venues.addAttestor(consent, await signConsent(ATTESTOR, atVenues, consent)));
  const signers = SIGNERS.map(({ address }) => address);
  await mined(
    await markets.openMarket({ market: name, admin, threshold: 2n, signers, notAfter: WINDOW_END }),
  );

  const policy = {
    ...{ venue: name, market: name, family: nameToBytes32("solvency/margin/1") },
    ...{ maxAccountsAge: 86_400n, maxMarketAge: 86_400n },
  };
  const consumer = claims.as(CONSUMER.connect(anvil.provider));
  const scope = (await consumer.scopeIdOf(CONSUMER.address, policy, ZeroHash)) as FieldElement;
  const ladder = [packPredicate(MEETS_MAINTENANCE), packPredicate(ONE_AND_A_HALF)];
  await mined(await consumer.openScope(policy, ladder, ZeroHash));
  await anvil.request("evm_setNextBlockTimestamp", asOf + 60);
  await anvil.request("evm_mine");

  const accounts = await signAccounts(ATTESTOR, atVenues, {
    venue: name,
    epoch: 1n,
    accountsRoot: ws.membership.epoch.accountsRoot,
    asOf: BigInt(asOf),
  });
  const accountsFile = ws.at("accounts-attestation.json");
  await writeAccountsAttestation(accountsFile, { place: atVenues, signed: accounts });
  const atMarkets = { chainId: 31337n, registry: markets.address };
  const { root } = await MarketTree.build(ws.market);
  const attestation = { market: name, marketRoot: root, asOf: BigInt(asOf) };
  const signed = mergeMarkets(
    await Promise.all(SIGNERS.map((signer) => signMarket(signer, atMarkets, attestation))),
  );
  const marketFile = ws.at("market-attestation.json");
  await writeMarketAttestation(marketFile, { place: atMarkets, signed });

  return {
    ...deployed,
    ...{ ws, anvil, deploymentFile, name, scope, accountsFile, marketFile },
    as: (who, args) => solvency(args, { env: { SOLVENCY_PRIVATE_KEY: who.privateKey } }),
    prove: async (folder, ...more) => {
      const args = replaced(ws.proveArgs, {
        "--contract": claims.address,
        "--recipient": TRADER.address,
        "--scope": formatFieldElement(scope),
      });
      const ran = await solvency([...args, ...more, "--out", ws.at(folder)]);
      if (ran.code !== 0) throw new Error(ran.stderr);
      return join(ws.at(folder));
    },
    close: async () => {
      await anvil.stop();
      await ws.remove();
    },
  };
}

/** Arguments with other values for some options. */
export function replaced(args: readonly string[], values: Readonly<Record<string, string>>): string[] {
  const changed = [...args];
  for (const [flag, value] of Object.entries(values)) changed[changed.indexOf(flag) + 1] = value;
  return changed;
}
