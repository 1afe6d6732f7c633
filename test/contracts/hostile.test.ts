import { id } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { REPORTING_GAS, Reverted, reverting } from "../support/chain.ts";
import { ClaimsWorld, type Made } from "../support/claims.ts";
import { Contract } from "../support/contract.ts";
import { CLAIMS_ABI, openScope, route } from "../support/deploy-claims.ts";
import { coordinatesOf, fromCoordinates, malformed, unreduced } from "../support/points.ts";
import { closeProver } from "../support/proofs.ts";
import { type Compiled, compileSolidity } from "../support/solidity.ts";

/** What surrounds the verifier: the transaction, its calldata, two attestations, the slot, the error. */
const OVERHEAD = 240_000n + REPORTING_GAS;
/** Far more than any cap here: what a malformed point would burn without one. */
const LAVISH = 14_000_000n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
let first: Made;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.proven();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

const failureOf = (sent: Promise<unknown>): Promise<Reverted | undefined> =>
  sent.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Reverted) return error;
      throw error;
    },
  );

const withProof = (made: Made, proof: readonly bigint[]): Made => ({
  ...made,
  submission: { ...made.submission, proof },
});

describe("a malformed proof (T-18)", () => {
  it("is refused, and costs its sender the router's cap and a known overhead at most, whatever gas is given", async () => {
    const cap = (await world.router.read("gasCap", [world.marginKey, 1n])) as bigint;
    const original = fromCoordinates(first.submission.proof);
    const costs: bigint[] = [];
    for (const { name, proof } of [...(await malformed(original)), ...unreduced(original)]) {
      const bad = withProof(first, coordinatesOf(proof));
      const alone = await failureOf(world.submit(bad, { gas: LAVISH }));
      expect(alone?.error, name).toBe("InvalidProof");
      const batch = await failureOf(world.submitBatch([bad], { gas: LAVISH }));
      expect(batch?.error, name).toBe("InvalidBatch");
      for (const failure of [alone, batch]) {
        expect(failure?.gasUsed, name).toBeLessThanOrEqual(cap + OVERHEAD);
        costs.push(failure?.gasUsed ?? 0n);
      }
    }
    // The cap is what held them: some did burn all that they were given.
    expect(costs.some((cost) => cost > cap)).toBe(true);
    expect((await world.claimOf(first)).expiry).toBe(0n);
  });
});

describe("a hostile verifier (T-18)", () => {
  const REFUSED = [
    "LoopsForever",
    "ReturnsBomb",
    "RevertsWithBomb",
    "RevertsWithNothing",
    "ReturnsNothing",
    "ReturnsShort",
    "ReturnsTwoWords",
    "ReturnsTwo",
  ] as const;
  let compiled: Record<string, Compiled>;

  beforeAll(async () => {
    compiled = await compileSolidity("test/contracts/hostile/HostileProofVerifiers.sol");
  });

  async function routeHostile(name: string): Promise<string> {
    const code = compiled[name];
    if (code === undefined) throw new Error(`no contract ${name}`);
    const digest = id(name);
    await route(world.router, digest, await world.chain.deployCode(code, [digest, 6n]));
    return digest;
  }

  it.each(REFUSED)("that %s confirms no claim, within its cap", async (name) => {
    const digest = await routeHostile(name);
    const made = { ...first, terms: { ...first.terms, keyDigest: digest } };
    const cap = (await world.router.read("gasCap", [digest, 1n])) as bigint;
    const alone = await failureOf(world.submit(made, { gas: LAVISH }));
    const batch = await failureOf(world.submitBatch([made], { gas: LAVISH }));
    expect([alone?.error, batch?.error]).toEqual(["InvalidProof", "InvalidBatch"]);
    for (const failure of [alone, batch]) expect(failure?.gasUsed).toBeLessThanOrEqual(cap + OVERHEAD);
    await expect(world.check(made)).rejects.toMatchObject({ error: "InvalidProof" });
    expect((await world.claimOf(first)).expiry).toBe(0n);
  });

  it("confirms claims for as long as it is active, and its tombstone ends them all (T-16)", async () => {
    const digest = await routeHostile("ReturnsTrue");
    const forged = withProof(
      await world.made(9n),
      Array.from({ length: 8 }, () => 0n),
    );
    const made = { ...forged, terms: { ...forged.terms, keyDigest: digest } };
    await world.submit(made);
    await world.submit(first);
    expect(await world.isSolvent(made)).toBe(true);
    await world.router.send("tombstone", [digest]);
    expect(await world.isSolvent(made)).toBe(false);
    expect(await world.isSolvent(first)).toBe(true);
  });

  it("that vanished confirms nothing; claims it confirmed before hold on", async () => {
    const { chain, verifier } = world;
    await world.submit(first);
    await chain.request("hardhat_setCode", verifier.address, "0x");
    const renewal = await world.proven({ accounts: 1, market: 1 });
    await expect(world.submit(renewal)).rejects.toMatchObject({ error: "InvalidProof" });
    expect(await world.isSolvent(first)).toBe(true);
  });
});

