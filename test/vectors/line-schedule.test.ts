import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePrice } from "../../prover/domain/price.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import { linearContractRow } from "../../prover/market/sources/plain.ts";
import { lineSchedule } from "../../prover/vectors/line-schedule.ts";

describe("lineSchedule", () => {
  it("ends in exactly the line rate * notional - cum, and is publishable", () => {
    const rates = fc.bigInt(1n, 2n ** 32n - 1n);
    fc.assert(
      fc.property(rates, fc.oneof(fc.bigInt(0n, 10n ** 30n), fc.bigInt(0n, 100n)), (rate, cum) => {
        const schedule = lineSchedule(rate as Rate, cum);
        const last = schedule.at(-1);
        expect(last).toMatchObject({ maintenanceRate: rate, maintenanceOffset: -cum, cap: null });
        const row = { index: 1, ...linearContractRow("C", parsePrice("1"), schedule) };
        assertPublishable({ venue: "v", asOf: 1, rows: [row] });
        // The line is reached as soon as it asks for anything, to a unit.
        expect((last?.floor ?? 0n) <= cum / rate + 1n).toBe(true);
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});
