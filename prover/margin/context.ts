import { AbiCoder, getAddress, id, keccak256 } from "ethers";
import type { FieldElement } from "../domain/field.ts";

/** What a claim is bound to besides the account: one recipient, one submitter, one contract on one chain, one deadline. */
export interface ClaimContext {
  readonly chainId: bigint;
  /** Address of the MarginClaims contract. */
  readonly claims: string;
  /** Who may submit it: the recipient, or whoever collects claims into batches. */
  readonly submitter: string;
  /** Unix seconds; last second at which the claim may be submitted. */
  readonly deadline: bigint;
  /** For whom the claim is made. */
  readonly recipient: string;
}

/** The contract's version is part of the type, so a claim for one version is none for another (T-20). */
export const CONTEXT_TYPE =
  "solvency.MarginClaims/2 context(uint256 chainId,address claims,address submitter,uint64 deadline,address recipient)";

/**
 * The public input `context`, as MarginClaims recomputes it: a hash of the recipient and of what all claims of a call
 * share, shifted right by three bits so that it is a canonical field element.
 */
export function contextSignal(context: ClaimContext): FieldElement {
  const abi = AbiCoder.defaultAbiCoder();
  const binding = keccak256(
    abi.encode(
      ["bytes32", "uint256", "address", "address", "uint64"],
      [
        id(CONTEXT_TYPE),
        context.chainId,
        getAddress(context.claims),
        getAddress(context.submitter),
        context.deadline,
      ],
    ),
  );
  const hash = keccak256(abi.encode(["bytes32", "address"], [binding, getAddress(context.recipient)]));
  return (BigInt(hash) >> 3n) as FieldElement;
}
