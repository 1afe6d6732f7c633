import { encodeBytes32String, id } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { errorsAbi } from "../../../verifier-contracts/abi/errors.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { verifierRouterAbi } from "../../../verifier-contracts/abi/verifierRouter.ts";
import { at } from "../../support/at.ts";
import { Chain, REPORTING_GAS, Reverted, reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { coordinatesOf, withCoordinate } from "../../support/points.ts";
import { type Compiled, compileSolidity } from "../../support/solidity.ts";
import {
  type Proven,
  replaced,
  rowsOf,
  type Squares,
  squares,
  withSignalAt,
  wordsOf,
} from "../../support/squares.ts";

const DELAY = 1n;
const FAMILY = encodeBytes32String("squares");
const CIRCUIT = encodeBytes32String("squares-6");
/** Far more than any cap here: what a malformed point would burn without one. */
const LAVISH = 14_000_000n;

const PENDING = 1n;
const ACTIVE = 2n;
const FROZEN = 3n;

let chain: Chain;
let six: Squares;
let router: Contract;
let digest: string;
let first: Proven;
let restore: () => Promise<void>;

const verify = (proven: Proven, gas?: bigint): Promise<unknown> =>
  router.read("verify", [digest, ...wordsOf(proven)], gas === undefined ? {} : { gas });
const verifyBatch = (batch: readonly Proven[], gas = 4_000_000n): Promise<unknown> =>
  router.read("verifyBatch", [digest, rowsOf(batch)], { gas });

/** The same with a point moved off its curve. */
const offCurve = (proven: Proven, index: number): Proven => ({
  ...proven,
  proof: withCoordinate(proven.proof, index, at(coordinatesOf(proven.proof), index) + 1n),
});

async function propose(key: string, verifier: string): Promise<void> {
  await router.send("propose", [key, verifier, FAMILY, CIRCUIT]);
}

async function activate(key: string): Promise<void> {
  await chain.warpTo((await chain.now()) + DELAY);
  await router.send("activate", [key]);
}

beforeAll(async () => {
  chain = await Chain.open();
  six = await squares(6);
  first = at(six.proofs, 0);
  const owner = chain.account(0);
  const abi = [...new Set([...verifierRouterAbi, ...errorsAbi])]; // errors of verifiers come through
  router = await Contract.deploy(chain, "VerifierRouter", abi, [DELAY, owner]);
  for (const role of ["MANAGER_ROLE", "GUARDIAN_ROLE"]) {
    await router.send("grantRole", [await router.read(role), owner]);
  }
  const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [six.key]);
  digest = (await verifier.read("keyDigest")) as string;
  await propose(digest, verifier.address);
  await activate(digest);
  restore = await chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => chain.close());

describe("VerifierRouter, asked about proofs", () => {
  it("answers what the verifier answers, with no more gas than most calls have", async () => {
    expect(await verify(first)).toBe(true);
    expect(await verify(withSignalAt(first, 0, 1n))).toBe(false);
    expect(await verifyBatch(six.proofs.slice(0, 8))).toBe(true);
    expect(await verifyBatch([first, withSignalAt(first, 0, 1n)])).toBe(false);
  });

  it("passes on the error of a verifier that refuses to judge", async () => {
    const r = FIELD_MODULUS;
    await expect(verify(withSignalAt(first, 5, r))).rejects.toMatchObject(
      reverting("SignalNotInField", 5n, r, r),
    );
    await expect(verify({ ...first, signals: [1n] })).rejects.toMatchObject(
      reverting("SignalCountMismatch", 1n, 6n),
    );
    await expect(verifyBatch([first, withSignalAt(first, 4, r)])).rejects.toMatchObject(
      reverting("SignalNotInField", 10n, r, r),
    );
    for (const [rows, size] of [
      ["0x", 0n],
      ["0x1234", 2n],
    ] as const) {
      await expect(router.read("verifyBatch", [digest, rows])).rejects.toMatchObject(
        reverting("MalformedBatch", size, 448n),
      );
    }
  });

  it("asks no verifier that is not active: unknown, pending, frozen, tombstoned (T-16)", async () => {
    const refused = async (key: string, status: bigint): Promise<void> => {
      const refusal = reverting("StatusMismatch", key, status, ACTIVE);
      await expect(router.read("verify", [key, ...wordsOf(first)])).rejects.toMatchObject(refusal);
      await expect(router.read("verifyBatch", [key, rowsOf([first])])).rejects.toMatchObject(refusal);
    };
    await refused(id("unknown"), 0n);
    await router.send("freeze", [digest]);
    await refused(digest, FROZEN);
    await router.send("unfreeze", [digest]);
    await refused(digest, PENDING);
    await router.send("tombstone", [digest]);
    await refused(digest, 4n);
  });
});

describe("a malformed point behind the router (T-18)", () => {
  /** 21,000, at most 16 gas for each byte of calldata, and the router's own code. */
  const burnt = async (name: string, args: readonly unknown[]): Promise<bigint> => {
    const data = router.data(name, args);
    const { gasUsed } = await router.send(name, args, { gas: LAVISH });
    return gasUsed - 21_000n - 16n * BigInt((data.length - 2) / 2);
  };
  const OVERHEAD = 12_000n + REPORTING_GAS;

  it.each([0, 2, 6])("at word %i burns no more than the cap, alone", async (index) => {
    const bad = offCurve(first, index);
    expect(await verify(bad, LAVISH)).toBe(false);
    const cap = (await router.read("gasCap", [digest, 1n])) as bigint;
    expect(await burnt("verify", [digest, ...wordsOf(bad)])).toBeLessThan(cap + OVERHEAD);
  });

  it.each([
    { size: 1, bad: 0, index: 0 },
    { size: 8, bad: 0, index: 6 },
    { size: 8, bad: 1, index: 6 },
    { size: 8, bad: 7, index: 0 },
    { size: 32, bad: 31, index: 2 },
  ])("at word $index of number $bad of $size burns no more than the cap", async ({ size, bad, index }) => {
    const batch = replaced(six.proofs.slice(0, size), bad, (proven) => offCurve(proven, index));
    expect(await verifyBatch(batch, LAVISH)).toBe(false);
    const cap = (await router.read("gasCap", [digest, BigInt(size)])) as bigint;
    expect(await burnt("verifyBatch", [digest, rowsOf(batch)])).toBeLessThan(cap + OVERHEAD);
  });

  it("leaves a third of the cap to spare for valid proofs", async () => {
    for (const size of [1, 8, 32]) {
      const cap = (await router.read("gasCap", [digest, BigInt(size)])) as bigint;
      const used = await burnt("verifyBatch", [digest, rowsOf(six.proofs.slice(0, size))]);
      expect((used * 5n) / 4n, `${size}`).toBeLessThan(cap);
    }
  });

  it("is the only way to a no: with too little gas there is an error, and never a wrong answer", async () => {
    const answer = async (gas: bigint): Promise<boolean> => {
      try {
        expect(await verify(first, gas), `${gas} gas`).toBe(true);
        return true;
      } catch (error) {
        if (!(error instanceof Reverted)) throw error;
        expect(["InsufficientGas", "OutOfGas", ""], `${gas} gas`).toContain(error.error);
        return false;
      }
    };
    let [low, high] = [30_000n, 600_000n];
    expect(await answer(low)).toBe(false);
    expect(await answer(high)).toBe(true);
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (await answer(middle)) high = middle;
      else low = middle;
    }
    for (let gas = high - 3_000n; gas <= high + 3_000n; gas += 500n) {
      expect(await answer(gas)).toBe(gas >= high);
    }
    await expect(verify(first, high - 1_000n)).rejects.toMatchObject({ error: "InsufficientGas" });
  });
});

describe("a hostile verifier behind the router (T-18)", () => {
  const HOSTILE = [
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

  async function ask(name: string): Promise<{ answer: unknown; gasUsed: bigint; cap: bigint }> {
    const verifier = compiled[name];
    if (verifier === undefined) throw new Error(`no contract ${name}`);
    const key = id(name);
    await propose(key, await chain.deployCode(verifier, [key, 6n]));
    await activate(key);
    const args = [key, ...wordsOf(first)];
    const answer = await router.read("verify", args, { gas: LAVISH });
    const { gasUsed } = await router.send("verify", args, { gas: LAVISH });
    return { answer, gasUsed, cap: (await router.read("gasCap", [key, 1n])) as bigint };
  }

  it.each(HOSTILE)("that %s says nothing, within the cap", async (name) => {
    const { answer, gasUsed, cap } = await ask(name);
    expect(answer).toBe(false);
    expect(gasUsed).toBeLessThan(cap + 21_000n + 12_000n + 16n * 580n + REPORTING_GAS);
  });

  it("is believed if it returns true: the delay is there to read its code", async () => {
    expect((await ask("ReturnsTrue")).answer).toBe(true);
  });
});
