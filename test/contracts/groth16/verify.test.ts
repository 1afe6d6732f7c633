import { keccak256 } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../../support/at.ts";
import { Chain, reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import {
  COORDINATES,
  coordinatesOf,
  malformed,
  malleated,
  unreduced,
  withCoordinate,
} from "../../support/points.ts";
import {
  encodedKey,
  PROOFS,
  type Proven,
  replaced,
  rowsOf,
  type Squares,
  squares,
  withSignalAt,
  wordsOf,
} from "../../support/squares.ts";

const R = FIELD_MODULUS;
const SIGNALS = 6;
const ROW = BigInt(8 + SIGNALS) * 32n;
/** More than the largest batch here needs. A malformed point burns nearly all of it. */
const GAS = 4_000_000n;

let chain: Chain;
let six: Squares;
let verifier: Contract;
let first: Proven;
let second: Proven;

const deploy = (key: Squares["key"]): Promise<Contract> =>
  Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [key]);
const verify = (proven: Proven, by: Contract = verifier): Promise<unknown> =>
  by.read("verify", wordsOf(proven));
const verifyBatch = (batch: readonly Proven[], by: Contract = verifier): Promise<unknown> =>
  by.read("verifyBatch", [rowsOf(batch)], { gas: GAS });

beforeAll(async () => {
  chain = await Chain.open();
  six = await squares(SIGNALS);
  verifier = await deploy(six.key);
  first = at(six.proofs, 0);
  second = at(six.proofs, 1);
});
afterAll(() => chain.close());

describe("Groth16ProofVerifier, one proof", () => {
  it("accepts proofs, also of signals that are all zero or all r - 1", async () => {
    for (const index of [0, 1, PROOFS, PROOFS + 1]) {
      expect(await verify(at(six.proofs, index)), `proof ${index}`).toBe(true);
    }
  });

  it.each(COORDINATES.map((name, index) => ({ name, index })))(
    "refuses a proof with another $name, alone and in a batch",
    async ({ index }) => {
      const changed = withCoordinate(first.proof, index, at(coordinatesOf(first.proof), index) + 1n);
      const bad = { ...first, proof: changed };
      expect(await verify(bad)).toBe(false);
      expect(await verifyBatch([bad])).toBe(false);
      expect(await verifyBatch([bad, second])).toBe(false);
      expect(await verifyBatch([second, bad])).toBe(false);
    },
  );

  it.each(Array.from({ length: SIGNALS }, (_, index) => ({ index })))(
    "refuses another signal $index, and refuses to judge one of r or more (T-06)",
    async ({ index }) => {
      const signal = at(first.signals, index);
      expect(await verify(withSignalAt(first, index, (signal + 1n) % R))).toBe(false);
      expect(await verify(withSignalAt(first, index, R - 1n))).toBe(false);
      expect(await verifyBatch([second, withSignalAt(first, index, (signal + 1n) % R)])).toBe(false);
      for (const value of [R, signal + R, 2n ** 256n - 1n]) {
        const unreducedSignal = withSignalAt(first, index, value);
        await expect(verify(unreducedSignal)).rejects.toMatchObject(
          reverting("SignalNotInField", BigInt(index), value, R),
        );
        await expect(verifyBatch([second, second, unreducedSignal])).rejects.toMatchObject(
          reverting("SignalNotInField", BigInt(2 * SIGNALS + index), value, R),
        );
      }
    },
  );

  it("refuses points that are none, and coordinates that are not reduced, alone and in a batch", async () => {
    for (const { name, proof } of [...(await malformed(first.proof)), ...unreduced(first.proof)]) {
      const bad = { ...first, proof };
      expect(await verify(bad), name).toBe(false);
      expect(await verifyBatch([bad]), name).toBe(false);
      expect(await verifyBatch([second, bad]), name).toBe(false);
    }
  });

  it("accepts what anybody makes of a valid proof, as its documentation warns (T-07)", async () => {
    for (const { name, proof } of await malleated(first.proof)) {
      expect(await verify({ ...first, proof }), name).toBe(true);
      expect(await verifyBatch([second, { ...first, proof }]), name).toBe(true);
    }
  });

  it("refuses to judge too few or too many signals", async () => {
    for (const signals of [[], first.signals.slice(1), [...first.signals, 0n]]) {
      await expect(verify({ ...first, signals })).rejects.toMatchObject(
        reverting("SignalCountMismatch", BigInt(signals.length), BigInt(SIGNALS)),
      );
    }
  });

  it("refuses proofs under another key of the same circuit (T-16)", async () => {
    const foreign = await deploy(six.foreignKey);
    expect(await foreign.read("keyDigest")).not.toBe(await verifier.read("keyDigest"));
    expect(await verify(first, foreign)).toBe(false);
    expect(await verifyBatch([first, second], foreign)).toBe(false);
  });

  it("serves any circuit: here, of two signals", async () => {
    const two = await squares(2);
    const other = await deploy(two.key);
    expect(await other.read("signalCount")).toBe(2n);
    expect(await verify(at(two.proofs, 0), other)).toBe(true);
    expect(await verifyBatch(two.proofs.slice(0, 3), other)).toBe(true);
    expect(await verify({ ...at(two.proofs, 0), signals: [...at(two.proofs, 1).signals] }, other)).toBe(
      false,
    );
  });

  it("keeps its key in the code of an account, where anybody can compare it with the digest", async () => {
    const store = await verifier.read("keyStore");
    const encoded = encodedKey(six.key);
    expect(await chain.request("eth_getCode", store, "latest")).toBe(`0x00${encoded.slice(2)}`);
    expect(await verifier.read("keyDigest")).toBe(keccak256(encoded));
    expect(await verifier.read("signalCount")).toBe(BigInt(SIGNALS));
  });
});

