import type { Epoch, MarketTree } from "../../prover/index.ts";
import type { SignedAccounts, SignedMarket } from "../../verifier-contracts/client/attestations.ts";
import { writeAccountsAttestation } from "../../verifier-contracts/client/formats/accounts-attestation.ts";
import { writeMarketAttestation } from "../../verifier-contracts/client/formats/market-attestation.ts";
import { mergeMarkets } from "../../verifier-contracts/client/merge-markets.ts";
import { signAccounts, signMarket } from "../../verifier-contracts/client/typed-data.ts";
import type { QuickstartChain } from "./chain.ts";
import type { Folder } from "./folder.ts";

export interface Attested {
  readonly accounts: SignedAccounts;
  readonly market: SignedMarket;
  readonly files: { readonly accounts: string; readonly market: string };
}

/** The venue signs its epoch, two oracle signers sign the market. No transaction: the claim carries both. */
export async function attest(
  folder: Folder,
  { node, contracts, policy, account }: QuickstartChain,
  epoch: Epoch,
  { root, market }: MarketTree,
): Promise<Attested> {
  const { chainId } = node;
  const atVenues = { chainId, registry: contracts.venues.address };
  const atMarkets = { chainId, registry: contracts.markets.address };
  const accounts = await signAccounts(account("attestor"), atVenues, {
    venue: policy.venue,
    epoch: BigInt(epoch.number),
    accountsRoot: epoch.accountsRoot,
    asOf: BigInt(epoch.asOf),
  });
  const attestation = { market: policy.market, marketRoot: root, asOf: BigInt(market.asOf) };
  const signed = mergeMarkets([
    await signMarket(account("firstSigner"), atMarkets, attestation),
    await signMarket(account("secondSigner"), atMarkets, attestation),
  ]);
  const files = {
    accounts: folder.at("accounts-attestation.json"),
    market: folder.at("market-attestation.json"),
  };
  await writeAccountsAttestation(files.accounts, { place: atVenues, signed: accounts });
  await writeMarketAttestation(files.market, { place: atMarkets, signed });
  return { accounts, market: signed, files };
}
