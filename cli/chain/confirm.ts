import { setTimeout as sleep } from "node:timers/promises";
import type { ContractTransactionReceipt, ContractTransactionResponse, JsonRpcProvider } from "ethers";
import { EnvironmentError } from "../../prover/index.ts";
import { failedTransaction, mined } from "./mined.ts";

const PAUSE_MS = 300;
const PATIENCE_MS = 300_000;

/** What happens to a transaction on its way into the chain. */
export interface ConfirmEvents {
  readonly onMined: (block: number) => void;
  /** The block that had it is no longer part of the chain (T-25). */
  readonly onRetracted: (block: number) => void;
}

/**
 * Waits until a transaction is `confirmations` blocks deep in one and the same block.
 * @throws EnvironmentError when a re-organisation took it away and it does not come back
 * @throws ContractRefusal when it came back and failed
 */
export async function confirmed(
  sent: ContractTransactionResponse,
  provider: JsonRpcProvider,
  confirmations: number,
  events: ConfirmEvents,
): Promise<ContractTransactionReceipt> {
  let receipt = await mined(sent);
  events.onMined(receipt.blockNumber);
  const patience = performance.now() + PATIENCE_MS;
  let lost = false;
  for (;;) {
    const now = (await provider.getTransactionReceipt(sent.hash)) as ContractTransactionReceipt | null;
    if (now === null) {
      if (!lost) events.onRetracted(receipt.blockNumber);
      lost = true;
    } else {
      if (now.blockHash !== receipt.blockHash) {
        if (!lost) events.onRetracted(receipt.blockNumber);
        events.onMined(now.blockNumber);
      }
      // On the branch that won, the contract may refuse what it took on the other.
      if (now.status === 0) throw failedTransaction(sent.hash);
      [receipt, lost] = [now, false];
      if ((await provider.getBlockNumber()) - now.blockNumber + 1 >= confirmations) return receipt;
    }
    if (performance.now() > patience) {
      throw new EnvironmentError(
        lost
          ? `transaction ${sent.hash} was mined, then dropped by a re-organisation of the chain`
          : `transaction ${sent.hash} has fewer than ${confirmations} confirmations after ${PATIENCE_MS / 60_000} min`,
        { details: ["Look it up, and submit the claim again if it is gone."] },
      );
    }
    await sleep(PAUSE_MS);
  }
}
