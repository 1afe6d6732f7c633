import type { Provider } from "ethers";

/** What a verifier of reserves asks chains. A question that cannot be answered is `undefined`, never a guess. */
export interface ChainAccess {
  /** Hash of a block of the chain's final history. */
  blockHash(chain: string, number: bigint): Promise<string | undefined>;
  /** Satoshis in outputs of an address that were unspent after the block of a height. */
  bitcoinBalance(address: string, height: number): Promise<bigint | undefined>;
}

/** Asks no one. */
export const NO_ACCESS: ChainAccess = {
  blockHash: async () => undefined,
  bitcoinBalance: async () => undefined,
};

/**
 * Asks nodes of the verifier's own for blocks of EVM chains.
 * @param providers by chain, such as "eip155:10"
 */
export const evmAccess = (
  providers: ReadonlyMap<string, Provider>,
  bitcoinBalance: ChainAccess["bitcoinBalance"] = NO_ACCESS.bitcoinBalance,
): ChainAccess => ({
  async blockHash(chain, number) {
    const block = await providers.get(chain)?.getBlock(Number(number));
    return block?.hash ?? undefined;
  },
  bitcoinBalance,
});
