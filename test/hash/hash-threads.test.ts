import { afterAll, describe, expect, it } from "vitest";
import { HashThreads } from "../../prover/hash/hash-threads.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { toWords } from "../../prover/keys/little-endian.ts";

const threads = new HashThreads(2);
afterAll(() => threads.close());

describe("hashing in threads", () => {
  it("gives the same hashes in the same places, and counts them", async () => {
    const words = toWords(Array.from({ length: 3 * 5001 }, (_, i) => BigInt(i) ** 17n));
    const [expected, actual] = [new Uint8Array(32 * 5001), new Uint8Array(32 * 5001)];
    (await poseidon()).packed(3, words, expected);
    let counted = 0;
    await threads.packed(3, words, actual, (hashes) => {
      counted += hashes;
    });
    expect(Buffer.compare(actual, expected)).toBe(0);
    expect(counted).toBe(5001);
  });

  it("does nothing for nothing", async () => {
    const results = new Uint8Array();
    await threads.packed(2, new Uint8Array(), results);
    expect(results.length).toBe(0);
  });

  it("tells of a thread's failure instead of waiting for ever", async () => {
    const mortal = new HashThreads(2);
    const broken = [{ arity: 17, words: new Uint8Array(17 * 32) }];
    try {
      await expect(mortal.runs(broken, () => {})).rejects.toThrow(/a thread failed: .*1 to 16 inputs/);
    } finally {
      await mortal.close();
    }
  });

  it("passes on what the taker throws", async () => {
    const run = [{ arity: 1, words: new Uint8Array(32) }];
    const full = (): never => {
      throw new Error("no more room");
    };
    await expect(threads.runs(run, full)).rejects.toThrow("no more room");
  });
});
