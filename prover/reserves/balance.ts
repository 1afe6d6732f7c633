import { RuleError } from "../domain/errors.ts";
import { type BlockHeader, readBlockHeader } from "./block-header.ts";
import type { EvmHolding } from "./evidence.ts";
import { mappingSlot, provenAccount, provenStorage } from "./state-proof.ts";

/**
 * Checks that a header's state has the balance claimed. Whether the header is of the chain is another question.
 * @throws RuleError where it has not, or the proof is none
 */
export async function provenHeader(holding: Omit<EvmHolding, "row" | "signature">): Promise<BlockHeader> {
  const header = readBlockHeader(holding.header);
  const found = await balanceIn(header.stateRoot, holding);
  if (found !== holding.balance) {
    throw new RuleError(`the balance is ${holding.balance}, the proof shows ${found}`);
  }
  return header;
}

async function balanceIn(
  stateRoot: string,
  { owner, accountProof, token }: Pick<EvmHolding, "owner" | "accountProof" | "token">,
): Promise<bigint> {
  const account = await provenAccount(stateRoot, token?.address ?? owner, accountProof);
  if (account === undefined) return 0n;
  if (token === undefined) return account.balance;
  return provenStorage(account.storageRoot, mappingSlot(owner, token.slot), token.storageProof);
}
