import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { concat, getBytes, hexlify, id, keccak256 } from "ethers";
import type { WasmCurveGroup } from "ffjavascript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { packageFolder } from "../../../prover/keys/cache.ts";
import { singleThreadCurve } from "../../../prover/keys/curve.ts";
import { inverse, reduce } from "../../../prover/keys/scalar-field.ts";
import type { SolidityKey } from "../../../prover/keys/solidity-key.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../../support/at.ts";
import { Chain } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { compileSolidity } from "../../support/solidity.ts";
import type { Pair, SolidityProof } from "../../support/solidity-proof.ts";
import {
  encodedKey,
  type Proven,
  replaced,
  rowsOf,
  type Squares,
  squares,
  withSignalAt,
} from "../../support/squares.ts";

/**
 * The challenge of a batch must commit to every word (T-15). If one is left out, a forger makes two rows whose errors
 * cancel for a challenge known beforehand. Here they do, against a verifier changed to leave out what they need.
 */
const SOURCE = "verifier-contracts/groth16/Groth16ProofVerifier.sol";
const TYPE = "solvency.Groth16ProofVerifier/1 batch challenge";
const SIGNALS = 6;
const ROW = (8 + SIGNALS) * 32;

/** The bytes of the rows that the changed verifier takes for zeros when it computes the challenge. */
interface Hidden {
  readonly from: number;
  readonly size: number;
}

const NOTHING: Hidden = { from: 0, size: 0 };

let chain: Chain;
let six: Squares;
let verifier: Contract;
let weak: Contract;

beforeAll(async () => {
  chain = await Chain.open();
  six = await squares(SIGNALS);
  verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [six.key]);
  weak = await deployWeak(six.key);
});
afterAll(() => chain.close());

/** The real source with the challenge public, and a part of the rows hidden from it. */
async function deployWeak(key: SolidityKey): Promise<Contract> {
  const copy = "calldatacopy(add(hashed, 0x40), rows.offset, rows.length)";
  const edits: readonly (readonly [string, string])[] = [
    // Beyond the calldata, there are zeros.
    [
      copy,
      `${copy} calldatacopy(add(add(hashed, 0x40), sload(from.slot)), calldatasize(), sload(size.slot))`,
    ],
    [
      "function _challenge(bytes calldata rows) private view",
      `uint256 private from; uint256 private size;
       function hide(uint256 from_, uint256 size_) external { from = from_; size = size_; }
       function _challenge(bytes calldata rows) public view`,
    ],
  ];
  let source = await readFile(join(packageFolder(), SOURCE), "utf8");
  for (const [old, edited] of edits) {
    if (source.split(old).length !== 2) throw new Error(`not once in the source: ${old}`);
    source = source.replace(old, edited);
  }
  const compiled = (await compileSolidity(SOURCE, source)).Groth16ProofVerifier;
  if (compiled === undefined) throw new Error("not compiled");
  return new Contract(chain, await chain.deployCode(compiled, [key]), compiled.abi);
}

/** The challenge as docs/decisions/006-batch-verification.md defines it, but for what is hidden. */
function challengeOf(rows: string, { from, size }: Hidden = NOTHING, key: SolidityKey = six.key): bigint {
  const bytes = getBytes(rows).fill(0, from, from + size);
  return BigInt(keccak256(concat([id(TYPE), keccak256(encodedKey(key)), bytes]))) >> 3n;
}

const accepts = async (by: Contract, rows: string): Promise<boolean> =>
  (await by.read("verifyBatch", [rows])) === true;

describe("the challenge of a batch (T-15)", () => {
  it("is that of the decision record, and less than r", async () => {
    const rows = rowsOf(six.proofs.slice(0, 3));
    expect(await weak.read("_challenge", [rows])).toBe(challengeOf(rows));
    expect(2n ** 253n).toBeLessThan(FIELD_MODULUS);
  });

  it("changes with every word of every row, with their order and with the number of rows", async () => {
    const rows = rowsOf(six.proofs.slice(0, 2));
    const seen = new Set<unknown>([await weak.read("_challenge", [rows])]);
    for (let word = 0; word < (2 * ROW) / 32; word++) {
      const bytes = getBytes(rows);
      const last = 32 * word + 31;
      bytes[last] = at(bytes, last) ^ 1;
      seen.add(await weak.read("_challenge", [hexlify(bytes)]));
    }
    seen.add(await weak.read("_challenge", [rowsOf([at(six.proofs, 1), at(six.proofs, 0)])]));
    seen.add(await weak.read("_challenge", [rowsOf(six.proofs.slice(0, 1))]));
    expect(seen.size).toBe((2 * ROW) / 32 + 3);
  });

  it("changes with the key", async () => {
    const rows = rowsOf(six.proofs.slice(0, 2));
    const foreign = await deployWeak(six.foreignKey);
    expect(await foreign.read("_challenge", [rows])).toBe(challengeOf(rows, NOTHING, six.foreignKey));
    expect(await foreign.read("_challenge", [rows])).not.toBe(await weak.read("_challenge", [rows]));
  });
});

