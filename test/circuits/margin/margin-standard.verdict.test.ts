import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type RandomClaim, randomClaim, SLACK_STEP } from "../../support/random-margin.ts";
import { type Judge, judge } from "../../support/verdict.ts";

const RUNS = 512;
const judges: readonly [Judge, Judge] = [judge(), judge()];

afterAll(() => {
  for (const each of judges) each.close();
});

describe("MarginStandard(8, 1)", () => {
  it("decides 1,024 random accounts as the reference model does, most within 1e-8 USD of the limit (T-39)", async () => {
    const seen = { accepted: 0, refused: 0, near: 0, negative: 0, tiered: 0 };
    const agree = async (claim: RandomClaim, by: Judge): Promise<void> => {
      const { slack, refusal, tiered } = await by.judge(claim);
      const solvent = slack >= 0n;
      if (solvent) expect(refusal).toBeNull();
      // Nothing else may be the reason than the range of the slack.
      else expect(refusal).toMatch(/a constraint does not hold \(AssertBits line \d+, in Predicate/);
      seen[solvent ? "accepted" : "refused"]++;
      if (slack < SLACK_STEP && slack >= -SLACK_STEP) seen.near++;
      if (claim.holdings.some(({ quantity }) => quantity < 0n)) seen.negative++;
      if (tiered) seen.tiered++;
    };
    await fc.assert(
      fc.asyncProperty(randomClaim("maintenance"), randomClaim("initial"), async (one, other) => {
        await Promise.all([agree(one, judges[0]), agree(other, judges[1])]);
      }),
      { numRuns: RUNS, seed: 2026, endOnFailure: true },
    );
    // The claims drawn must have been worth asking about.
    expect(seen.accepted + seen.refused).toBe(2 * RUNS);
    expect(seen.accepted).toBeGreaterThan(400);
    expect(seen.refused).toBeGreaterThan(250);
    expect(seen.near).toBeGreaterThan(700);
    expect(seen.negative).toBeGreaterThan(500);
    expect(seen.tiered).toBeGreaterThan(300);
  }, 300_000);
});
