import { describe, expect, it } from "vitest";
import { oneAhead } from "../../../prover/liabilities/attest/one-ahead.ts";

async function* count(to: number, pulled: number[] = []) {
  for (let k = 0; k < to; k++) {
    pulled.push(k);
    yield k;
  }
}

describe("oneAhead", () => {
  it("gives results in order, though later work may be done earlier, and starts no more than one ahead", async () => {
    const running = new Set<number>();
    let most = 0;
    const results: number[] = [];
    const work = async (k: number) => {
      running.add(k);
      most = Math.max(most, running.size);
      await new Promise((resolve) => setTimeout(resolve, k % 2 === 0 ? 8 : 1));
      running.delete(k);
      return 10 * k;
    };
    for await (const result of oneAhead(count(7), work)) results.push(result);
    expect(results).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(most).toBe(2);
  });

  it.each([0, 1])("hands on the failure of item %i after what else was started is done", async (fails) => {
    const done: number[] = [];
    const work = async (k: number) => {
      if (k === fails) throw new Error(`item ${k}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      done.push(k);
      return k;
    };
    const all = async () => {
      for await (const _ of oneAhead(count(5), work)) {
      }
    };
    await expect(all()).rejects.toThrow(`item ${fails}`);
    expect(done).toEqual(fails === 0 ? [1] : [0, 2]);
  });

  it("gives nothing of nothing", async () => {
    for await (const _ of oneAhead(count(0), async () => expect.unreachable())) expect.unreachable();
  });
});
