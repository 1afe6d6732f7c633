import { getAddress, toBeHex, ZeroAddress } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Chain } from "../support/chain.ts";
import { Contract } from "../support/contract.ts";
import { compileSolidity } from "../support/solidity.ts";

interface Held {
  readonly epoch: bigint;
  readonly marketAsOf: bigint;
  readonly verifier: bigint;
  readonly level: bigint;
  readonly recipient: string;
}

/** Random, near one another, and at the bounds. */
const upTo = (bits: bigint) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** bits - 1n }),
    fc.bigInt({ min: 0n, max: 2n }),
    fc.constantFrom(2n ** bits - 2n, 2n ** bits - 1n),
  );
const claims: fc.Arbitrary<Held> = fc.record({
  epoch: upTo(40n),
  marketAsOf: upTo(40n),
  verifier: upTo(8n),
  level: upTo(8n),
  recipient: upTo(160n).map((value) => getAddress(toBeHex(value, 20))),
});

/** As HeldClaim.sol has it, from the least significant bit: 160, 8, 8, 40 and 40 bits. */
const packed = ({ epoch, marketAsOf, verifier, level, recipient }: Held): bigint =>
  BigInt(recipient) | (level << 160n) | (verifier << 168n) | (marketAsOf << 176n) | (epoch << 216n);

let chain: Chain;
let harness: Contract;

beforeAll(async () => {
  chain = await Chain.open();
  const { HeldClaimHarness } = await compileSolidity("test/contracts/harness/HeldClaimHarness.sol");
  if (HeldClaimHarness === undefined) throw new Error("no harness");
  harness = new Contract(chain, await chain.deployCode(HeldClaimHarness), HeldClaimHarness.abi);
});
afterAll(() => chain.close());

const pack = ({ epoch, marketAsOf, verifier, level, recipient }: Held) =>
  harness.read("pack", [epoch, marketAsOf, verifier, level, recipient]) as Promise<bigint>;

describe("a claim in one word", () => {
  it("holds each of its parts, whatever the others are (T-03)", async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (held) => {
        const word = await pack(held);
        expect(word).toBe(packed(held));
        expect(await harness.read("unpack", [word])).toEqual(held);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("is newer by its epoch, then by the time of its market, and by nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(claims, claims, fc.boolean(), async (a, b, sameEpoch) => {
        const other = sameEpoch ? { ...b, epoch: a.epoch } : b;
        const newer = a.epoch > other.epoch || (a.epoch === other.epoch && a.marketAsOf > other.marketAsOf);
        expect(await harness.read("isNewerThan", [packed(a), packed(other)])).toBe(newer);
        expect(
          await harness.read("isNewerThan", [
            packed(a),
            packed({ ...b, epoch: a.epoch, marketAsOf: a.marketAsOf }),
          ]),
        ).toBe(false);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("is none only where the word is zero, which every claim of epoch 1 or later is newer than", async () => {
    const least = { epoch: 1n, marketAsOf: 0n, verifier: 0n, level: 0n, recipient: ZeroAddress };
    expect(await harness.read("isNone", [0n])).toBe(true);
    expect(await harness.read("isNone", [packed(least)])).toBe(false);
    expect(await harness.read("isNone", [1n])).toBe(false);
    expect(await harness.read("isNewerThan", [packed(least), 0n])).toBe(true);
    expect(await harness.read("isNewerThan", [0n, 0n])).toBe(false);
  });
});
