import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { Reverted } from "../support/chain.ts";
import {
  ACCOUNTS_AS_OF,
  type ClaimsWorld,
  LIFETIME,
  MARKET_AS_OF,
  MarginClaims,
  openClaims,
  type Submission,
  trustRoots,
} from "../support/claims.ts";
import { closeProver } from "../support/proofs.ts";
import { type Compiled, compileSolidity } from "../support/solidity.ts";

/** The transaction, its calldata, roots and flags read, the error: measured 44,000. */
const OVERHEAD = 55_000n;

let world: ClaimsWorld;
let restore: () => Promise<void>;
let hostile: Readonly<Record<string, Compiled>>;
let first: Submission;
let cap: bigint;

beforeAll(async () => {
  hostile = await compileSolidity("test/contracts/hostile/HostileVerifiers.sol");
  world = await openClaims();
  await trustRoots(world);
  first = await world.proven();
  cap = (await world.claims.read("VERIFIER_GAS")) as bigint;
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

/** MarginClaims on a verifier of HostileVerifiers.sol, with the same roots. */
async function claimsOn(name: string): Promise<MarginClaims> {
  const { chain, owner, roots } = world;
  const code = hostile[name];
  if (code === undefined) throw new Error(`no contract ${name}`);
  const verifier = await chain.deployCode(code);
  const claims = new MarginClaims(chain, await chain.deploy("MarginClaims", [verifier, LIFETIME, owner]));
  await claims.trustAccountsRoot(at(roots.accounts, 0), 1n, ACCOUNTS_AS_OF[0]);
  await claims.trustMarketRoot(at(roots.markets, 0), MARKET_AS_OF[0]);
  return claims;
}

/** How a call of `check` ends with so much gas: the error's name, or "" for success. */
async function outcome(claims: MarginClaims, gas: bigint, submission: Submission = first): Promise<string> {
  try {
    await claims.check(submission, { gas });
    return "success";
  } catch (error) {
    if (!(error instanceof Reverted)) throw error;
    return error.error;
  }
}

/** The least gas with which `check` no longer ends as it does with little gas, by bisection. */
async function threshold(claims: MarginClaims, ends: (outcome: string) => boolean): Promise<bigint> {
  let [low, high] = [100_000n, 1_000_000n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (ends(await outcome(claims, middle))) low = middle;
    else high = middle;
  }
  return high;
}

describe("a hostile verifier (T-18)", () => {
  const REFUSED = [
    "BurnsAllGas",
    "LoopsForever",
    "ReturnsBomb",
    "RevertsWithBomb",
    "RevertsWithTrue",
    "ReturnsNothing",
    "ReturnsShort",
    "ReturnsTwoWords",
    "ReturnsTwo",
    "ReturnsLeftAlignedTrue",
    "WritesState",
    "CallsBack",
  ];

  it.each(REFUSED)("that is %s confirms nothing and burns no more than its cap", async (name) => {
    const claims = await claimsOn(name);
    for (const gas of [500_000n, 15_000_000n]) {
      const failure = await claims.submit(first, { gas }).then(
        () => undefined,
        (error: Reverted) => error,
      );
      expect(failure?.error).toBe("InvalidProof");
      expect(failure?.gasUsed, `with ${gas} gas`).toBeLessThanOrEqual(cap + OVERHEAD);
    }
    expect((await claims.claimOf(first.statement.nullifier)).expiry).toBe(0n);
  });

  it("that vanished confirms nothing", async () => {
    const { chain, claims, verifier } = world;
    await chain.request("hardhat_setCode", verifier, "0x");
    await expect(claims.submit(first)).rejects.toMatchObject({ error: "InvalidProof" });
  });

  it("stops new claims only: those recorded, revocation and the pause work on (T-26)", async () => {
    const { chain, claims, verifier, roots } = world;
    await claims.submit(first);
    await chain.request("hardhat_setCode", verifier, "0xfe");
    expect(await claims.holds(first)).toBe(true);
    await claims.distrust("Accounts", at(roots.accounts, 0));
    expect(await claims.holds(first)).toBe(false);
    await claims.send("pause");
  });
});

describe("too little gas (T-18)", () => {
  it("never makes a valid proof look invalid, whatever the amount", async () => {
    const { claims } = world;
    const seen = new Set<string>();
    for (let gas = 40_000n; gas < 700_000n; gas += 1_999n) seen.add(await outcome(claims, gas));
    expect([...seen].sort()).toEqual(["InsufficientGas", "OutOfGas", "success"]);
  });

  it("is noticed to the last unit: a verifier that needs its whole cap is never given less", async () => {
    const claims = await claimsOn("NeedsItsGas");
    const least = await threshold(claims, (name) => name !== "success");
    // Around the threshold, unit by unit; a call given less than asked would end in InvalidProof.
    for (let gas = least - 150n; gas < least + 50n; gas++) {
      expect(await outcome(claims, gas), `${gas - least}`).toBe(gas < least ? "InsufficientGas" : "success");
    }
    for (let gas = least; gas < least + 400_000n; gas += 7_001n) {
      expect(await outcome(claims, gas)).toBe("success");
    }
  });

  it("says what is there and what is needed", async () => {
    const { claims } = world;
    const least = await threshold(claims, (name) => name === "OutOfGas" || name === "InsufficientGas");
    const failure = await claims.check(first, { gas: least - 1n }).then(
      () => undefined,
      (error: Reverted) => error,
    );
    const [available, required] = (failure?.args ?? []) as [bigint, bigint];
    expect(failure?.error).toBe("InsufficientGas");
    expect(available).toBeLessThan(required);
    // A call keeps 1/64 back: so much must be there for the cap to be what the verifier gets.
    expect(required).toBeGreaterThan((cap * 64n) / 63n);
  });

  it("is never mistaken for it after a verifier has burnt its cap: the refusal itself is always paid for", async () => {
    const claims = await claimsOn("BurnsAllGas");
    const least = await threshold(claims, (name) => name === "OutOfGas" || name === "InsufficientGas");
    for (let gas = least; gas < least + 60n; gas++) expect(await outcome(claims, gas)).toBe("InvalidProof");
    expect(await outcome(claims, least - 1n)).toBe("InsufficientGas");
    await expect(claims.check(first, { gas: least })).rejects.toMatchObject({ error: "InvalidProof" });
  });

  it("for the record after a valid proof leaves nothing behind", async () => {
    const { chain, claims } = world;
    const retry = await chain.checkpoint();
    const { gasUsed } = await claims.submit(first);
    for (const gas of [gasUsed / 2n, gasUsed - 30_000n, gasUsed - 1n]) {
      await retry();
      const failure = await claims.submit(first, { gas }).then(
        () => undefined,
        (error: Reverted) => error.error,
      );
      if (failure === undefined) continue; // the peak may lie below what was used, as refunds come last
      expect(["InsufficientGas", "OutOfGas"]).toContain(failure);
      expect((await claims.claimOf(first.statement.nullifier)).expiry).toBe(0n);
    }
    await retry();
    await expect(claims.submit(first, { gas: 250_000n })).rejects.toMatchObject({ error: "InsufficientGas" });
  });
});