describe("Groth16ProofVerifier, a batch (T-15)", () => {
  it.each([1, 2, 3, 8, 32])("accepts %i valid proofs", async (size) => {
    expect(await verifyBatch(six.proofs.slice(0, size))).toBe(true);
  });

  it("accepts one proof twice, and signals of zeros and of r - 1", async () => {
    expect(await verifyBatch([first, first])).toBe(true);
    expect(await verifyBatch(six.proofs.slice(PROOFS))).toBe(true);
  });

  it.each([0, 1, 15, 30, 31])("refuses 32 proofs of which number %i proves something else", async (bad) => {
    const batch = six.proofs.slice(0, 32);
    const { proof } = at(six.proofs, 32);
    expect(await verifyBatch(replaced(batch, bad, (proven) => ({ ...proven, proof })))).toBe(false);
    expect(
      await verifyBatch(replaced(batch, bad, (proven) => withSignalAt(proven, 5, at(first.signals, 4)))),
    ).toBe(false);
  });

  it("refuses proofs of one another's statements, and exchanged parts of proofs", async () => {
    const [a, b] = [first, second];
    const third = at(six.proofs, 2);
    const swapped: readonly (readonly Proven[])[] = [
      [{ ...a, proof: b.proof }, { ...b, proof: a.proof }, third],
      [{ ...a, proof: { ...a.proof, c: b.proof.c } }, { ...b, proof: { ...b.proof, c: a.proof.c } }, third],
      [{ ...a, proof: { ...a.proof, a: b.proof.a } }, { ...b, proof: { ...b.proof, a: a.proof.a } }, third],
    ];
    for (const batch of swapped) expect(await verifyBatch(batch)).toBe(false);
    expect(await verifyBatch([third, b, a])).toBe(true); // whole rows may come in any order
  });

  it("refuses errors that cancel out in a plain sum", async () => {
    const up = withSignalAt(first, 0, at(first.signals, 0) + 1n);
    const down = withSignalAt(second, 0, at(second.signals, 0) - 1n);
    expect(await verifyBatch([up, down])).toBe(false);
    expect(await verifyBatch([down, up])).toBe(false);
  });

  it("refuses to judge nothing, and a part of a row", async () => {
    const rows = rowsOf([first]);
    const cases: readonly (readonly [string, bigint])[] = [
      ["0x", 0n],
      [`${rows}00`, ROW + 1n],
      [rows.slice(0, -2), ROW - 1n],
      [rows.slice(0, -64), ROW - 32n],
      [rows.slice(0, 66), 32n],
    ];
    for (const [bytes, size] of cases) {
      await expect(verifier.read("verifyBatch", [bytes])).rejects.toMatchObject(
        reverting("MalformedBatch", size, ROW),
      );
    }
  });

  it("never says yes for want of gas", async () => {
    const data = [rowsOf([first, second])];
    for (let gas = 80_000n; gas <= 420_000n; gas += 20_000n) {
      const answer = await verifier.read("verifyBatch", data, { gas }).catch(() => false);
      expect(answer, `${gas} gas`).toBe(gas > 360_000n ? true : answer);
      const changed = [rowsOf([first, withSignalAt(second, 0, 1n)])];
      expect(await verifier.read("verifyBatch", changed, { gas }).catch(() => false)).toBe(false);
    }
  });
});
