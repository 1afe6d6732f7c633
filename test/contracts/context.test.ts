import { getAddress, id } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { type ClaimContext, CONTEXT_TYPE, contextSignal } from "../../prover/margin/context.ts";
import { CLAIMS_ABI, type ClaimsWorld, MarginClaims, openClaims } from "../support/claims.ts";

const MAX_UINT64 = 2n ** 64n - 1n;

const addresses = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 160n - 1n, 0xffn << 152n),
  )
  .map((value) => getAddress(`0x${value.toString(16).padStart(40, "0")}`));
const deadlines = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX_UINT64 }),
  fc.constantFrom(0n, 1n, 2n ** 32n, MAX_UINT64),
);

let world: ClaimsWorld;

beforeAll(async () => {
  world = await openClaims();
});
afterAll(() => world.close());

describe("the context (T-20)", () => {
  it("is the same in TypeScript and Solidity, for any contract, recipient and deadline", async () => {
    const { chain, claims } = world;
    const code = await chain.request<string>("eth_getCode", claims.address, "latest");
    await fc.assert(
      fc.asyncProperty(addresses, addresses, deadlines, async (address, recipient, deadline) => {
        const before = await chain.request<string>("eth_getCode", address, "latest");
        fc.pre(BigInt(address) > 0x1000n); // not a precompile
        await chain.request("hardhat_setCode", address, code);
        const solidity = await new MarginClaims(chain, address).contextOf(recipient, deadline);
        if (address !== claims.address) await chain.request("hardhat_setCode", address, before);
        expect(solidity).toBe(contextSignal({ chainId: chain.id, claims: address, recipient, deadline }));
        expect(solidity).toBeLessThan(2n ** 253n);
      }),
      { numRuns: 150 },
    );
  });

  it.each([1n, 2n, 10_000n, 2n ** 32n, 2n ** 53n - 1n])("is the same on chain %i", async (chainId) => {
    const other = await openClaims({ chainId });
    try {
      const context = { chainId, claims: other.claims.address, recipient: other.alice, deadline: 1n };
      expect(await other.claims.contextOf(other.alice, 1n)).toBe(contextSignal(context));
    } finally {
      await other.close();
    }
  });

  it("changes with each of its parts, and is a field element without reduction (T-06)", () => {
    const chainIds = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
    const contexts = fc.record({
      chainId: chainIds,
      claims: addresses,
      recipient: addresses,
      deadline: deadlines,
    });
    const key = ({ chainId, claims, recipient, deadline }: ClaimContext) =>
      [chainId, claims, recipient, deadline].join();
    fc.assert(
      fc.property(
        contexts,
        contexts,
        fc.constantFrom("chainId", "claims", "recipient", "deadline"),
        (a, b, part) => {
          const mixed: ClaimContext = { ...a, [part]: b[part as keyof ClaimContext] };
          expect(contextSignal(mixed) === contextSignal(a)).toBe(key(mixed) === key(a));
          expect(contextSignal(a)).toBeLessThan(FIELD_MODULUS);
        },
      ),
    );
  });

  it("of two roles exchanged is another: recipient and contract do not stand for each other", () => {
    const context = { chainId: 1n, claims: world.claims.address, recipient: world.alice, deadline: 1n };
    expect(contextSignal({ ...context, claims: context.recipient, recipient: context.claims })).not.toBe(
      contextSignal(context),
    );
  });

  it("names the contract's version in its type, which both sides hash alike", async () => {
    expect(CONTEXT_TYPE).toMatch(/^solvency\.MarginClaims\/1 /);
    expect(await world.claims.read("CONTEXT_TYPEHASH")).toBe(id(CONTEXT_TYPE));
  });

  it("takes no deadline of more than 64 bits, and no dirty address: such calldata is refused", async () => {
    const { chain, claims, alice } = world;
    const data = CLAIMS_ABI.encodeFunctionData("contextOf", [alice, 1n]);
    const word = (index: number): [number, number] => [10 + 64 * index, 10 + 64 * (index + 1)];
    const dirty = (index: number, digits: string): string => {
      const [start] = word(index);
      return data.slice(0, start) + digits + data.slice(start + digits.length);
    };
    await chain.call({ from: alice, to: claims.address, data });
    for (const call of [dirty(0, "01"), dirty(0, "000000000000000000000001"), dirty(1, "01")]) {
      await expect(chain.call({ from: alice, to: claims.address, data: call })).rejects.toMatchObject({
        error: "",
      });
    }
    const tooLong = `${data.slice(0, word(1)[0])}${(MAX_UINT64 + 1n).toString(16).padStart(64, "0")}`;
    await expect(chain.call({ from: alice, to: claims.address, data: tooLong })).rejects.toMatchObject({
      error: "",
    });
  });
});
