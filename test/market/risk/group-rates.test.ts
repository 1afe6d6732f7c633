import { describe, expect, it } from "vitest";
import { optionGroupRates, underlyingGroup } from "../../../prover/market/risk/group-rates.ts";
import { modelOf } from "../../../prover/market/risk/option-model.ts";
import { loadShockSet } from "../../../prover/market/risk/shipped.ts";
import { AS_OF, AUGUST, option, shocks } from "./support/options.ts";

describe("group rates", () => {
  it("are Derive's static discounts of an expiry, gain rounded down and loss up", async () => {
    const set = await loadShockSet("derive-31");
    const listed = option({ rate: "0.15000000000000002" });
    // PMRM_2/portfolio_cases/test_13: 794,852 seconds, discount factors 0.9445087287221925 and 1.0037878445554764.
    const model = modelOf(listed, AUGUST - 794_852);
    expect(optionGroupRates(set, listed, model)).toEqual({
      name: "BTC-29AUG25",
      gain: 944_508_728n,
      loss: 1_003_787_845n,
    });
    expect(underlyingGroup(set, "BTC")).toEqual({ name: "BTC", gain: 10n ** 9n, loss: 10n ** 9n });
  });

  it("are the set's own where options and futures of an underlying are one group", () => {
    const group = { name: "BTC", gain: 600_000_000n, loss: 10n ** 9n };
    expect(optionGroupRates(shocks(), option(), modelOf(option(), AS_OF))).toEqual(group);
    expect(underlyingGroup(shocks(), "BTC")).toEqual(group);
  });
});
