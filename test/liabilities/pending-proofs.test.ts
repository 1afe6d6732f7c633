import { describe, expect, it } from "vitest";
import { PendingProofs } from "../../prover/liabilities/bundle/pending-proofs.ts";
import { stamp } from "../support/attestation.ts";

/** A key that takes proofs with an even signal, and notes how many it got at once. */
function evenKey(digest: string) {
  const groups: number[] = [];
  return {
    groups,
    keyDigest: digest,
    insecure: true,
    async invalid(proofs: readonly { readonly publicSignals: readonly bigint[] }[]) {
      groups.push(proofs.length);
      return proofs.flatMap(({ publicSignals: [signal = 1n] }, k) => (signal % 2n === 0n ? [] : [k]));
    },
  };
}

const proven = (signal: bigint) => ({ publicSignals: [signal], proof: stamp("any", [signal]) });

async function run(count: number, odd?: number) {
  const keys = [evenKey("a"), evenKey("b")] as const;
  let checked = 0;
  const pending = new PendingProofs((proofs) => {
    checked += proofs;
  });
  for (let k = 0; k < count; k++) {
    await pending.add(`line ${k}`, k % 2 === 0 ? keys[0] : keys[1], proven(k === odd ? 1n : 2n));
  }
  await pending.finish();
  return { checked, groups: keys.map(({ groups }) => groups) };
}

describe("PendingProofs", () => {
  it("checks every proof once, by its own key, some hundred together", async () => {
    expect(await run(2_000)).toEqual({
      checked: 2_000,
      groups: [
        [512, 488],
        [512, 488],
      ],
    });
    expect(await run(1)).toEqual({ checked: 1, groups: [[1], []] });
    expect(await run(0)).toEqual({ checked: 0, groups: [[], []] });
  });

  it.each([0, 1, 1_022, 1_023, 1_024, 1_025, 1_999])(
    "names the line %i that does not hold (T-41)",
    async (odd) => {
      await expect(run(2_000, odd)).rejects.toThrow(`line ${odd}: the proof does not hold`);
    },
  );
});
