/** Chains of one's own machine: Hardhat's and anvil's, and the one that ganache used. Development keys go nowhere else. */
const LOCAL_CHAIN_IDS: ReadonlySet<bigint> = new Set([31337n, 1337n]);

export const isLocalChain = (chainId: bigint): boolean => LOCAL_CHAIN_IDS.has(chainId);
