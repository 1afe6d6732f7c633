import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reserveRegistryAbi } from "../../../verifier-contracts/abi/reserveRegistry.ts";
import type { Ownership } from "../../../verifier-contracts/client/publication.ts";
import {
  OWNERSHIP_TYPES,
  reserveDomain,
  signOwnership,
} from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { Chain, reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { keyOf, UNKNOWN, VENUE } from "../../support/registries.ts";
import { compileSolidity } from "../../support/solidity.ts";

const owner = keyOf("owner");
const MAX = 90n * 86_400n;

let chain: Chain;
let registry: Contract;
let now: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  chain = await Chain.open();
  registry = await Contract.deploy(chain, "ReserveRegistry", reserveRegistryAbi, []);
  now = (await chain.now()) + 10n;
  restore = await chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => chain.close());

const place = () => ({ chainId: chain.id, registry: registry.address });

/** Records what the owner signed, at a time. */
async function record(ownership: Partial<Ownership>, at: bigint = now) {
  const whole = { venue: VENUE, owner: owner.address, notAfter: now + 1_000n, ...ownership };
  return registry.send("record", [[await signOwnership(owner, place(), whole)]], { at });
}

const recorded = () => registry.read("ownershipOf", [owner.address]);
const isOwned = (venue: string = VENUE) => registry.read("isOwned", [owner.address, venue]);

describe("an ownership", () => {
  it("holds for its venue to its last second", async () => {
    expect(await isOwned()).toBe(false);
    const receipt = await record({});
    expect(registry.events(receipt)).toEqual([
      { name: "OwnershipRecorded", args: { venue: VENUE, owner: owner.address, notAfter: now + 1_000n } },
    ]);
    expect(await recorded()).toEqual({ venue: VENUE, notAfter: now + 1_000n });
    expect(await isOwned(UNKNOWN)).toBe(false);
    await chain.warpTo(now + 1_000n);
    expect(await isOwned()).toBe(true);
    await chain.warpTo(now + 1_001n);
    expect(await isOwned()).toBe(false);
  });

  it("is of one venue at a time (T-17)", async () => {
    await record({});
    await expect(record({ venue: UNKNOWN, notAfter: now + 2_000n }, now + 1_000n)).rejects.toMatchObject(
      reverting("OwnedForAnother", owner.address, UNKNOWN, VENUE, now + 1_000n),
    );
    await record({ venue: UNKNOWN, notAfter: now + 2_000n }, now + 1_001n);
    expect(await isOwned()).toBe(false);
    expect(await isOwned(UNKNOWN)).toBe(true);
  });

  it("is prolonged, not shortened, and the same one again does nothing", async () => {
    await record({});
    await record({ notAfter: now + 1_001n }, now + 1n);
    await expect(record({ notAfter: now + 1_000n }, now + 2n)).rejects.toMatchObject(
      reverting("OwnershipEndOutOfRange", owner.address, now + 1_000n, now + 1_001n, now + 2n + MAX),
    );
    expect(registry.events(await record({ notAfter: now + 1_001n }, now + 3n))).toEqual([]);
  });

  it("ends within 90 days, and not before it begins", async () => {
    await expect(record({ notAfter: now + MAX + 1n })).rejects.toMatchObject(
      reverting("OwnershipEndOutOfRange", owner.address, now + MAX + 1n, now, now + MAX),
    );
    await expect(record({ notAfter: now }, now + 1n)).rejects.toMatchObject(
      reverting("OwnershipEndOutOfRange", owner.address, now, now + 1n, now + 1n + MAX),
    );
    await record({ notAfter: now + 2n + MAX }, now + 2n);
    expect(await isOwned()).toBe(true);
  });

  it("may be old when the address never backed a venue, and is of no use then", async () => {
    await chain.warpTo(now + 5_000n);
    await expect(record({}, now + 5_001n)).rejects.toMatchObject({ error: "OwnershipEndOutOfRange" });
  });
});

describe("its signature", () => {
  const ownership = () => ({ venue: VENUE, owner: owner.address, notAfter: now + 1_000n });

  it("is of the address itself", async () => {
    const signature = await keyOf("thief").signTypedData(
      reserveDomain(place()),
      OWNERSHIP_TYPES,
      ownership(),
    );
    const digest = await registry.read("digestOf", [ownership()]);
    await expect(registry.send("record", [[{ ownership: ownership(), signature }]])).rejects.toMatchObject(
      reverting("OwnershipSignatureInvalid", owner.address, digest),
    );
  });

  it.each([
    ["chain", { chainId: 1n }],
    ["contract", { verifyingContract: owner.address }],
    ["version", { version: "2" }],
  ])("is for this %s (T-20)", async (_, change) => {
    const domain = { ...reserveDomain(place()), ...change };
    const signature = await owner.signTypedData(domain, OWNERSHIP_TYPES, ownership());
    await expect(registry.send("record", [[{ ownership: ownership(), signature }]])).rejects.toMatchObject({
      error: "OwnershipSignatureInvalid",
    });
  });

  it("may be a contract's, in its own encoding", async () => {
    const { SigningWallet } = await compileSolidity("test/contracts/harness/SigningWallet.sol");
    if (SigningWallet === undefined) throw new Error("not compiled");
    const wallet = await chain.deployCode(SigningWallet, [owner.address]);
    const theirs = { ...ownership(), owner: wallet };
    const { r, s, v } = owner.signingKey.sign((await registry.read("digestOf", [theirs])) as string);
    const signature = `${r}${s.slice(2)}${v.toString(16).padStart(64, "0")}`;
    await registry.send("record", [[{ ownership: theirs, signature }]]);
    expect(await registry.read("isOwned", [wallet, VENUE])).toBe(true);
  });
});
