import { AbiCoder, encodeBytes32String, Signature, TypedDataEncoder, ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { venueRegistryAbi } from "../../../verifier-contracts/abi/venueRegistry.ts";
import type { SignedAccounts } from "../../../verifier-contracts/client/attestations.ts";
import { reverting } from "../../support/chain.ts";
import { Contract, type SendOptions } from "../../support/contract.ts";
import {
  ACCOUNTS_TYPES,
  CONSENT_TYPES,
  keyOf,
  RegistriesWorld,
  UNKNOWN,
  VENUE,
  VENUE_WINDOW,
} from "../../support/registries.ts";
import { compileSolidity } from "../../support/solidity.ts";

const OTHER = encodeBytes32String("other venue");
const R = FIELD_MODULUS;

let world: RegistriesWorld;
let venues: Contract;
let restore: () => Promise<void>;
/** The chain's time at the start of each test. */
let now: bigint;

beforeAll(async () => {
  world = await RegistriesWorld.open();
  venues = world.venues;
  now = await world.chain.now();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

const record = (signed: SignedAccounts, options: SendOptions = {}) =>
  venues.send("record", [signed], options);
const validate = (signed: SignedAccounts) => venues.read("validate", [signed]);
const rootOf = (epoch: bigint) => venues.read("accountsRootOf", [VENUE, epoch]);

/** What `record` refuses, `validate` refuses alike, and neither records anything. */
async function refused(signed: SignedAccounts, error: string, ...args: readonly unknown[]): Promise<void> {
  const before = await rootOf(signed.attestation.epoch);
  await expect(record(signed)).rejects.toMatchObject(reverting(error, ...args));
  await expect(validate(signed)).rejects.toMatchObject(reverting(error, ...args));
  expect(await rootOf(signed.attestation.epoch)).toEqual(before);
}

const unauthorized = async (from: string, venue = VENUE): Promise<object> =>
  reverting("AccessControlUnauthorizedAccount", from, await venues.read("adminRoleOf", [venue]));

describe("an accounts root", () => {
  it("is recorded by anybody who has the attestation, and announced", async () => {
    const signed = await world.signAccounts(10n, 50n, now - 5n);
    await validate(signed);
    expect(await rootOf(10n)).toEqual({ root: 0n, asOf: 0n });
    const receipt = await record(signed, { from: world.mallory });
    const args = { venue: VENUE, epoch: 10n, accountsRoot: 50n, asOf: now - 5n };
    expect(venues.events(receipt)).toEqual([
      { name: "AccountsRootRecorded", args: { ...args, attestor: world.attestor.address } },
    ]);
    expect(await rootOf(10n)).toEqual({ root: 50n, asOf: now - 5n });
    expect(await venues.read("latestOf", [VENUE])).toEqual({ epoch: 10n, asOf: now - 5n });
  });

  it("recorded once, is accepted again without a signature, and changes nothing", async () => {
    const signed = await world.signAccounts(10n, 50n, now - 5n);
    await record(signed);
    expect(venues.events(await record({ ...signed, attestor: ZeroAddress, signature: "0x" }))).toEqual([]);
    await validate(signed);
  });

  it("is the only one of its epoch, whatever is signed later (T-27)", async () => {
    await record(await world.signAccounts(10n, 50n, now - 5n));
    const recorded = [50n, now - 5n];
    for (const [root, asOf] of [
      [51n, now - 5n],
      [50n, now - 4n],
      [51n, now - 4n],
    ] as const) {
      const second = await world.signAccounts(10n, root, asOf);
      await refused(second, "EpochAlreadyRecorded", VENUE, 10n, root, asOf, ...recorded);
    }
    expect(await rootOf(10n)).toEqual({ root: 50n, asOf: now - 5n });
  });

  it("of a later epoch is of a later time, and of an earlier epoch of an earlier time", async () => {
    const time = now - 50n;
    await record(await world.signAccounts(10n, 50n, time));
    for (const [epoch, asOf] of [
      [11n, time],
      [11n, time - 1n],
      [9n, time],
      [9n, time + 1n],
    ] as const) {
      const signed = await world.signAccounts(epoch, 51n, asOf);
      await refused(signed, "AsOfNotMonotone", epoch, asOf, 10n, time);
    }
    await record(await world.signAccounts(11n, 51n, time + 1n));
    await record(await world.signAccounts(9n, 52n, time - 1n));
    expect(await venues.read("latestOf", [VENUE])).toEqual({ epoch: 11n, asOf: time + 1n });
  });

  it("may be of the time of the block, and not one second later (T-22)", async () => {
    const block = now + 10n;
    const signed = await world.signAccounts(13n, R - 1n, block + 1n);
    await expect(record(signed, { at: block })).rejects.toMatchObject(
      reverting("AsOfInFuture", block + 1n, block),
    );
    await record(signed, { at: block + 1n });
    expect(await rootOf(13n)).toEqual({ root: R - 1n, asOf: block + 1n });
  });

  it("has an epoch from 1 to its time, so that no thief can use epochs up", async () => {
    for (const epoch of [0n, now + 1n, 2n ** 64n - 1n]) {
      await refused(await world.signAccounts(epoch, 5n, now), "EpochOutOfRange", epoch, 1n, now);
    }
    await record(await world.signAccounts(now, 5n, now));
  });

  it("is a field element, and not zero", async () => {
    for (const root of [0n, R, R + 1n, 2n ** 256n - 1n]) {
      await refused(await world.signAccounts(12n, root, now), "RootOutOfRange", root, 1n, R - 1n);
    }
  });

  it("is of a venue that is registered", async () => {
    const signed = await world.signAccounts(12n, 5n, now, { venue: UNKNOWN });
    await refused(signed, "SubjectUnknown", UNKNOWN);
  });
});

describe("a signature over accounts", () => {
  const invalid = async (signed: SignedAccounts): Promise<void> =>
    refused(signed, "SignatureInvalid", signed.attestor, await venues.read("digestOf", [signed.attestation]));

  it("is over EIP-712 typed data", async () => {
    const { attestation } = await world.signAccounts(1n, 5n, now);
    expect(await venues.read("digestOf", [attestation])).toBe(
      TypedDataEncoder.hash(world.venueDomain, ACCOUNTS_TYPES, attestation),
    );
  });

  it("is for nothing else: no other epoch, root, time or signer", async () => {
    const signed = await world.signAccounts(8n, 5n, now - 1n);
    const { attestation } = signed;
    for (const change of [{ epoch: 9n }, { accountsRoot: 6n }, { asOf: now }]) {
      await invalid({ ...signed, attestation: { ...attestation, ...change } });
    }
    const stranger = await world.signAccounts(8n, 5n, now - 1n, { by: keyOf("stranger") });
    await invalid({ ...signed, signature: stranger.signature });
    await invalid({ ...signed, signature: "0x" });
    await refused(stranger, "KeyUnknown", VENUE, stranger.attestor);
  });

  it("is for this chain, this contract and this version only (T-20)", async () => {
    for (const change of [
      { chainId: 1n },
      { verifyingContract: world.markets.address },
      { version: "2" },
      { name: "zk-solvency MarketRegistry" },
    ]) {
      const domain = { ...world.venueDomain, ...change };
      await invalid(await world.signAccounts(8n, 5n, now, { domain }));
    }
  });

  it("counts for one venue only", async () => {
    await venues.send("registerVenue", [OTHER, world.mallory], { from: world.registrar });
    const signed = await world.signAccounts(8n, 5n, now, { venue: OTHER });
    await refused(signed, "KeyUnknown", OTHER, world.attestor.address);
  });

  it("may be that of a contract (ERC-1271)", async () => {
    const owner = keyOf("owner of a wallet");
    const { SigningWallet } = await compileSolidity("test/contracts/harness/SigningWallet.sol");
    if (SigningWallet === undefined) throw new Error("not compiled");
    const wallet = await world.chain.deployCode(SigningWallet, [owner.address]);
    const encoded = (signature: string): string => {
      const { r, s, v } = Signature.from(signature);
      return AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "uint8"], [r, s, v]);
    };
    const [notBefore, notAfter] = [now - 100n, now + 1_000n];
    const consent = { venue: VENUE, attestor: wallet, notBefore, notAfter };
    const consented = encoded(await owner.signTypedData(world.venueDomain, CONSENT_TYPES, consent));
    await venues.send("addAttestor", [VENUE, wallet, notBefore, notAfter, consented], {
      from: world.venueAdmin,
    });
    const { attestation, signature } = await world.signAccounts(8n, 5n, now, { by: owner });
    const signed = { attestation, attestor: wallet, signature: encoded(signature) };
    await invalid({ ...signed, attestation: { ...attestation, accountsRoot: 6n } });
    await record(signed);
    expect(await rootOf(8n)).toEqual({ root: 5n, asOf: now });
  });
});

describe("the window of a venue's key (T-26)", () => {
  it("includes its first and last second, and none beside", async () => {
    const key = keyOf("later attestor");
    const [first, last] = [now + 100n, now + 200n];
    await world.addAttestor(key, first, last);
    expect(await venues.read("windowOf", [VENUE, key.address])).toEqual({
      notBefore: first,
      notAfter: last,
      revokedFrom: 2n ** 64n - 1n,
    });
    await world.chain.warpTo(now + 300n);
    for (const asOf of [first - 1n, last + 1n]) {
      const signed = await world.signAccounts(5n, 5n, asOf, { by: key });
      await refused(signed, "KeyNotValidAt", VENUE, key.address, asOf, first, last);
    }
    await record(await world.signAccounts(5n, 5n, first, { by: key }));
    await record(await world.signAccounts(6n, 5n, last, { by: key }));
  });

  it("is neither over nor reversed when the key is added, which happens once", async () => {
    const key = keyOf("later attestor");
    const reversed = world.addAttestor(key, now + 500n, now + 499n);
    await expect(reversed).rejects.toMatchObject(reverting("WindowEndsTooEarly", now + 499n, now + 500n));
    await expect(world.addAttestor(key, 1n, now + 5n, { at: now + 6n })).rejects.toMatchObject(
      reverting("WindowEndsTooEarly", now + 5n, now + 6n),
    );
    await world.addAttestor(key, 1n, now + 20n, { at: now + 20n });
    await expect(world.addAttestor(key, now, now + 50n)).rejects.toMatchObject(
      reverting("KeyAlreadyAdded", VENUE, key.address),
    );
  });

  it("is shortened to rotate keys, with an overlap and without a gap", async () => {
    const { start, attestor, chain } = world;
    const fresh = keyOf("later attestor");
    const end = now + 200n;
    await world.addAttestor(fresh, now + 100n, now + 9_000n);
    const retire = (notAfter: bigint, options: SendOptions = {}) =>
      venues.send("retireKey", [VENUE, attestor.address, notAfter], { from: world.venueAdmin, ...options });
    await expect(retire(end, { from: world.guardian })).rejects.toMatchObject(
      await unauthorized(world.guardian),
    );
    for (const late of [start + VENUE_WINDOW, start + VENUE_WINDOW + 1n]) {
      await expect(retire(late)).rejects.toMatchObject(
        reverting("WindowEndsTooLate", late, start + VENUE_WINDOW - 1n),
      );
    }
    await expect(retire(now + 50n, { at: now + 51n })).rejects.toMatchObject(
      reverting("WindowEndsTooEarly", now + 50n, now + 51n),
    );
    // The fresh key's window has not begun: it cannot end before.
    const unborn = [VENUE, fresh.address, now + 99n];
    await expect(venues.send("retireKey", unborn, { from: world.venueAdmin })).rejects.toMatchObject(
      reverting("WindowEndsTooEarly", now + 99n, now + 100n),
    );
    expect(venues.events(await retire(end))).toEqual([
      { name: "KeyRetired", args: { subject: VENUE, key: attestor.address, notAfter: end } },
    ]);
    await chain.warpTo(now + 400n);
    await record(await world.signAccounts(20n, 5n, now + 150n, { by: fresh }));
    await record(await world.signAccounts(21n, 5n, end));
    await refused(
      await world.signAccounts(22n, 5n, end + 1n),
      "KeyNotValidAt",
      VENUE,
      attestor.address,
      end + 1n,
      start,
      end,
    );
    await record(await world.signAccounts(22n, 5n, end + 1n, { by: fresh }));
  });
});

describe("a revoked key of a venue (T-26)", () => {
  const revoke = (from: bigint, options: SendOptions = {}, key = world.attestor.address) =>
    venues.send("revokeKey", [VENUE, key, from], { from: world.guardian, ...options });
  const isVoid = (asOf: bigint) => venues.read("isVoid", [VENUE, asOf]);

  it("voids what was attested from that time until now, and not a second more", async () => {
    const [from, until] = [now - 100n, now + 10n];
    expect(await venues.read("voidSpanOf", [VENUE])).toEqual({ from: 0n, until: 0n });
    const receipt = await revoke(from, { at: until });
    const args = { subject: VENUE, key: world.attestor.address, from, voidFrom: from, voidUntil: until };
    expect(venues.events(receipt)).toEqual([{ name: "KeyRevoked", args }]);
    expect(await venues.read("voidSpanOf", [VENUE])).toEqual({ from, until });
    expect(await Promise.all([from - 1n, from, until, until + 1n].map(isVoid))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("records nothing more, not even for times before: a thief dates back", async () => {
    const from = now - 100n;
    await revoke(from, { at: now + 10n });
    await world.chain.warpTo(now + 100n);
    for (const asOf of [from - 1n, from - 50n, now + 50n]) {
      await refused(
        await world.signAccounts(12n, 9n, asOf),
        "KeyIsRevoked",
        VENUE,
        world.attestor.address,
        from,
      );
    }
    for (const asOf of [from, now + 10n]) {
      await refused(await world.signAccounts(12n, 9n, asOf), "AttestationVoid", VENUE, asOf, from, now + 10n);
    }
  });

  it("leaves what was recorded before that time, and is not carried again after it", async () => {
    const before = await world.signAccounts(10n, 50n, now - 101n);
    const after = await world.signAccounts(11n, 51n, now - 100n);
    await record(before);
    await record(after);
    await revoke(now - 100n);
    await record(before);
    await expect(record(after)).rejects.toMatchObject({ error: "AttestationVoid" });
    expect(await rootOf(11n)).toEqual({ root: 51n, asOf: now - 100n });
  });

  it("leaves the venue to its next key, for later times", async () => {
    const until = now + 10n;
    const fresh = keyOf("later attestor");
    await revoke(now - 100n, { at: until });
    await world.addAttestor(fresh, now - 500n, now + 9_000n);
    await world.chain.warpTo(now + 100n);
    const sign = (asOf: bigint) => world.signAccounts(30n, 9n, asOf, { by: fresh });
    await refused(await sign(until), "AttestationVoid", VENUE, until, now - 100n, until);
    await record(await sign(until + 1n));
  });

  it("can be revoked again from an earlier time: the spans become one", async () => {
    await revoke(now - 100n, { at: now + 10n });
    const again = await revoke(now - 200n, { from: world.venueAdmin, at: now + 50n });
    expect(again.timestamp).toBe(now + 50n);
    expect(await venues.read("voidSpanOf", [VENUE])).toEqual({ from: now - 200n, until: now + 50n });
    for (const from of [now - 200n, now - 199n]) {
      await expect(revoke(from)).rejects.toMatchObject(reverting("RevokedTooLate", from, now - 201n));
    }
    await revoke(0n);
    await expect(revoke(0n)).rejects.toMatchObject(reverting("RevokedTooLate", 0n, 0n));
  });

  it("of another revocation, later, does not shorten the span", async () => {
    const second = keyOf("later attestor");
    await world.addAttestor(second, now, now + 9_000n);
    await revoke(now - 100n, { at: now + 10n });
    await revoke(now + 5n, { at: now + 60n }, second.address);
    expect(await venues.read("voidSpanOf", [VENUE])).toEqual({ from: now - 100n, until: now + 60n });
  });

  it("is revoked by guardians and the venue only, not for the future, and if it is known", async () => {
    for (const from of [world.mallory, world.marketAdmin, world.registrar, world.admin]) {
      await expect(revoke(1n, { from })).rejects.toMatchObject(await unauthorized(from));
    }
    await expect(revoke(now + 11n, { at: now + 10n })).rejects.toMatchObject(
      reverting("RevokedTooLate", now + 11n, now + 10n),
    );
    await revoke(now + 20n, { at: now + 20n });
    await expect(revoke(1n, {}, world.mallory)).rejects.toMatchObject(
      reverting("KeyUnknown", VENUE, world.mallory),
    );
  });
});

describe("a venue", () => {
  const register = (venue: string, admin: string, from = world.registrar) =>
    venues.send("registerVenue", [venue, admin], { from });

  it("is registered once, by a registrar, with a name and an administrator", async () => {
    const registrar = await venues.read("REGISTRAR_ROLE");
    await expect(register(OTHER, world.mallory, world.mallory)).rejects.toMatchObject(
      reverting("AccessControlUnauthorizedAccount", world.mallory, registrar),
    );
    await expect(register(ZeroHash, world.mallory)).rejects.toMatchObject(reverting("SubjectIsZero"));
    await expect(register(OTHER, ZeroAddress)).rejects.toMatchObject(reverting("AdminIsZero"));
    await expect(register(VENUE, world.mallory)).rejects.toMatchObject(
      reverting("SubjectAlreadyRegistered", VENUE),
    );
    expect(await venues.read("isRegistered", [OTHER])).toBe(false);
    const events = venues.events(await register(OTHER, world.mallory));
    expect(events).toContainEqual({ name: "VenueRegistered", args: { venue: OTHER, admin: world.mallory } });
    expect(await venues.read("isRegistered", [OTHER])).toBe(true);
    await expect(
      Contract.deploy(world.chain, "VenueRegistry", venueRegistryAbi, [ZeroAddress]),
    ).rejects.toMatchObject(reverting("AdminIsZero"));
  });

  it("governs itself: the registry's administrator has no power over its keys", async () => {
    const role = await venues.read("adminRoleOf", [VENUE]);
    const { admin, mallory, venueAdmin } = world;
    await expect(venues.send("grantRole", [role, mallory], { from: admin })).rejects.toMatchObject(
      await unauthorized(admin),
    );
    await venues.send("grantRole", [role, mallory], { from: venueAdmin });
    await venues.send("revokeRole", [role, venueAdmin], { from: mallory });
    const key = keyOf("later attestor");
    await expect(world.addAttestor(key, now, now + 100n)).rejects.toMatchObject(
      await unauthorized(venueAdmin),
    );
    await world.addAttestor(key, now, now + 100n, { from: mallory });
  });

  it("has no administrator from before it was registered: nobody can grant that role in advance", async () => {
    const role = await venues.read("adminRoleOf", [OTHER]);
    const { admin, mallory, registrar, venueAdmin } = world;
    for (const from of [admin, registrar, mallory]) {
      await expect(venues.send("grantRole", [role, mallory], { from })).rejects.toMatchObject(
        await unauthorized(from, OTHER),
      );
    }
    await venues.send("registerVenue", [OTHER, venueAdmin], { from: registrar });
    expect(await venues.read("getRoleAdmin", [role])).toBe(role);
    expect(await venues.read("hasRole", [role, mallory])).toBe(false);
    expect(await venues.read("hasRole", [role, venueAdmin])).toBe(true);
  });

  it("adds a key only with its consent to this venue, window, contract and chain (T-20)", async () => {
    const key = keyOf("later attestor");
    const [notBefore, notAfter] = [now, now + 100n];
    const digest = await venues.read("consentDigestOf", [VENUE, key.address, notBefore, notAfter]);
    expect(digest).toBe(
      TypedDataEncoder.hash(world.venueDomain, CONSENT_TYPES, {
        venue: VENUE,
        attestor: key.address,
        notBefore,
        notAfter,
      }),
    );
    const consents = await Promise.all([
      world.consent(world.attestor, notBefore, notAfter),
      world.consent(key, notBefore + 1n, notAfter),
      world.consent(key, notBefore, notAfter + 1n),
      world.consent(key, notBefore, notAfter, { venue: OTHER }),
      world.consent(key, notBefore, notAfter, { domain: { ...world.venueDomain, chainId: 1n } }),
      world.consent(key, notBefore, notAfter, {
        domain: { ...world.venueDomain, verifyingContract: world.markets.address },
      }),
    ]);
    for (const consent of [...consents, "0x"]) {
      await expect(
        venues.send("addAttestor", [VENUE, key.address, notBefore, notAfter, consent], {
          from: world.venueAdmin,
        }),
      ).rejects.toMatchObject(reverting("SignatureInvalid", key.address, digest));
    }
    expect(await venues.read("isAttestor", [key.address])).toBe(false);
    await world.addAttestor(key, notBefore, notAfter);
    expect(await venues.read("isAttestor", [key.address])).toBe(true);
  });
});
