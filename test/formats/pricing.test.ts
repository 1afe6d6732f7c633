import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { FieldElement } from "../../prover/domain/field.ts";
import { pricingToJson, readPricing } from "../../prover/formats/pricing.ts";
import { pricingOf } from "../../prover/market/risk/pricing.ts";
import { AS_OF, option, optionSource, usdPrice } from "../market/risk/support/options.ts";

it("a pricing file gives back what a market was priced from, quotes to their last digit", async () => {
  const source = optionSource({
    options: [
      option({ markIv: "0.453803924321583123", rate: "-0.012345678901234567" }),
      option({ strike: "0.00000001" }),
    ],
    futures: [{ name: "BTC-PERP", underlying: "BTC", mark: usdPrice("100000") }],
    moves: { BTC: ["BTC", "PNL-BTC"] },
  });
  const pricing = pricingOf(source, AS_OF);
  const folder = await mkdtemp(join(tmpdir(), "solvency-pricing-"));
  try {
    const path = join(folder, "market.pricing.json");
    await writeFile(path, JSON.stringify(pricingToJson(123n as FieldElement, pricing)));
    const read = await readPricing(path);
    expect(read.marketRoot).toBe(123n);
    // A mark is in the market; the file is about what prices move from.
    const options = pricing.options.map(({ mark: _, ...rest }) => rest);
    expect(read.pricing).toEqual({ ...pricing, options });
    expect(read.pricing.linear.map(({ row }) => row)).toEqual(["BTC", "PNL-BTC", "BTC-PERP"]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
