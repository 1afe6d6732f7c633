/**
 * Gas of what users pay for, against test/snapshots/gas.json and the targets. To bless a change:
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
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import writeFileAtomic from "write-file-atomic";
import { packageFolder } from "../../prover/keys/cache.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../support/at.ts";
import type { Receipt } from "../support/chain.ts";
import { ClaimsWorld, MAX_UINT32, type Made, type Terms } from "../support/claims.ts";
import { Contract } from "../support/contract.ts";
import { closeProver } from "../support/proofs.ts";
import { rowsOf, squares, wordsOf } from "../support/squares.ts";

const SNAPSHOT = join(packageFolder(), "test", "snapshots", "gas.json");
const SIZE = 32;

/** Words from here up whose lower half is not zero are hashes, coordinates or field elements; others are not left to chance. */
const LARGE = 2n ** 200n;
const LOWER_HALF = 2n ** 128n - 1n;
const ZERO_BYTE_DISCOUNT = 12n;
/** Of any transaction (EIP-2028). */
const TRANSACTION = 21_000n;

let world: ClaimsWorld;
let measured: Record<string, number>;
/** What `verify` uses beside its transaction. */
let verification: bigint;

/** Gas of a whole transaction, without the luck of zero bytes. */
async function gasOf({ hash, gasUsed }: Receipt): Promise<number> {
  const { input } = await world.chain.request<{ input: string }>("eth_getTransactionByHash", hash);
  let zeros = 0n;
  for (let start = 10; start < input.length; start += 64) {
    const word = `0x${input.slice(start, start + 64)}`;
    if (BigInt(word) < LARGE || (BigInt(word) & LOWER_HALF) === 0n) continue;
    zeros += BigInt(getBytes(word).filter((byte) => byte === 0).length);
  }
  return Number(gasUsed + zeros * ZERO_BYTE_DISCOUNT);
}

/** The same terms without the signatures, for attestations that are recorded. */
const posted = (terms: Terms): Terms => ({
  ...terms,
  accounts: { ...terms.accounts, signature: "0x" },
  market: { ...terms.market, signers: [], signatures: [] },
});

async function post({ accounts, market }: Terms): Promise<void> {
  await world.registries.venues.send("record", [accounts]);
  await world.registries.markets.send("record", [market]);
}

async function claimsGas(): Promise<Record<string, number>> {
  const { chain, claims, alice } = world;
  const fresh = await chain.checkpoint();
  const first = await world.proven();
  const renewal = await world.proven({ accounts: 1, market: 1 });
  const carried = await gasOf(await world.submit(first));
  await fresh();
  await post(first.terms);
  await post(renewal.terms);
  const submit = await gasOf(await world.submit({ ...first, terms: posted(first.terms) }));
  const renewed = await gasOf(await world.submit({ ...renewal, terms: posted(renewal.terms) }));
  const { recipient, nullifier } = first.submission;
  const required = { predicate: at(first.signals, 2), maxAccountsAge: MAX_UINT32, maxMarketAge: MAX_UINT32 };
  const ask = await claims.send("isSolvent", [recipient, world.scope, nullifier, required], { from: alice });
  const asked = await gasOf(ask);
  await fresh();
  return {
    "MarginClaims.submit": submit,
    "MarginClaims.submit.carried": carried,
    "MarginClaims.submit.renewal": renewed,
    "MarginClaims.isSolvent": asked,
  };
}

/** Each of 32 claims of new accounts, for 32 recipients; proofs of six signals. */
async function batchGas(): Promise<Record<string, number>> {
  const { chain, relayer } = world;
  const fresh = await chain.checkpoint();
  const terms = await world.terms();
  const batch: Made[] = [];
  for (let i = 0; i < SIZE; i++) {
    const nullifier = BigInt(`0x${(i + 17).toString(16).repeat(31)}`);
    const recipient = `0x${(i + 17).toString(16).repeat(20)}`;
    batch.push(await world.standIn(terms, nullifier, { recipient, submitter: relayer }));
  }
  const carried = await gasOf(await world.submitBatch(batch));
  await fresh();
  await post(terms);
  const bare = posted(terms);
  const submit = await gasOf(await world.submitBatch(batch.map((made) => ({ ...made, terms: bare }))));
  await fresh();
  return {
    "MarginClaims.submitBatch32.perClaim": Math.round(submit / SIZE),
    "MarginClaims.submitBatch32.carried.perClaim": Math.round(carried / SIZE),
  };
}

/** Groth16ProofVerifier alone: one proof, and each of 32. */
async function verifierGas(): Promise<Record<string, number>> {
  const { key, proofs } = await squares(6);
  const { chain } = world;
  const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [key]);
  const words = wordsOf(at(proofs, 0));
  const single = await verifier.send("verify", words);
  const calldata = getBytes(verifier.data("verify", words));
  verification =
    single.gasUsed - TRANSACTION - calldata.reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
  const batch = await verifier.send("verifyBatch", [rowsOf(proofs.slice(0, SIZE))], { gas: 4_000_000n });
  return {
    "ProofVerifier.verify": await gasOf(single),
    "BatchVerifier.verify32.perProof": Math.round((await gasOf(batch)) / SIZE),
  };
}

beforeAll(async () => {
  world = await ClaimsWorld.open();
  // Whole transactions, calldata and the 21,000 of any transaction included.
  measured = { ...(await claimsGas()), ...(await batchGas()), ...(await verifierGas()) };
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    const others = JSON.parse(await readFile(SNAPSHOT, "utf8")) as Record<string, number>;
    await writeFileAtomic(SNAPSHOT, `${JSON.stringify({ ...others, ...measured }, null, 2)}\n`);
  }
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

describe("gas", () => {
  it("is what the snapshot says, to the unit (T-18)", async () => {
    expect(JSON.parse(await readFile(SNAPSHOT, "utf8"))).toMatchObject(measured);
  });

  it("of a claim in a batch of 32 is at most 90,000", () => {
    expect(measured["MarginClaims.submitBatch32.perClaim"]).toBeLessThanOrEqual(90_000);
  });

  it("of a proof in a batch of 32 is at most 62,000", () => {
    expect(measured["BatchVerifier.verify32.perProof"]).toBeLessThanOrEqual(62_000);
  });

  it("of one verification is within 5 % of what the precompiles charge: 181,000 and 6,150 a signal", () => {
    const floor = 181_000n + 6n * 6_150n;
    expect(verification).toBeGreaterThan(floor);
    expect(verification * 100n).toBeLessThanOrEqual(floor * 105n);
  });
});
