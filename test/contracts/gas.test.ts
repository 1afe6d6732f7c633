/**
 * Gas of what users pay for, against test/snapshots/gas.json. To bless a change:
 *
 *   UPDATE_SNAPSHOTS=1 npx vitest run test/contracts/gas.test.ts
 *
 * The comparison is exact. A call's gas depends on chance in one way only: hashes and points in the calldata have a
 * zero byte here and there, which costs 4 instead of 16. Those bytes are charged as if they were not zero; that is a
 * fraction of a permille, and the most such a call can cost. What remains are the opcodes run, whose cost the EVM's
 * rules fix (Cancun) and whose sequence the pinned compiler does.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getBytes } from "ethers";
import { afterAll, beforeAll, expect, it } from "vitest";
import writeFileAtomic from "write-file-atomic";
import { packageFolder } from "../../prover/keys/cache.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../support/at.ts";
import type { Receipt } from "../support/chain.ts";
import { CLAIMS_ABI, type ClaimsWorld, openClaims, trustRoots } from "../support/claims.ts";
import { Contract } from "../support/contract.ts";
import { closeProver } from "../support/proofs.ts";
import { rowsOf, squares, wordsOf } from "../support/squares.ts";
import { verifyProofData } from "../support/verifier.ts";

const SNAPSHOT = join(packageFolder(), "test", "snapshots", "gas.json");

/** Words from here up are hashes, coordinates or field elements; numbers and addresses are below. */
const LARGE = 2n ** 200n;
const ZERO_BYTE_DISCOUNT = 12n;

let world: ClaimsWorld;

beforeAll(async () => {
  world = await openClaims();
  await trustRoots(world);
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

/** Gas of a whole transaction, without the luck of zero bytes. */
async function gasOf({ hash, gasUsed }: Receipt): Promise<number> {
  const { input } = await world.chain.request<{ input: string }>("eth_getTransactionByHash", hash);
  let zeros = 0n;
  for (let start = 10; start < input.length; start += 64) {
    const word = `0x${input.slice(start, start + 64)}`;
    if (BigInt(word) >= LARGE) zeros += BigInt(getBytes(word).filter((byte) => byte === 0).length);
  }
  return Number(gasUsed + zeros * ZERO_BYTE_DISCOUNT);
}

/** Groth16ProofVerifier, of six signals as well: one proof, and each of 32. */
async function proofVerifierGas(): Promise<Record<string, number>> {
  const { key, proofs } = await squares(6);
  const { chain } = world;
  const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [key]);
  const single = await verifier.send("verify", wordsOf(at(proofs, 0)));
  const batch = await verifier.send("verifyBatch", [rowsOf(proofs.slice(0, 32))], { gas: 4_000_000n });
  return {
    "ProofVerifier.verify": await gasOf(single),
    "BatchVerifier.verify32.perProof": Math.round((await gasOf(batch)) / 32),
  };
}

it("costs what the snapshot says, to the unit (T-18)", async () => {
  const { chain, claims, alice, verifier } = world;
  const first = await world.proven();
  const { statement, recipient } = first;
  const { nullifier, scope, predicate } = statement;
  const ask = CLAIMS_ABI.encodeFunctionData("isSolvent", [nullifier, recipient, scope, predicate]);
  const signals = (await world.claim()).publicSignals;
  const view = (to: string, data: string): Promise<Receipt> => chain.transact({ from: alice, to, data });

  // Whole transactions, calldata and the 21,000 of any transaction included; in this order.
  const measured = {
    "MarginClaims.submit": await gasOf(await claims.submit(first)),
    "MarginClaims.submit.renewal": await gasOf(
      await claims.submit(await world.proven({ accounts: 1, market: 1 })),
    ),
    "MarginClaims.isSolvent": await gasOf(await view(claims.address, ask)),
    "Verifier.verifyProof": await gasOf(await view(verifier, verifyProofData(first.proof, signals))),
    ...(await proofVerifierGas()),
  };
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    await writeFileAtomic(SNAPSHOT, `${JSON.stringify(measured, null, 2)}\n`);
  }
  expect(measured).toEqual(JSON.parse(await readFile(SNAPSHOT, "utf8")));
});

it("leaves the verifier a third of its cap: a proof uses at most 225,000 of 300,000 (T-18)", async () => {
  const { chain, claims, alice, verifier } = world;
  const cap = (await claims.read("VERIFIER_GAS")) as bigint;
  const { proof } = await world.proven();
  const data = verifyProofData(proof, (await world.claim()).publicSignals);
  const { gasUsed } = await chain.transact({ from: alice, to: verifier, data });
  const intrinsic = 21_000n + [...getBytes(data)].reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
  expect(gasUsed - intrinsic).toBeLessThan(225_000n);
  expect(((gasUsed - intrinsic) * 4n) / 3n).toBeLessThanOrEqual(cap);
});
