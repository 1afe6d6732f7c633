import { AbiCoder, encodeBytes32String, getAddress, id, keccak256, ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MEETS_MAINTENANCE, packPredicate } from "../../prover/margin/predicate.ts";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld } from "../support/claims.ts";
import { deployClaims, LEVELS, openScope, POLICY, type Policy } from "../support/deploy-claims.ts";
import { closeProver } from "../support/proofs.ts";
import { UNKNOWN } from "../support/registries.ts";

const MAX_AGE = 30n * 86_400n;
const MAX_PREDICATE = 2n ** 85n - 1n;
const PREDICATES = LEVELS.map(packPredicate);
const SALT = id("salt");
const SCOPE_TYPE =
  "solvency.MarginClaims/2 scope(uint256 chainId,address claims,address owner,bytes32 venue,bytes32 market,bytes32 family,uint32 maxAccountsAge,uint32 maxMarketAge,bytes32 salt)";

let world: ClaimsWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const open = (policy: Partial<Policy> = {}, levels: readonly bigint[] = PREDICATES, salt = SALT) =>
  world.claims.send("openScope", [{ ...POLICY, ...policy }, levels, salt], { from: world.bob });

/** As SPEC and IMarginClaims have it. */
function scopeId(chainId: bigint, claims: string, owner: string, policy: Policy, salt: string): bigint {
  const { venue, market, family, maxAccountsAge, maxMarketAge } = policy;
  const encoded = AbiCoder.defaultAbiCoder().encode(
    [
      ...["bytes32", "uint256", "address", "address", "bytes32", "bytes32", "bytes32"],
      ...["uint32", "uint32", "bytes32"],
    ],
    [id(SCOPE_TYPE), chainId, claims, owner, venue, market, family, maxAccountsAge, maxMarketAge, salt],
  );
  return BigInt(keccak256(encoded)) >> 3n;
}

describe("a scope", () => {
  it("is opened by anybody, has the id foretold, and says what it accepts", async () => {
    const { claims, chain, bob } = world;
    const expected = scopeId(chain.id, claims.address, bob, POLICY, SALT);
    expect(await claims.read("scopeIdOf", [bob, POLICY, SALT])).toBe(expected);
    expect(expected).toBeLessThan(2n ** 253n);
    const closed = {
      venue: ZeroHash,
      market: ZeroHash,
      family: ZeroHash,
      maxAccountsAge: 0n,
      maxMarketAge: 0n,
    };
    expect(await claims.read("scopeOf", [expected])).toEqual({
      policy: closed,
      owner: ZeroAddress,
      predicates: [],
    });

    const receipt = await open();
    expect(claims.events(receipt)).toEqual([
      { name: "ScopeOpened", args: { scope: expected, owner: bob, policy: POLICY } },
      ...PREDICATES.map((predicate, level) => ({
        name: "LevelAdded",
        args: { scope: expected, level: BigInt(level), predicate },
      })),
    ]);
    expect(await claims.read("scopeOf", [expected])).toEqual({
      policy: POLICY,
      owner: bob,
      predicates: PREDICATES,
    });
    expect(await claims.read("SCOPE_TYPEHASH")).toBe(id(SCOPE_TYPE));
  });

  it("has an id of its owner, policy, salt, contract and chain: change one, and it is another (T-20)", async () => {
    const { claims, bob, alice, chain } = world;
    const base = await claims.read("scopeIdOf", [bob, POLICY, SALT]);
    const other = encodeBytes32String("other");
    const ids = [base, await claims.read("scopeIdOf", [alice, POLICY, SALT])];
    ids.push(await claims.read("scopeIdOf", [bob, POLICY, ZeroHash]));
    for (const change of [
      { venue: other },
      { market: other },
      { family: other },
      { maxAccountsAge: 1n },
      { maxMarketAge: 1n },
    ]) {
      ids.push(await claims.read("scopeIdOf", [bob, { ...POLICY, ...change }, SALT]));
    }
    const twin = await deployClaims(world.registries, world.router);
    ids.push(await twin.read("scopeIdOf", [bob, POLICY, SALT]));
    const elsewhere = await ClaimsWorld.open(chain.id + 1n);
    try {
      expect(elsewhere.claims.address).toBe(claims.address);
      ids.push(await elsewhere.claims.read("scopeIdOf", [bob, POLICY, SALT]));
    } finally {
      await elsewhere.close();
    }
    expect(new Set(ids).size).toBe(10);
  });

  it("is opened once, and another's never", async () => {
    const { claims, bob, alice } = world;
    await open();
    const scope = await claims.read("scopeIdOf", [bob, POLICY, SALT]);
    await expect(open()).rejects.toMatchObject(reverting("ScopeAlreadyOpen", scope));
    await expect(open({}, [PREDICATES[1] ?? 0n])).rejects.toMatchObject(reverting("ScopeAlreadyOpen", scope));
    expect(await openScope(claims, { salt: SALT, from: alice })).not.toBe(scope);
    await open({}, PREDICATES, ZeroHash);
  });

  it("is of a venue that is registered, of a market that is open, and of circuits that are named", async () => {
    await expect(open({ venue: UNKNOWN })).rejects.toMatchObject(reverting("VenueUnknown", UNKNOWN));
    await expect(open({ market: UNKNOWN })).rejects.toMatchObject(reverting("MarketUnknown", UNKNOWN));
    await expect(open({ family: ZeroHash })).rejects.toMatchObject(reverting("FamilyIsZero"));
  });

  it.each(["maxAccountsAge", "maxMarketAge"] as const)(
    "has a %s of a second to thirty days",
    async (name) => {
      for (const age of [0n, MAX_AGE + 1n, 2n ** 32n - 1n]) {
        await expect(open({ [name]: age })).rejects.toMatchObject(
          reverting("MaxAgeOutOfRange", age, 1n, MAX_AGE),
        );
      }
      for (const age of [1n, MAX_AGE]) await open({ [name]: age });
      expect(await world.claims.read("MAX_AGE")).toBe(MAX_AGE);
    },
  );
});

