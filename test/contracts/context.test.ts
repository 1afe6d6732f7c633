import { getAddress, id, toBeHex } from "ethers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { type ClaimContext, CONTEXT_TYPE, contextSignal } from "../../prover/margin/context.ts";
import { Chain } from "../support/chain.ts";
import { Contract } from "../support/contract.ts";
import { CLAIMS_ABI, deployClaims } from "../support/deploy-claims.ts";
import { RegistriesWorld } from "../support/registries.ts";

const MAX_UINT64 = 2n ** 64n - 1n;

const addresses = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 160n - 1n, 0xffn << 152n),
  )
  .map((value) => getAddress(toBeHex(value, 20)));
const deadlines = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX_UINT64 }),
  fc.constantFrom(0n, 1n, 2n ** 32n, MAX_UINT64),
);
const contexts: fc.Arbitrary<ClaimContext> = fc.record({
  chainId: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  claims: addresses,
  submitter: addresses,
  deadline: deadlines,
  recipient: addresses,
});

let registries: RegistriesWorld;
let claims: Contract;
/** Its code, without constructor and state: registries and router are of no matter to contexts. */
let code: string;

beforeAll(async () => {
  registries = await RegistriesWorld.open();
  // Any contract will do as a router.
  claims = await deployClaims(registries, registries.venues);
  code = await registries.chain.request<string>("eth_getCode", claims.address, "latest");
});
afterAll(() => registries.chain.close());

const contextOf = (contract: Contract, { recipient, submitter, deadline }: ClaimContext): Promise<unknown> =>
  contract.read("contextOf", [recipient, submitter, deadline]);

describe("the context (T-20)", () => {
  it("is the same in TypeScript and Solidity, for any contract, recipient, submitter and deadline", async () => {
    const { chain } = registries;
    await fc.assert(
      fc.asyncProperty(contexts, async (context) => {
        fc.pre(BigInt(context.claims) > 0x1000n); // not a precompile
        const before = await chain.request<string>("eth_getCode", context.claims, "latest");
        await chain.request("hardhat_setCode", context.claims, code);
        const solidity = await contextOf(new Contract(chain, context.claims, CLAIMS_ABI), context);
        if (context.claims !== claims.address) {
          await chain.request("hardhat_setCode", context.claims, before);
        }
        expect(solidity).toBe(contextSignal({ ...context, chainId: chain.id }));
        expect(solidity).toBeLessThan(2n ** 253n);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it.each([1n, 2n, 10_000n, 2n ** 32n, 2n ** 53n - 1n])("is the same on chain %i", async (chainId) => {
    const chain = await Chain.open(chainId);
    try {
      await chain.request("hardhat_setCode", claims.address, code);
      const other = new Contract(chain, claims.address, CLAIMS_ABI);
      const [recipient, submitter] = [chain.account(1), chain.account(2)];
      const context = { chainId, claims: claims.address, submitter, deadline: 1n, recipient };
      expect(await contextOf(other, context)).toBe(contextSignal(context));
    } finally {
      await chain.close();
    }
  });

  it("changes with each of its parts, and is a field element without reduction (T-06)", () => {
    const parts = ["chainId", "claims", "submitter", "deadline", "recipient"] as const;
    const key = (context: ClaimContext) => parts.map((part) => context[part]).join();
    fc.assert(
      fc.property(contexts, contexts, fc.constantFrom(...parts), (a, b, part) => {
        const mixed: ClaimContext = { ...a, [part]: b[part] };
        expect(contextSignal(mixed) === contextSignal(a)).toBe(key(mixed) === key(a));
        expect(contextSignal(a)).toBeLessThan(FIELD_MODULUS);
      }),
      { seed: 1 },
    );
  });

  it("of two roles exchanged is another: recipient, submitter and contract do not stand for one another", () => {
    const [a, b, c] = [1, 2, 3].map((value) => getAddress(toBeHex(value, 20))) as [string, string, string];
    const of = (claims_: string, submitter: string, recipient: string) =>
      contextSignal({ chainId: 1n, claims: claims_, submitter, deadline: 1n, recipient });
    const all = [of(a, b, c), of(a, c, b), of(b, a, c), of(b, c, a), of(c, a, b), of(c, b, a)];
    expect(new Set(all).size).toBe(6);
  });

  it("names the contract's version in its type, which both sides hash alike", async () => {
    expect(CONTEXT_TYPE).toMatch(/^solvency\.MarginClaims\/2 /);
    expect(await claims.read("CONTEXT_TYPEHASH")).toBe(id(CONTEXT_TYPE));
  });

  it("takes no deadline of more than 64 bits, and no dirty address: such calldata is refused", async () => {
    const { chain, admin } = registries;
    const data = claims.data("contextOf", [admin, admin, 1n]);
    const dirty = (word: number, digits: string): string => {
      const start = 10 + 64 * word;
      return data.slice(0, start) + digits + data.slice(start + digits.length);
    };
    await chain.call({ from: admin, to: claims.address, data });
    for (const call of [
      dirty(0, "01"),
      dirty(0, "000000000000000000000001"),
      dirty(1, "01"),
      dirty(1, "000000000000000000000001"),
      dirty(2, "01"),
      dirty(2, (MAX_UINT64 + 1n).toString(16).padStart(64, "0")),
    ]) {
      await expect(chain.call({ from: admin, to: claims.address, data: call })).rejects.toMatchObject({
        error: "",
      });
    }
  });
});
