import { encodeBytes32String, id, type TypedDataDomain, type TypedDataField, Wallet } from "ethers";
import { marketRegistryAbi } from "../../verifier-contracts/abi/marketRegistry.ts";
import { venueRegistryAbi } from "../../verifier-contracts/abi/venueRegistry.ts";
import type { SignedAccounts, SignedMarket } from "../../verifier-contracts/client/attestations.ts";
import { CHAIN_ID, Chain } from "./chain.ts";
import { Contract } from "./contract.ts";

type Types = Record<string, TypedDataField[]>;

const field = (type: string, name: string): TypedDataField => ({ type, name });

export const ACCOUNTS_TYPES: Types = {
  AccountsAttestation: [
    field("bytes32", "venue"),
    field("uint64", "epoch"),
    field("uint256", "accountsRoot"),
    field("uint64", "asOf"),
  ],
};
export const CONSENT_TYPES: Types = {
  AttestorConsent: [
    field("bytes32", "venue"),
    field("address", "attestor"),
    field("uint64", "notBefore"),
    field("uint64", "notAfter"),
  ],
};
export const MARKET_TYPES: Types = {
  MarketAttestation: [field("bytes32", "market"), field("uint256", "marketRoot"), field("uint64", "asOf")],
};

export const VENUE = encodeBytes32String("venue");
export const MARKET = encodeBytes32String("market");
export const UNKNOWN = encodeBytes32String("unknown");

/** Seconds for which a signer added to an open market waits. */
export const SIGNER_DELAY = 86_400n;
/** Seconds for which the keys of the world count. */
export const VENUE_WINDOW = 100_000n;
export const MARKET_WINDOW = 1_000_000n;

/** A key that is the same on every run. */
export const keyOf = (name: string): Wallet => new Wallet(id(`key of ${name}`));

export const byAddress = (wallets: readonly Wallet[]): Wallet[] =>
  [...wallets].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));

export interface Signing {
  readonly domain?: TypedDataDomain;
  readonly venue?: string;
  readonly market?: string;
}

/** A venue with one attestor and a market of two of three signers, at a time when all their keys count. */
export class RegistriesWorld {
  readonly chain: Chain;
  readonly venues: Contract;
  readonly markets: Contract;
  readonly attestor = keyOf("attestor");
  readonly signers = byAddress([keyOf("first oracle"), keyOf("second oracle"), keyOf("third oracle")]);
  /** When the windows of the attestor and of the signers begin. */
  readonly start: bigint;
  readonly marketStart: bigint;

  private constructor(chain: Chain, venues: Contract, markets: Contract, start: bigint, marketStart: bigint) {
    this.chain = chain;
    this.venues = venues;
    this.markets = markets;
    this.start = start;
    this.marketStart = marketStart;
  }

  static async open(chainId: bigint = CHAIN_ID): Promise<RegistriesWorld> {
    const chain = await Chain.open(chainId);
    const admin = chain.account(0);
    const venues = await Contract.deploy(chain, "VenueRegistry", venueRegistryAbi, [admin]);
    const markets = await Contract.deploy(chain, "MarketRegistry", marketRegistryAbi, [
      admin,
      venues.address,
      SIGNER_DELAY,
    ]);
    for (const registry of [venues, markets]) {
      await registry.send("grantRole", [await registry.read("REGISTRAR_ROLE"), chain.account(1)]);
      await registry.send("grantRole", [await registry.read("GUARDIAN_ROLE"), chain.account(2)]);
    }
    const start = (await chain.now()) + 100n;
    const world = new RegistriesWorld(chain, venues, markets, start, start + 1n);
    await venues.send("registerVenue", [VENUE, world.venueAdmin], { from: world.registrar });
    await world.addAttestor(world.attestor, start, start + VENUE_WINDOW, { at: start });
    const signers = world.signers.map(({ address }) => address);
    const args = [MARKET, world.marketAdmin, 2n, signers, start + MARKET_WINDOW];
    await markets.send("openMarket", args, { from: world.registrar, at: world.marketStart });
    await chain.warpTo(start + 1_000n);
    return world;
  }

  get admin(): string {
    return this.chain.account(0);
  }
  get registrar(): string {
    return this.chain.account(1);
  }
  get guardian(): string {
    return this.chain.account(2);
  }
  get venueAdmin(): string {
    return this.chain.account(3);
  }
  get marketAdmin(): string {
    return this.chain.account(4);
  }
  get mallory(): string {
    return this.chain.account(5);
  }

  get venueDomain(): TypedDataDomain {
    return this.#domain("zk-solvency VenueRegistry", this.venues);
  }
  get marketDomain(): TypedDataDomain {
    return this.#domain("zk-solvency MarketRegistry", this.markets);
  }

  #domain(name: string, { address }: Contract): TypedDataDomain {
    return { name, version: "1", chainId: this.chain.id, verifyingContract: address };
  }

  consent(
    key: Wallet,
    notBefore: bigint,
    notAfter: bigint,
    { domain = this.venueDomain, venue = VENUE }: Signing = {},
  ): Promise<string> {
    const value = { venue, attestor: key.address, notBefore, notAfter };
    return key.signTypedData(domain, CONSENT_TYPES, value);
  }

  /** Adds a key of the venue, with its consent. */
  async addAttestor(
    key: Wallet,
    notBefore: bigint,
    notAfter: bigint,
    { at, from = this.venueAdmin }: { at?: bigint; from?: string } = {},
  ): Promise<void> {
    const consent = await this.consent(key, notBefore, notAfter);
    const args = [VENUE, key.address, notBefore, notAfter, consent];
    await this.venues.send("addAttestor", args, at === undefined ? { from } : { from, at });
  }

  async signAccounts(
    epoch: bigint,
    accountsRoot: bigint,
    asOf: bigint,
    { by = this.attestor, domain = this.venueDomain, venue = VENUE }: Signing & { by?: Wallet } = {},
  ): Promise<SignedAccounts> {
    const attestation = { venue, epoch, accountsRoot, asOf };
    const signature = await by.signTypedData(domain, ACCOUNTS_TYPES, attestation);
    return { attestation, attestor: by.address, signature };
  }

  async signMarket(
    marketRoot: bigint,
    asOf: bigint,
    {
      by = this.signers.slice(0, 2),
      domain = this.marketDomain,
      market = MARKET,
    }: Signing & { by?: readonly Wallet[] } = {},
  ): Promise<SignedMarket> {
    const attestation = { market, marketRoot, asOf };
    const signatures = await Promise.all(
      by.map((signer) => signer.signTypedData(domain, MARKET_TYPES, attestation)),
    );
    return { attestation, signers: by.map(({ address }) => address), signatures };
  }
}
