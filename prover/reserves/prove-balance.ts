import { Contract, type JsonRpcApiProvider, keccak256, toQuantity } from "ethers";
import { RuleError } from "../domain/errors.ts";
import { provenHeader } from "./balance.ts";
import { type RawBlock, writeBlockHeader } from "./block-header.ts";
import type { EvmHolding } from "./evidence.ts";
import { mappingSlot } from "./state-proof.ts";

/** What is to be shown: a balance of an address on a chain, in a block. */
export interface BalanceQuestion {
  /** "eip155:" and the chain id. */
  readonly chain: string;
  readonly owner: string;
  /** Absent for the chain's coin. `slot` is that of the mapping of balances. */
  readonly token?: { readonly address: string; readonly slot: bigint };
  readonly block: number;
}

/** EIP-1186. */
interface EthProof {
  readonly balance: string;
  readonly accountProof: readonly string[];
  readonly storageProof: readonly { readonly proof: readonly string[] }[];
}

/**
 * Asks a node for a balance with its proof, and checks the proof as a verifier will.
 *
 * @throws RuleError for a block that the node lacks, a chain whose headers have another form, or a slot that does not hold the token's balances
 */
export async function proveBalance(
  provider: JsonRpcApiProvider,
  { chain, owner, token, block }: BalanceQuestion,
): Promise<Omit<EvmHolding, "row" | "signature">> {
  const number = toQuantity(block);
  const raw = (await provider.send("eth_getBlockByNumber", [number, false])) as RawBlock | null;
  if (raw === null) throw new RuleError(`the node does not have block ${block}`);
  const header = writeBlockHeader(raw);
  if (keccak256(header) !== raw.hash) {
    throw new RuleError(
      `the headers of ${chain} have another form than Ethereum's: no proof can rest on them`,
    );
  }
  const slots = token === undefined ? [] : [mappingSlot(owner, token.slot)];
  const proof = (await provider.send("eth_getProof", [token?.address ?? owner, slots, number])) as EthProof;
  const storageProof = proof.storageProof[0]?.proof ?? [];
  const holding = {
    kind: "evm",
    chain,
    owner,
    balance:
      token === undefined ? BigInt(proof.balance) : await balanceOf(provider, token.address, owner, block),
    header,
    accountProof: proof.accountProof,
    ...(token === undefined ? {} : { token: { ...token, storageProof } }),
  } as const;
  try {
    await provenHeader(holding);
  } catch (error) {
    if (token === undefined) throw error;
    throw new RuleError(`slot ${token.slot} of ${token.address} does not hold its balances`, {
      cause: error,
    });
  }
  return holding;
}

/** What the token says: storage at a wrong slot would be 0 and look proven. */
function balanceOf(
  provider: JsonRpcApiProvider,
  token: string,
  owner: string,
  block: number,
): Promise<bigint> {
  const contract = new Contract(token, ["function balanceOf(address) view returns (uint256)"], provider);
  return contract.getFunction("balanceOf")(owner, { blockTag: block });
}