describe("a forged batch (T-15)", () => {
  const second = (word: number, count: number): Hidden => ({ from: ROW + 32 * word, size: 32 * count });

  /** @param finish completes the forgery with the inverse of the challenge, changing hidden words only */
  async function forged(
    start: readonly Proven[],
    hidden: Hidden,
    finish: (inverted: bigint) => Promise<readonly Proven[]>,
  ): Promise<void> {
    const rows = rowsOf(await finish(inverse(challengeOf(rowsOf(start), hidden))));
    await weak.send("hide", [hidden.from, hidden.size]);
    expect(await accepts(weak, rows)).toBe(true);
    expect(await accepts(verifier, rows)).toBe(false);
    await weak.send("hide", [0, 0]);
    expect(await accepts(weak, rows)).toBe(false);
  }

  const pairOf = (): [Proven, Proven] => [at(six.proofs, 0), at(six.proofs, 1)];
  /** The same proof in both rows: then their A have the same B, and the other way round. */
  const twice = (): [Proven, Proven] => [at(six.proofs, 0), at(six.proofs, 0)];
  const changed = (proven: Proven, proof: Partial<SolidityProof>): Proven => ({
    ...proven,
    proof: { ...proven.proof, ...proof },
  });

  it("passes if the challenge leaves out A, and here it does not", async () => {
    const [row, other] = twice();
    const start = [changed(row, { a: await shiftedG1(row.proof.a, 5n) }), other];
    await forged(start, second(0, 2), async (inverted) => [
      at(start, 0),
      changed(other, { a: await shiftedG1(other.proof.a, -5n * inverted) }),
    ]);
  });

  it("passes if the challenge leaves out B, and here it does not", async () => {
    const [row, other] = twice();
    const start = [changed(row, { b: await shiftedG2(row.proof.b, 5n) }), other];
    await forged(start, second(2, 4), async (inverted) => [
      at(start, 0),
      changed(other, { b: await shiftedG2(other.proof.b, -5n * inverted) }),
    ]);
  });

  it("passes if the challenge leaves out C, and here it does not", async () => {
    const [row, other] = pairOf();
    const start = [changed(row, { c: await shiftedG1(row.proof.c, 5n) }), other];
    await forged(start, second(6, 2), async (inverted) => [
      at(start, 0),
      changed(other, { c: await shiftedG1(other.proof.c, -5n * inverted) }),
    ]);
  });

  it.each(Array.from({ length: SIGNALS }, (_, index) => ({ index })))(
    "passes if the challenge leaves out signal $index, and here it does not",
    async ({ index }) => {
      const [row, other] = pairOf();
      const start = replaced([row, other], 0, (proven) =>
        withSignalAt(proven, index, reduce(at(proven.signals, index) + 1n)),
      );
      await forged(start, second(8 + index, 1), async (inverted) =>
        replaced(start, 1, (proven) =>
          withSignalAt(proven, index, reduce(at(proven.signals, index) - inverted)),
        ),
      );
    },
  );
});

/** A point plus a multiple of the generator. */
function shifted(group: WasmCurveGroup, point: unknown, by: bigint): unknown {
  const sum = group.add(group.fromObject(point), group.timesScalar(group.g, reduce(by)));
  return group.toObject(group.toAffine(sum));
}

async function shiftedG1([x, y]: Pair, by: bigint): Promise<Pair> {
  const { G1 } = await singleThreadCurve();
  const [X, Y] = shifted(G1, [x, y, 1n], by) as [bigint, bigint];
  return [X, Y];
}

async function shiftedG2([x, y]: SolidityProof["b"], by: bigint): Promise<SolidityProof["b"]> {
  const { G2 } = await singleThreadCurve();
  const swap = ([first, second]: Pair): Pair => [second, first];
  const [X, Y] = shifted(G2, [swap(x), swap(y), [1n, 0n]], by) as [Pair, Pair];
  return [swap(X), swap(Y)];
}
