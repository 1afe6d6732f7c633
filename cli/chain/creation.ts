import type { Node } from "./rpc.ts";

/**
 * Whether a contract was created in a block: a role granted before it would not be seen. Its constructor must announce something, so that its
 * transaction is found by its log.
 */
export async function createdIn(
  { provider }: Pick<Node, "provider">,
  address: string,
  block: number,
): Promise<boolean> {
  const logs = await provider.getLogs({ address, fromBlock: block, toBlock: block });
  const hashes = [...new Set(logs.map(({ transactionHash }) => transactionHash))];
  const receipts = await Promise.all(hashes.map((hash) => provider.getTransactionReceipt(hash)));
  return receipts.some((receipt) => receipt?.contractAddress === address);
}
