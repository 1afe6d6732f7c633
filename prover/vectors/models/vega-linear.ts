import { RATE_ONE } from "../../domain/rate.ts";
import { continuousSchedule } from "../../market/schedule.ts";
import { linearContractRow } from "../../market/sources/plain.ts";
import type { VectorModel } from "../model.ts";
import { fromUsd, toPrice, toQuantity, toRate } from "../units.ts";
import { valueRow } from "../value-row.ts";

/**
 * Vega's futures without an order book: slippage and risk factor are two rates of the notional, so their sum is the
 * maintenance rate of a single bracket. Long and short have a risk factor each.
 */
export const vegaLinear: VectorModel = {
  name: "vega-linear",
  run(inputs, expected, report) {
    const size = inputs.number("size");
    const riskFactor = size.numerator < 0n ? inputs.number("rfShort", "rf") : inputs.number("rfLong", "rf");
    const maintenanceRate = toRate(inputs.number("slippage").plus(riskFactor), "slippage + risk factor");
    const tier = { floor: 0n, valueRate: RATE_ONE, maintenanceRate, initialRate: maintenanceRate };
    const row = linearContractRow(
      "VEGA",
      toPrice(inputs.number("mark"), "mark price"),
      continuousSchedule([tier]),
    );
    const { maintenance } = valueRow(row, toQuantity(size, "size"));
    if (expected.has("maintenanceMargin")) {
      report.equal("maintenanceMargin", expected.get("maintenanceMargin"), fromUsd(maintenance));
    }
    report.ignored(expected, ["maintenanceMargin"]);
  },
};
