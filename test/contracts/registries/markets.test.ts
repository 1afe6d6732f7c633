import { encodeBytes32String, TypedDataEncoder, type Wallet } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { marketRegistryAbi } from "../../../verifier-contracts/abi/marketRegistry.ts";
import type { SignedMarket } from "../../../verifier-contracts/client/attestations.ts";
import { at } from "../../support/at.ts";
import { reverting } from "../../support/chain.ts";
import { Contract, type SendOptions } from "../../support/contract.ts";
import {
  byAddress,
  keyOf,
  MARKET,
  MARKET_TYPES,
  MARKET_WINDOW,
  RegistriesWorld,
  SIGNER_DELAY,
  UNKNOWN,
} from "../../support/registries.ts";

const OTHER = encodeBytes32String("other market");
const R = FIELD_MODULUS;
const YEAR = 365n * 86_400n;

let world: RegistriesWorld;
let markets: Contract;
let restore: () => Promise<void>;
/** The chain's time at the start of each test. */
let now: bigint;

beforeAll(async () => {
  world = await RegistriesWorld.open();
  markets = world.markets;
  now = await world.chain.now();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

const record = (signed: SignedMarket, options: SendOptions = {}) => markets.send("record", [signed], options);
const validate = (signed: SignedMarket) => markets.read("validate", [signed]);
const rootAt = (asOf: bigint) => markets.read("marketRootOf", [MARKET, asOf]);
const addresses = (wallets: readonly Wallet[]): string[] => wallets.map(({ address }) => address);

/** What `record` refuses, `validate` refuses alike, and neither records anything. */
async function refused(signed: SignedMarket, error: string, ...args: readonly unknown[]): Promise<void> {
  const before = await rootAt(signed.attestation.asOf);
  await expect(record(signed)).rejects.toMatchObject(reverting(error, ...args));
  await expect(validate(signed)).rejects.toMatchObject(reverting(error, ...args));
  expect(await rootAt(signed.attestation.asOf)).toBe(before);
}

describe("a market root", () => {
  it("is recorded by anybody who has the signatures, in any order of times, and announced", async () => {
    const signed = await world.signMarket(70n, now - 5n);
    await validate(signed);
    expect(await rootAt(now - 5n)).toBe(0n);
    const receipt = await record(signed, { from: world.mallory });
    const args = { market: MARKET, asOf: now - 5n, marketRoot: 70n, signers: signed.signers };
    expect(markets.events(receipt)).toEqual([{ name: "MarketRootRecorded", args }]);
    await record(await world.signMarket(71n, now - 50n));
    expect(await Promise.all([rootAt(now - 5n), rootAt(now - 50n)])).toEqual([70n, 71n]);
  });

  it("recorded once, is accepted again without signatures, and changes nothing", async () => {
    const signed = await world.signMarket(70n, now - 5n);
    await record(signed);
    expect(markets.events(await record({ ...signed, signers: [], signatures: [] }))).toEqual([]);
  });

  it("is the only one of its time (T-27)", async () => {
    await record(await world.signMarket(70n, now - 5n));
    const second = await world.signMarket(71n, now - 5n, { by: world.signers });
    await refused(second, "MarketRootAlreadyRecorded", MARKET, now - 5n, 71n, 70n);
  });

  it("may be of the time of the block, and not one second later (T-22)", async () => {
    const block = now + 10n;
    const signed = await world.signMarket(74n, block + 1n);
    await expect(record(signed, { at: block })).rejects.toMatchObject(
      reverting("AsOfInFuture", block + 1n, block),
    );
    await record(signed, { at: block + 1n });
    expect(await rootAt(block + 1n)).toBe(74n);
  });

  it("is a field element, not zero, and of a market that is open", async () => {
    for (const root of [0n, R, 2n ** 256n - 1n]) {
      await refused(await world.signMarket(root, now), "RootOutOfRange", root, 1n, R - 1n);
    }
    await record(await world.signMarket(R - 1n, now));
    await refused(await world.signMarket(70n, now, { market: UNKNOWN }), "SubjectUnknown", UNKNOWN);
  });
});

describe("the threshold of a market", () => {
  it("is enough, by whichever signers, and so are more", async () => {
    const [first, second, third] = [0, 1, 2].map((index) => at(world.signers, index)) as [
      Wallet,
      Wallet,
      Wallet,
    ];
    const groups = [[first, second], [first, third], [second, third], world.signers];
    for (const [index, by] of groups.entries()) {
      await record(await world.signMarket(71n, now - BigInt(index), { by }));
    }
  });

  it("is not reached by fewer, nor by one twice, nor out of order", async () => {
    const [first, second] = [at(world.signers, 0), at(world.signers, 1)];
    const sign = (by: readonly Wallet[]) => world.signMarket(71n, now, { by });
    await refused(await sign([]), "NotEnoughSigners", MARKET, 0n, 2n);
    await refused(await sign([first]), "NotEnoughSigners", MARKET, 1n, 2n);
    for (const by of [
      [first, first],
      [second, first],
    ]) {
      const [before, after] = addresses(by);
      await refused(await sign(by), "SignersNotIncreasing", after, before);
    }
    const extra = await sign([first, second, second]);
    await refused(extra, "SignersNotIncreasing", second.address, second.address);
  });

  it("is not reached by strangers or attestors of venues, even beside enough signers", async () => {
    for (const stranger of [keyOf("stranger"), world.attestor]) {
      for (const signers of [world.signers.slice(0, 1), world.signers]) {
        const by = byAddress([...signers, stranger]);
        await refused(await world.signMarket(71n, now, { by }), "KeyUnknown", MARKET, stranger.address);
      }
    }
  });

  it("needs a valid signature of every signer named", async () => {
    const signed = await world.signMarket(72n, now);
    const digest = await markets.read("digestOf", [signed.attestation]);
    const [one, two] = [at(signed.signatures, 0), at(signed.signatures, 1)];
    for (const [signatures, culprit] of [
      [[two, one], 0],
      [[one, one], 1],
      [[one, "0x"], 1],
    ] as const) {
      const bad = { ...signed, signatures };
      await refused(bad, "SignatureInvalid", at(signed.signers, culprit), digest);
    }
    for (const signatures of [[], [one], [one, two, two]]) {
      const count = BigInt(signatures.length);
      await refused({ ...signed, signatures }, "SignatureCountMismatch", count, 2n);
    }
  });

  it("is from two to the number of signers, so that no key alone prices a market", async () => {
    const signers = addresses(world.signers);
    const open = (threshold: bigint, from = world.registrar) =>
      markets.send("openMarket", [OTHER, world.mallory, threshold, signers, now + 9_999n], { from });
    for (const threshold of [0n, 1n, 4n, 255n]) {
      await expect(open(threshold)).rejects.toMatchObject(
        reverting("ThresholdOutOfRange", threshold, 2n, 3n),
      );
    }
    await expect(open(2n, world.mallory)).rejects.toMatchObject(
      reverting("AccessControlUnauthorizedAccount", world.mallory, await markets.read("REGISTRAR_ROLE")),
    );
    expect(await markets.read("thresholdOf", [OTHER])).toBe(0n);
    await open(3n);
    expect(await markets.read("thresholdOf", [OTHER])).toBe(3n);
    await expect(open(2n)).rejects.toMatchObject(reverting("SubjectAlreadyRegistered", OTHER));
    const short = await world.signMarket(5n, (await world.chain.now()) + 1n, { market: OTHER });
    await expect(record(short, { at: (await world.chain.now()) + 1n })).rejects.toMatchObject(
      reverting("NotEnoughSigners", OTHER, 2n, 3n),
    );
  });
});

describe("a signature over a market", () => {
  it("is over EIP-712 typed data, and for nothing else", async () => {
    const signed = await world.signMarket(72n, now - 1n);
    const { attestation } = signed;
    expect(await markets.read("digestOf", [attestation])).toBe(
      TypedDataEncoder.hash(world.marketDomain, MARKET_TYPES, attestation),
    );
    for (const change of [{ marketRoot: 73n }, { asOf: now }]) {
      const changed = { ...attestation, ...change };
      const digest = await markets.read("digestOf", [changed]);
      await refused({ ...signed, attestation: changed }, "SignatureInvalid", at(signed.signers, 0), digest);
    }
  });

  it("is for this chain, this contract and this version only (T-20)", async () => {
    for (const change of [
      { chainId: 1n },
      { verifyingContract: world.venues.address },
      { version: "2" },
      { name: "zk-solvency VenueRegistry" },
    ]) {
      const domain = { ...world.marketDomain, ...change };
      const signed = await world.signMarket(72n, now, { domain });
      const digest = await markets.read("digestOf", [signed.attestation]);
      await refused(signed, "SignatureInvalid", at(signed.signers, 0), digest);
    }
  });

  it("counts for one market only, even if both have the same signers", async () => {
    const args = [OTHER, world.mallory, 2n, addresses(world.signers), now + 9_999n];
    await markets.send("openMarket", args, { from: world.registrar, at: now + 1n });
    await world.chain.warpTo(now + 20n);
    const signed = await world.signMarket(72n, now + 5n);
    const moved = { ...signed, attestation: { ...signed.attestation, market: OTHER } };
    await expect(record(moved)).rejects.toMatchObject({ error: "SignatureInvalid" });
    await record(signed);
  });
});

describe("the window of a signer (T-26)", () => {
  it("includes its first and last second, and none beside", async () => {
    const { marketStart: first, start, chain } = world;
    const last = start + MARKET_WINDOW;
    await chain.warpTo(last + 10n);
    const signer = at(world.signers, 0).address;
    for (const asOf of [first - 1n, last + 1n]) {
      const signed = await world.signMarket(70n, asOf);
      await refused(signed, "KeyNotValidAt", MARKET, signer, asOf, first, last);
    }
    for (const asOf of [first, last]) await record(await world.signMarket(70n, asOf));
  });

  it("of a signer added to an open market begins after the delay, not a second before", async () => {
    const fresh = keyOf("fourth oracle");
    const [block, end] = [now + 10n, now + 9n * SIGNER_DELAY];
    const add = (notBefore: bigint, from = world.marketAdmin, signer = fresh.address) =>
      markets.send("addSigner", [MARKET, signer, notBefore, end], { from, at: block });
    const first = block + SIGNER_DELAY;
    await expect(add(first - 1n)).rejects.toMatchObject(reverting("SignerTooEarly", first - 1n, first));
    await restore();
    await expect(add(first, world.registrar)).rejects.toMatchObject({
      error: "AccessControlUnauthorizedAccount",
    });
    await restore();
    await add(first);
    await world.chain.warpTo(first + 100n);
    const by = byAddress([at(world.signers, 2), fresh]);
    const early = await world.signMarket(80n, first - 1n, { by });
    await refused(early, "KeyNotValidAt", MARKET, fresh.address, first - 1n, first, end);
    await record(await world.signMarket(80n, first, { by }));
  });

  it("of a retired signer ends there, while the others go on", async () => {
    const retired = at(world.signers, 0);
    await markets.send("retireKey", [MARKET, retired.address, now + 50n], { from: world.marketAdmin });
    await world.chain.warpTo(now + 100n);
    await record(await world.signMarket(70n, now + 50n));
    await expect(record(await world.signMarket(70n, now + 51n))).rejects.toMatchObject({
      error: "KeyNotValidAt",
    });
    await record(await world.signMarket(70n, now + 51n, { by: world.signers.slice(1) }));
  });
});

describe("a revoked signer (T-26)", () => {
  it("voids the market's span, signs nothing more, and leaves later times to the others", async () => {
    const revoked = at(world.signers, 0);
    const [from, until] = [now - 50n, now + 10n];
    await markets.send("revokeKey", [MARKET, revoked.address, from], { from: world.guardian, at: until });
    const isVoid = (asOf: bigint) => markets.read("isVoid", [MARKET, asOf]);
    expect(await Promise.all([from - 1n, from, until, until + 1n].map(isVoid))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    await world.chain.warpTo(now + 100n);
    for (const asOf of [from - 1n, now + 50n]) {
      const signed = await world.signMarket(81n, asOf);
      await refused(signed, "KeyIsRevoked", MARKET, revoked.address, from);
    }
    const by = world.signers.slice(1);
    for (const asOf of [from, until]) {
      const signed = await world.signMarket(81n, asOf, { by });
      await refused(signed, "AttestationVoid", MARKET, asOf, from, until);
    }
    for (const asOf of [from - 1n, until + 1n]) await record(await world.signMarket(81n, asOf, { by }));
  });

  it("is revoked by guardians and the market's administrators only", async () => {
    const { address } = at(world.signers, 0);
    const role = await markets.read("adminRoleOf", [MARKET]);
    for (const from of [world.mallory, world.venueAdmin, world.registrar, world.admin]) {
      await expect(markets.send("revokeKey", [MARKET, address, now], { from })).rejects.toMatchObject(
        reverting("AccessControlUnauthorizedAccount", from, role),
      );
    }
    await markets.send("revokeKey", [MARKET, address, now], { from: world.marketAdmin });
  });
});

describe("venues and markets", () => {
  it("are kept apart: an attestor is not added as a signer", async () => {
    const attestor = world.attestor.address;
    const refusal = reverting("SignerIsAttestor", attestor);
    const open = [OTHER, world.mallory, 2n, [...addresses(world.signers), attestor], now + 9_999n];
    await expect(markets.send("openMarket", open, { from: world.registrar })).rejects.toMatchObject(refusal);
    const add = [MARKET, attestor, now + 2n * SIGNER_DELAY, now + 3n * SIGNER_DELAY];
    await expect(markets.send("addSigner", add, { from: world.marketAdmin })).rejects.toMatchObject(refusal);
  });

  it("share no root signed by attestors alone, when signers become attestors", async () => {
    const [first, second] = [at(world.signers, 0), at(world.signers, 1)];
    await world.addAttestor(first, now, now + 9_999n);
    await record(await world.signMarket(75n, now - 1n));
    await world.addAttestor(second, now, now + 9_999n);
    await refused(await world.signMarket(76n, now), "SignersAllAttestors", MARKET);
    await record(await world.signMarket(76n, now, { by: world.signers.slice(1) }));
  });

  it("name no signer twice", async () => {
    const first = at(world.signers, 0).address;
    const open = [OTHER, world.mallory, 2n, [first, first], now + 9_999n];
    await expect(markets.send("openMarket", open, { from: world.registrar })).rejects.toMatchObject(
      reverting("KeyAlreadyAdded", OTHER, first),
    );
  });
});

describe("MarketRegistry, deployed", () => {
  it("refuses a registry of venues without code, and a delay of more than a year", async () => {
    const { chain, admin, mallory, venues } = world;
    const deploy = (registry: string, delay: bigint) =>
      Contract.deploy(chain, "MarketRegistry", marketRegistryAbi, [admin, registry, delay]);
    await expect(deploy(mallory, 0n)).rejects.toMatchObject(reverting("VenueRegistryNotContract", mallory));
    await expect(deploy(venues.address, YEAR + 1n)).rejects.toMatchObject(
      reverting("SignerDelayOutOfRange", YEAR + 1n, YEAR),
    );
    const deployed = await deploy(venues.address, YEAR);
    expect(await deployed.read("signerDelay")).toBe(YEAR);
    expect(await deployed.read("venues")).toBe(venues.address);
  });
});
