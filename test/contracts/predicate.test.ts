import { Interface } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Usd } from "../../prover/domain/usd.ts";
import {
  BUFFER_BOUND,
  type Predicate,
  packPredicate,
  RATIO_BPS_BOUND,
  slack,
  unpackPredicate,
} from "../../prover/margin/predicate.ts";
import { plain } from "../../verifier-contracts/client/plain.ts";
import { Chain, reverting } from "../support/chain.ts";
import { compileSolidity } from "../support/solidity.ts";

const MAX = 2n ** 85n - 1n;

/** Values near one another and near the bounds, so that comparisons turn both ways. */
const upTo = (bound: bigint) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: bound - 1n }),
    fc.bigInt({ min: 0n, max: 3n }),
    fc.constantFrom(bound - 2n, bound - 1n),
  );
const predicates: fc.Arbitrary<Predicate> = fc.record({
  kind: fc.constantFrom("maintenance", "initial"),
  ratioBps: upTo(RATIO_BPS_BOUND),
  bufferUsd: upTo(BUFFER_BOUND),
});

let chain: Chain;
let abi: Interface;
let address: string;

beforeAll(async () => {
  chain = await Chain.open();
  const { PredicateHarness } = await compileSolidity("test/contracts/harness/PredicateHarness.sol");
  if (PredicateHarness === undefined) throw new Error("no harness");
  abi = new Interface(PredicateHarness.abi);
  address = await chain.deployCode(PredicateHarness);
});
afterAll(() => chain.close());

async function run(name: string, ...args: readonly unknown[]): Promise<unknown> {
  const data = abi.encodeFunctionData(name, args);
  const result = await chain.call({ from: chain.account(0), to: address, data }, abi);
  return plain(abi.decodeFunctionResult(name, result));
}

const implies = async (held: Predicate, required: Predicate): Promise<boolean> =>
  ((await run("implies", packPredicate(held), packPredicate(required))) as [boolean])[0];

describe("Predicate", () => {
  it("is packed and unpacked as TypeScript does", async () => {
    await fc.assert(
      fc.asyncProperty(predicates, async (predicate) => {
        const { kind, ratioBps, bufferUsd } = predicate;
        const code = kind === "initial" ? 1n : 0n;
        const packed = packPredicate(predicate);
        expect(await run("pack", code, ratioBps, bufferUsd)).toEqual([packed]);
        expect(await run("unpack", packed)).toEqual({ kind: code, ratioBps, bufferUSD: bufferUsd });
        expect(unpackPredicate(packed)).toEqual(predicate);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("has fields that do not overflow into each other: a ratio of 2^20 is refused (T-03)", async () => {
    for (const ratio of [RATIO_BPS_BOUND, 2n ** 64n, 2n ** 256n - 1n]) {
      await expect(run("pack", 0n, ratio, 0n)).rejects.toMatchObject(
        reverting("RatioOutOfRange", ratio, RATIO_BPS_BOUND - 1n),
      );
    }
    await expect(run("pack", 2n, 0n, 0n)).rejects.toMatchObject({ error: "Panic" });
  });

  it("with bits above its 85 is malformed wherever it is read (T-03)", async () => {
    for (const predicate of [MAX + 1n, 1n << 96n, 1n << 255n, 2n ** 256n - 1n]) {
      const refusal = reverting("MalformedPredicate", predicate, MAX);
      await expect(run("unpack", predicate)).rejects.toMatchObject(refusal);
      await expect(run("implies", predicate, 0n)).rejects.toMatchObject(refusal);
      await expect(run("implies", 0n, predicate)).rejects.toMatchObject(refusal);
    }
    expect(await run("unpack", MAX)).toEqual({
      kind: 1n,
      ratioBps: RATIO_BPS_BOUND - 1n,
      bufferUSD: BUFFER_BOUND - 1n,
    });
  });
});

describe("implication", () => {
  it("is: same kind, ratio and buffer at least as large, each on its own", async () => {
    await fc.assert(
      fc.asyncProperty(predicates, predicates, async (held, required) => {
        const expected =
          held.kind === required.kind &&
          held.ratioBps >= required.ratioBps &&
          held.bufferUsd >= required.bufferUsd;
        expect(await implies(held, required)).toBe(expected);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it("is exact by one unit in each field, and no field makes up for another", async () => {
    const held: Predicate = { kind: "maintenance", ratioBps: 12_000n, bufferUsd: 5_000n };
    expect(await implies(held, held)).toBe(true);
    for (const [change, expected] of [
      [{ ratioBps: 11_999n }, true],
      [{ ratioBps: 12_001n }, false],
      [{ bufferUsd: 4_999n }, true],
      [{ bufferUsd: 5_001n }, false],
      [{ ratioBps: 0n, bufferUsd: 5_001n }, false],
      [{ ratioBps: 12_001n, bufferUsd: 0n }, false],
      [{ kind: "initial" }, false],
      [{ kind: "initial", ratioBps: 0n, bufferUsd: 0n }, false],
    ] as const) {
      expect(await implies(held, { ...held, ...change }), JSON.stringify(Object.keys(change))).toBe(expected);
    }
  });

  it("is sound: every account that satisfies what is held satisfies what it implies (T-39)", async () => {
    const amount = fc.bigInt({ min: 0n, max: 2n ** 165n });
    const near = fc.bigInt({ min: -3n, max: 3n });
    await fc.assert(
      fc.asyncProperty(
        predicates,
        predicates,
        amount,
        amount,
        near,
        async (held, required, first, second, offset) => {
          fc.pre(await implies(held, required));
          const requirement = { maintenance: first as Usd, initial: second as Usd };
          // The least equity that satisfies what is held, and a little around it.
          const least = -slack(held, { ...requirement, equity: 0n as Usd });
          const equity = ((least + 9_999n) / 10_000n + offset) as Usd;
          fc.pre(slack(held, { ...requirement, equity }) >= 0n);
          expect(slack(required, { ...requirement, equity }) >= 0n).toBe(true);
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it("is a partial order: reflexive, transitive, antisymmetric", async () => {
    await fc.assert(
      fc.asyncProperty(predicates, predicates, predicates, async (a, b, c) => {
        expect(await implies(a, a)).toBe(true);
        if ((await implies(a, b)) && (await implies(b, a))) expect(a).toEqual(b);
        if ((await implies(a, b)) && (await implies(b, c))) expect(await implies(a, c)).toBe(true);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