describe("too little gas (T-18)", () => {
  it("never makes a valid proof look invalid, whatever the amount, and leaves nothing behind", async () => {
    const retry = await world.chain.checkpoint();
    const { gasUsed } = await world.submit(first);
    const seen = new Set<string>();
    for (let gas = 60_000n; gas < gasUsed + 200_000n; gas += 17_001n) {
      await retry();
      const failure = await failureOf(world.submit(first, { gas }));
      seen.add(failure?.error ?? "success");
      expect((await world.claimOf(first)).expiry === 0n, `${gas} gas`).toBe(failure !== undefined);
    }
    // "" is a call of a registry that ran out of gas.
    for (const each of seen) expect(["", "OutOfGas", "InsufficientGas", "success"]).toContain(each);
    expect([...seen]).toEqual(expect.arrayContaining(["InsufficientGas", "success"]));
  });
});

describe("a registry that calls back", () => {
  it("gets no older claim past a newer one: what is held is read after the registries were called (T-24)", async () => {
    const { chain, admin, router, registries } = world;
    const { ReenteringVenues } = await compileSolidity("test/contracts/hostile/ReenteringVenues.sol");
    if (ReenteringVenues === undefined) throw new Error("no contract");
    const venues = new Contract(chain, await chain.deployCode(ReenteringVenues), ReenteringVenues.abi);
    const claims = await Contract.deploy(chain, "MarginClaims", CLAIMS_ABI, [
      admin,
      venues.address,
      registries.markets.address,
      router.address,
    ]);
    const scope = await openScope(claims);
    const claimOf = async (accounts: 0 | 1 | 2, submitter: string): Promise<Made> => {
      const terms = { ...(await world.terms({ accounts })), scope };
      const spec = { recipient: world.alice, submitter, claims: claims.address };
      return world.standIn(terms, 1n, spec);
    };
    const older = await claimOf(0, world.alice);
    const newer = await claimOf(1, venues.address);
    await venues.send("arm", [claims.address, claims.data("submit", [newer.terms, newer.submission])], {
      gas: 3_000_000n,
    });
    const time = at(world.marketAsOf, 0);
    const options = { from: world.alice, gas: 3_000_000n };
    await expect(claims.send("submit", [older.terms, older.submission], options)).rejects.toMatchObject(
      reverting("RenewalNotNewer", 1n, 1n, time, 2n, time),
    );
    expect(await claims.read("claimOf", [scope, 1n])).toMatchObject({ epoch: 0n });
    // The other way round, the newer one is what stays.
    await venues.send("arm", [claims.address, claims.data("submit", [newer.terms, newer.submission])], {
      gas: 3_000_000n,
    });
    const newest = await claimOf(2, world.alice);
    await claims.send("submit", [newest.terms, newest.submission], options);
    expect(await claims.read("claimOf", [scope, 1n])).toMatchObject({ epoch: 3n, recipient: world.alice });
  });
});
