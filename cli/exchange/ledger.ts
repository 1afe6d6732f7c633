import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { formatDecimal } from "../../prover/index.ts";
import { type Asset, PERPETUALS, perpetual } from "./market.ts";

/** Prices in 1e-2 USD at which positions were opened, around the marks. */
const ENTRIES: Readonly<Record<(typeof PERPETUALS)[number], bigint>> = { BTC: 6_400_000n, ETH: 350_000n };

/** Numbers that look random and are the same in every run. */
function numbers(seed: string): (below: bigint) => bigint {
  let count = 0;
  return (below) => {
    const digest = createHash("sha256").update(`${seed} ${count++}`).digest("hex");
    return BigInt(`0x${digest.slice(0, 16)}`) % below;
  };
}

/** By which the exchange knows a customer, and the customer finds the own account. */
export const customerId = (tag: number | bigint): string => `customer-${tag}`;

/**
 * A ledger of an exchange as CSV: customers with assets, some with perpetuals, every long of which has its short. The last two cannot be
 * attested: one is under water, one has a number that is none.
 *
 * @param count accounts that can be attested
 */
export function exchangeLedger(count: number): string {
  const draw = numbers("solvency quickstart");
  const lines = ["tag,customer,row,quantity"];
  const hold = (tag: number, row: string, amount: bigint, decimals: number): void => {
    if (amount !== 0n) lines.push(`${tag},${customerId(tag)},${row},${formatDecimal(amount, decimals)}`);
  };
  const pnl = new Map<number, bigint>();
  const positions = new Map<number, [coin: Asset, size: bigint]>();
  for (let k = 0; k + 1 < count; k += 3) {
    // Neighbours take the two sides of one trade, of up to 0.2 coins, and one of them profits.
    const coin = PERPETUALS[Number(draw(2n))] ?? "BTC";
    const size = 1n + draw(20n);
    const entry = ENTRIES[coin] + draw(20_000n);
    positions.set(k, [coin, size]).set(k + 1, [coin, -size]);
    pnl.set(k, -size * entry).set(k + 1, size * entry);
  }
  for (let k = 0; k < count; k++) {
    const tag = 1_001 + k;
    hold(tag, "USDT", 2_000_000n + draw(100_000_000n), 2);
    hold(tag, "BTC", draw(3n) === 0n ? draw(50_000_000n) : 0n, 8);
    hold(tag, "ETH", draw(3n) === 0n ? draw(500_000_000n) : 0n, 8);
    hold(tag, "PNL-USDT", pnl.get(k) ?? 0n, 4);
    const [coin, size] = positions.get(k) ?? ["BTC", 0n];
    hold(tag, perpetual(coin), size, 2);
  }
  const last = 1_001 + count;
  const refused = [
    [last, "BTC", "0.1"],
    [last, "USDT", "-6600"],
    [last + 1, "USDT", "1e6"],
  ] as const;
  for (const [tag, row, quantity] of refused) lines.push(`${tag},${customerId(tag)},${row},${quantity}`);
  return `${lines.join("\n")}\n`;
}

export const writeLedger = (path: string, count: number): Promise<void> =>
  writeFile(path, exchangeLedger(count), { mode: 0o600 });
