import { AbiCoder, getAddress, id, keccak256 } from "ethers";
import type { FieldElement } from "../domain/field.ts";

/** What a claim is bound to besides the account: one recipient, one contract on one chain, one deadline. */
export interface ClaimContext {
  readonly chainId: bigint;
  /** Address of the MarginClaims contract. */
  readonly claims: string;
  readonly recipient: string;
  /** Unix seconds; last second at which the claim may be submitted. */
  readonly deadline: bigint;
}

/** The contract's version is part of the type, so a claim for one version is none for another (T-20). */
export const CONTEXT_TYPE =
  "solvency.MarginClaims/1 context(uint256 chainId,address claims,address recipient,uint64 deadline)";

/**
 * The public input `context`, as MarginClaims recomputes it: keccak256 of the ABI encoding, shifted right by three
 * bits so that it is a canonical field element.
 */
export function contextSignal(context: ClaimContext): FieldElement {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "uint256", "address", "address", "uint64"],
    [
      id(CONTEXT_TYPE),
      context.chainId,
      getAddress(context.claims),
      getAddress(context.recipient),
      context.deadline,
    ],
  );
  return (BigInt(keccak256(encoded)) >> 3n) as FieldElement;
}