describe("the levels of a scope", () => {
  it("are at least one", async () => {
    await expect(open({}, [])).rejects.toMatchObject(reverting("LevelCountOutOfRange", 0n, 1n, 255n));
    await open({}, [0n]);
  });

  it("are at most 255, given at once or one by one", async () => {
    const { claims, bob } = world;
    const many = Array.from({ length: 256 }, () => 0n);
    const options = { from: bob, gas: 12_000_000n };
    const args = (levels: readonly bigint[]) => [POLICY, levels, SALT];
    await expect(claims.send("openScope", args(many), options)).rejects.toMatchObject(
      reverting("LevelCountOutOfRange", 256n, 1n, 255n),
    );
    await claims.send("openScope", args(many.slice(2)), options);
    const scope = await claims.read("scopeIdOf", [bob, POLICY, SALT]);
    await claims.send("addLevel", [scope, 6n], { from: bob });
    await expect(claims.send("addLevel", [scope, 7n], { from: bob })).rejects.toMatchObject(
      reverting("LevelCountOutOfRange", 256n, 1n, 255n),
    );
    expect(await claims.read("MAX_LEVELS")).toBe(255n);
  });

  it("are predicates, well-formed (T-03)", async () => {
    const { claims, bob } = world;
    const refusal = reverting("MalformedPredicate", MAX_PREDICATE + 1n, MAX_PREDICATE);
    await expect(open({}, [0n, MAX_PREDICATE + 1n])).rejects.toMatchObject(refusal);
    await open({}, [MAX_PREDICATE]);
    const scope = await claims.read("scopeIdOf", [bob, POLICY, SALT]);
    await expect(claims.send("addLevel", [scope, MAX_PREDICATE + 1n], { from: bob })).rejects.toMatchObject(
      refusal,
    );
  });

  it("are added by the owner only, where there is a scope", async () => {
    const { claims, bob, alice, admin } = world;
    await open();
    const scope = await claims.read("scopeIdOf", [bob, POLICY, SALT]);
    for (const from of [alice, admin]) {
      await expect(claims.send("addLevel", [scope, 5n], { from })).rejects.toMatchObject(
        reverting("NotScopeOwner", from, bob),
      );
    }
    await expect(claims.send("addLevel", [5n, 5n], { from: bob })).rejects.toMatchObject(
      reverting("ScopeUnknown", 5n),
    );
    const receipt = await claims.send("addLevel", [scope, 5n], { from: bob });
    expect(claims.events(receipt)).toEqual([
      { name: "LevelAdded", args: { scope, level: 3n, predicate: 5n } },
    ]);
    expect(await claims.read("scopeOf", [scope])).toMatchObject({ predicates: [...PREDICATES, 5n] });
  });

  it("leave claims of earlier levels what they were", async () => {
    const { claims, scope } = world;
    const made = await world.made(1n);
    await world.submit(made);
    const before = await world.claimOf(made);
    await claims.send("addLevel", [scope, packPredicate(MEETS_MAINTENANCE)]);
    expect(await world.claimOf(made)).toEqual(before);
    expect(await world.isSolvent(made)).toBe(true);
  });
});

describe("claims of two scopes", () => {
  it("do not touch, under one nullifier or another (T-30)", async () => {
    const { claims, alice } = world;
    const scope = await openScope(claims, { salt: SALT, from: alice });
    const here = await world.made(1n);
    const there = await world.standIn({ ...here.terms, scope }, 1n);
    await world.submit(here);
    await expect(world.submit({ ...here, terms: { ...here.terms, scope } })).rejects.toMatchObject({
      error: "InvalidProof",
    });
    await world.submit(there);
    expect(await world.isSolvent(here)).toBe(true);
    expect(await world.isSolvent(there)).toBe(true);
    const elsewhere = await world.made(2n);
    await world.submit(elsewhere);
    expect(await world.isSolvent(elsewhere)).toBe(true);
    expect(await world.isSolvent(elsewhere, { scope })).toBe(false);
    expect(getAddress((await world.claimOf(there)).recipient)).toBe(alice);
  });

  it("take keys of their own family only (T-16)", async () => {
    const { claims } = world;
    const other = encodeBytes32String("solvency/other/1");
    const scope = await openScope(claims, { policy: { family: other } });
    const made = await world.standIn({ ...(await world.terms()), scope }, 1n);
    await expect(world.submit(made)).rejects.toMatchObject(reverting("FamilyMismatch", POLICY.family, other));
    await expect(world.check(made)).rejects.toMatchObject(reverting("FamilyMismatch", POLICY.family, other));
  });
});
