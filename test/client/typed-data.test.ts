import { id, Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accountsDigest,
  consentDigest,
  marketDigest,
  recoverAccounts,
  recoverConsent,
  recoverMarket,
  signAccounts,
  signConsent,
  signMarket,
} from "../../verifier-contracts/client/typed-data.ts";
import { MARKET, RegistriesWorld, VENUE } from "../support/registries.ts";

let world: RegistriesWorld;
beforeAll(async () => {
  world = await RegistriesWorld.open();
});
afterAll(() => world?.chain.close());

const SIGNER = new Wallet(id("a signer"));
const ACCOUNTS = { venue: VENUE, epoch: 7n, accountsRoot: 2n ** 250n, asOf: 1_760_000_000n };
const MARKETS = { market: MARKET, marketRoot: 2n ** 249n, asOf: 1_760_000_000n };
const CONSENT = { venue: VENUE, attestor: SIGNER.address, notBefore: 5n, notAfter: 6n };

const atVenues = () => ({ chainId: world.chain.id, registry: world.venues.address });
const atMarkets = () => ({ chainId: world.chain.id, registry: world.markets.address });

describe("typed data", () => {
  it("has the digests of the contracts", async () => {
    expect(accountsDigest(atVenues(), ACCOUNTS)).toBe(await world.venues.read("digestOf", [ACCOUNTS]));
    expect(marketDigest(atMarkets(), MARKETS)).toBe(await world.markets.read("digestOf", [MARKETS]));
    const { venue, attestor, notBefore, notAfter } = CONSENT;
    expect(consentDigest(atVenues(), CONSENT)).toBe(
      await world.venues.read("consentDigestOf", [venue, attestor, notBefore, notAfter]),
    );
  });

  it("tells who signed", async () => {
    const accounts = await signAccounts(SIGNER, atVenues(), ACCOUNTS);
    expect(recoverAccounts(atVenues(), accounts)).toBe(SIGNER.address);
    const market = await signMarket(SIGNER, atMarkets(), MARKETS);
    expect(recoverMarket(atMarkets(), MARKETS, market.signatures[0] ?? "")).toBe(SIGNER.address);
    const consent = await signConsent(SIGNER, atVenues(), CONSENT);
    expect(recoverConsent(atVenues(), CONSENT, consent)).toBe(SIGNER.address);
  });

  it("binds every field, the registry and the chain (T-20)", async () => {
    const signed = await signAccounts(SIGNER, atVenues(), ACCOUNTS);
    const changes = [{ venue: MARKET }, { epoch: 8n }, { accountsRoot: 1n }, { asOf: 1_760_000_001n }];
    for (const change of changes) {
      const other = { ...signed, attestation: { ...ACCOUNTS, ...change } };
      expect(recoverAccounts(atVenues(), other)).not.toBe(SIGNER.address);
    }
    for (const place of [atMarkets(), { ...atVenues(), chainId: 1n }]) {
      expect(recoverAccounts(place, signed)).not.toBe(SIGNER.address);
    }
  });

  it("knows nobody for a signature that is none", async () => {
    expect(recoverMarket(atMarkets(), MARKETS, "0x")).toBeUndefined();
    expect(recoverMarket(atMarkets(), MARKETS, `0x${"ff".repeat(65)}`)).toBeUndefined();
  });
});
