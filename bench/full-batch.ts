import type { BatchCircuit } from "../circuits/liabilities/circuits.ts";
import type { Account } from "../prover/accounts/account.ts";
import type { FieldElement } from "../prover/domain/field.ts";
import type { Quantity } from "../prover/domain/quantity.ts";
import { prepareBatch } from "../prover/liabilities/batch.ts";
import { commitAccounts } from "../prover/liabilities/commit.ts";
import { type OpenedBatch, openBatch } from "../prover/liabilities/open-batch.ts";
import type { WitnessInput } from "../prover/margin/witness.ts";
import { CellTable } from "../prover/market/cells/table.ts";
import { benchMarket } from "./attest-ledger.ts";

/** Inputs of a flat batch in which every place holds an account with every holding. The same ones each time. */
export async function fullBatchInput(size: BatchCircuit): Promise<WitnessInput> {
  const market = benchMarket();
  const table = await CellTable.build(market, size.kind);
  const accounts = Array.from({ length: size.accounts }, (_, place) => {
    const tag = BigInt(place + 1);
    const holdings = market.rows.slice(0, size.holdings).map(({ index }, k) => ({
      row: index,
      quantity: ((tag * 7_919n * BigInt(k + 3)) % 10n ** 13n) as Quantity,
    }));
    const account: Account = { tag, mode: "cross", owner: (tag * 7n) as FieldElement, holdings };
    return { account, salt: (tag * 1_000_003n) as FieldElement };
  });
  const opened = await openBatch({ size, table, accounts, blind: 5n as FieldElement });
  const { drawn } = await commitAccounts({
    epoch: 1n as FieldElement,
    table,
    sumsBlind: 7n as FieldElement,
    rows: 64,
    openings: alone(opened),
    holdings: () => holdingsOf(opened),
  });
  return (await prepareBatch(opened, drawn)).input;
}

async function* alone({ subtree }: OpenedBatch) {
  yield { subtree, place: 0 };
}

async function* holdingsOf({ placed }: OpenedBatch) {
  yield* placed;
}
