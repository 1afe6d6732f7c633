import type { Provider } from "ethers";
import { EnvironmentError } from "../domain/errors.ts";

/** What a verifier of reserves asks chains. A question that cannot be answered is `undefined`, never a guess. */
export interface ChainAccess {
  /** Hash of a block of the chain's final history. */
  blockHash(chain: string, number: bigint): Promise<string | undefined>;
  /** Absent where no node of Bitcoin was asked. */
  readonly bitcoin?: BitcoinOutputs;
}

/** What a node of Bitcoin said, all of it after one block: outputs that move are never there twice. */
export interface BitcoinOutputs {
  readonly height: number;
  /** Of that block, in Unix seconds. */
  readonly time: number;
  /** In outputs of an address that are unspent. */
  satoshis(address: string): bigint | undefined;
}

/** Asks no one. */
export const NO_ACCESS: ChainAccess = { blockHash: async () => undefined };

/**
 * Asks nodes of the verifier's own for blocks of EVM chains.
 * @throws EnvironmentError, when asked, for a node that does not answer
 * @param providers by chain, such as "eip155:10"
 */
export const evmAccess = (
  providers: ReadonlyMap<string, Provider>,
  bitcoin?: BitcoinOutputs,
): ChainAccess => ({
  async blockHash(chain, number) {
    const provider = providers.get(chain);
    return provider === undefined ? undefined : finalHash(chain, provider, number);
  },
  ...(bitcoin === undefined ? {} : { bitcoin }),
});

/** Of blocks that are not final yet nothing is said: a re-organisation may replace them. */
async function finalHash(chain: string, provider: Provider, number: bigint): Promise<string | undefined> {
  try {
    const final = await provider.getBlock("finalized");
    if (final === null || BigInt(final.number) < number) return undefined;
    return (await provider.getBlock(number))?.hash ?? undefined;
  } catch (cause) {
    throw new EnvironmentError(`the node of ${chain} does not answer`, { cause });
  }
}
