import { parsePrice } from "../prover/domain/price.ts";
import type { Market } from "../prover/market/row.ts";
import { assetRow } from "../prover/market/sources/plain.ts";
import { assignIndexes } from "../prover/market/sources/row-indexes.ts";

const ROWS = 12;
const HELD = 8;

export const benchMarket = (): Market => ({
  venue: "bench",
  asOf: 1_700_000_000,
  rows: assignIndexes(
    Array.from({ length: ROWS }, (_, k) => assetRow({ name: `A${k + 1}`, price: parsePrice(String(k + 1)) })),
  ),
});

/** Eight holdings an account, tags in no order. The same text for the same count. */
export function* benchLedger(count: number): Generator<string> {
  yield "tag,row,quantity\n";
  // A step that has no divisor in common with the count visits every account once.
  const step = count % 7_919 === 0 ? 1 : 7_919;
  for (let i = 0; i < count; i++) {
    const tag = ((i * step) % count) + 1;
    let lines = "";
    for (let k = 0; k < HELD; k++) {
      lines += `${tag},A${k + 1 + (tag % (ROWS - HELD + 1))},${(tag * (k + 3)) % 100_003}.${String(tag % 100).padStart(2, "0")}\n`;
    }
    yield lines;
  }
}
