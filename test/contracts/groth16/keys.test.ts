import { ContractFactory, Interface } from "ethers";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BASE_FIELD_MODULUS } from "../../../prover/keys/base-field.ts";
import type { SolidityKey } from "../../../prover/keys/solidity-key.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../../support/at.ts";
import { Chain, Reverted, reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { malformed } from "../../support/points.ts";
import { replaced, type Squares, squares } from "../../support/squares.ts";

const Q = BASE_FIELD_MODULUS;
const MAX_SIGNALS = 255n;
/** Positions in the encoded key of the points of G2. */
const G2_POINTS = [
  ["beta", 3n],
  ["gamma", 7n],
  ["delta", 11n],
] as const;

let chain: Chain;
let six: Squares;
let key: SolidityKey;

const deploy = (changes: Partial<SolidityKey>): Promise<Contract> =>
  Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [{ ...key, ...changes }]);
const refused = (changes: Partial<SolidityKey>, error: string, ...args: readonly unknown[]): Promise<void> =>
  expect(deploy(changes)).rejects.toMatchObject(reverting(error, ...args));
const plus = (point: readonly bigint[], index: number, term: bigint): bigint[] =>
  replaced(point, index, (coordinate) => coordinate + term);
const negated = ([x0 = 0n, x1 = 0n, y0 = 0n, y1 = 0n]: readonly bigint[]): bigint[] => [
  x0,
  x1,
  Q - y0,
  Q - y1,
];

beforeAll(async () => {
  chain = await Chain.open();
  six = await squares(6);
  key = six.key;
});
afterAll(() => chain.close());

describe("Groth16ProofVerifier's constructor refuses", () => {
  it("gamma = delta and gamma = -delta, with which anybody forges (T-05)", async () => {
    const x = key.gamma.slice(0, 2);
    await refused({ delta: key.gamma }, "KeyGammaEqualsDelta", x);
    await refused({ delta: negated(key.gamma) }, "KeyGammaEqualsDelta", x);
  });

  it("the generator as delta, even beside another gamma: phase 2 did not happen (T-05)", async () => {
    const generator = key.gamma; // snarkjs's gamma is the generator
    for (const delta of [generator, negated(generator)]) {
      await refused({ gamma: six.foreignKey.delta, delta }, "KeyDeltaIsGenerator", generator.slice(0, 2));
    }
  });

  it("points at infinity: a signal without effect, or an equation without gamma or delta", async () => {
    await refused({ alpha: [0n, 0n] }, "KeyPointAtInfinity", 1n);
    for (const [name, position] of G2_POINTS) {
      await refused({ [name]: [0n, 0n, 0n, 0n] }, "KeyPointAtInfinity", position);
    }
    for (let i = 0; i < key.ic.length; i++) {
      await refused({ ic: key.ic.with(i, [0n, 0n]) }, "KeyPointAtInfinity", 15n + 2n * BigInt(i));
    }
  });

  it("points off their curve", async () => {
    await refused({ alpha: plus(key.alpha, 1, 1n) }, "KeyPointNotInGroup", 1n);
    await refused({ ic: replaced(key.ic, 6, (point) => plus(point, 0, 1n)) }, "KeyPointNotInGroup", 27n);
    for (const [name, position] of G2_POINTS) {
      await refused({ [name]: plus(key[name], 2, 1n) }, "KeyPointNotInGroup", position);
    }
  });

  it("points on the twist outside the subgroup", async () => {
    const variants = await malformed(at(six.proofs, 0).proof);
    const outside = variants.find(({ name }) => name.includes("outside the subgroup"))?.proof.b.flat();
    if (outside === undefined) throw new Error("no such point");
    for (const [name, position] of G2_POINTS) {
      await refused({ [name]: outside }, "KeyPointNotInGroup", position);
    }
  });

  it("coordinates that are not reduced", async () => {
    await refused({ alpha: plus(key.alpha, 0, Q) }, "KeyCoordinateNotInField", 1n, at(key.alpha, 0) + Q, Q);
    for (const [name, position] of G2_POINTS) {
      const point = plus(key[name], 1, Q);
      await refused({ [name]: point }, "KeyCoordinateNotInField", position + 1n, at(point, 1), Q);
    }
    const ic = replaced(key.ic, 6, (point) => plus(point, 1, Q));
    await refused({ ic }, "KeyCoordinateNotInField", 28n, at(at(ic, 6), 1), Q);
  });

  it("no signals, and more than 255", async () => {
    const constant = at(key.ic, 0);
    await refused({ ic: [] }, "SignalCountOutOfRange", 0n, 1n, MAX_SIGNALS);
    await refused({ ic: [constant] }, "SignalCountOutOfRange", 0n, 1n, MAX_SIGNALS);
    const many = Array.from({ length: 257 }, () => constant);
    await refused({ ic: many }, "SignalCountOutOfRange", 256n, 1n, MAX_SIGNALS);
    expect(await (await deploy({ ic: many.slice(1) })).read("signalCount")).toBe(MAX_SIGNALS);
    expect(await (await deploy({ ic: key.ic.slice(0, 2) })).read("signalCount")).toBe(1n);
  });

  it("to be deployed with too little gas for its key: no verifier is left without one", async () => {
    const { abi, bytecode } = await hre.artifacts.readArtifact("Groth16ProofVerifier");
    const { data } = await new ContractFactory(abi, bytecode).getDeployTransaction(key);
    const encoding = 32n * BigInt(1 + 14 + 2 * key.ic.length);
    const seen = new Set<string>();
    for (let gas = 300_000n; gas < 2_000_000n; gas += 20_000n) {
      await chain
        .transact({ from: chain.account(0), data, gas }, new Interface(abi))
        .catch((error: unknown) => {
          if (!(error instanceof Reverted)) throw error;
          seen.add(error.error);
          if (error.error === "KeyNotStored") expect(error.args).toEqual([encoding]);
        });
    }
    expect(seen).toContain("KeyNotStored");
  });
});
