import type { Provider } from "ethers";

/**
 * The number of the first block of this time or later, by bisection: times of blocks never fall. The number after the latest if there is none.
 * @param time in Unix seconds
 * @throws Error when the node lacks a block
 */
export async function firstBlockAt(provider: Provider, time: bigint): Promise<number> {
  let from = 0;
  let end = (await provider.getBlockNumber()) + 1;
  while (from < end) {
    const middle = Math.floor((from + end) / 2);
    const block = await provider.getBlock(middle);
    if (block === null) throw new Error(`the node does not have block ${middle}`);
    if (BigInt(block.timestamp) < time) from = middle + 1;
    else end = middle;
  }
  return from;
}
