import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import { isError } from "ethers";
import { EnvironmentError } from "../../prover/index.ts";
import { ContractRefusal } from "../../verifier-contracts/client/refusal.ts";

const WAIT_MS = 180_000;

/**
 * Waits for a transaction.
 * @throws ContractRefusal when it was mined and failed: what it met differs from what was estimated
 */
export async function mined(sent: ContractTransactionResponse): Promise<ContractTransactionReceipt> {
  try {
    const receipt = await sent.wait(1, WAIT_MS);
    if (receipt !== null) return receipt;
  } catch (error) {
    if (isError(error, "CALL_EXCEPTION")) throw failedTransaction(sent.hash, error);
    if (!isError(error, "TIMEOUT")) throw error;
  }
  throw new EnvironmentError(`transaction ${sent.hash} was not mined in ${WAIT_MS / 1000} s`, {
    details: ["It may be mined later: look it up before you send another."],
  });
}

/** A transaction that is in the chain and changed nothing. */
export const failedTransaction = (hash: string, cause?: unknown): ContractRefusal =>
  new ContractRefusal("unknown: the transaction failed", { transaction: hash }, cause);
