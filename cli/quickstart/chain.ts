import { HDNodeWallet } from "ethers";
import type { Circuit, Epoch, MarketTree } from "../../prover/index.ts";
import { deployClaims } from "../chain/deploy.ts";
import type { MarginClaims } from "../chain/margin-claims.ts";
import { type LocalNode, startNode } from "../chain/node.ts";

/** For how long the quickstart's contract honours a claim, in seconds. */
const CLAIM_LIFETIME = 86_400;

/** Public test accounts of every Hardhat node: nothing secret, and worth nothing. */
const TEST_PHRASE = "test test test test test test test test test test test junk";

export interface QuickstartChain {
  readonly node: LocalNode;
  /** For the owner, who speaks for venue and oracle here. */
  readonly claims: MarginClaims;
  readonly verifier: string;
  readonly trader: HDNodeWallet;
}

/** A node of our own with the contracts, which trust the epoch's and the market's roots. */
export async function openChain(
  circuit: Circuit,
  epoch: Epoch,
  market: MarketTree,
): Promise<QuickstartChain> {
  const node = await startNode();
  const account = (index: number): HDNodeWallet =>
    HDNodeWallet.fromPhrase(TEST_PHRASE, "", `m/44'/60'/0'/0/${index}`).connect(node.provider);
  const { claims, verifier } = await deployClaims(circuit, account(0), CLAIM_LIFETIME);
  await (await claims.trustAccountsRoot(epoch.accountsRoot, epoch.number, epoch.asOf)).wait();
  await (await claims.trustMarketRoot(market.root, market.market.asOf)).wait();
  return { node, claims, verifier, trader: account(1) };
}
