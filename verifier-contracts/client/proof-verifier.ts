import type { ContractRunner } from "ethers";
import { groth16ProofVerifierAbi } from "../abi/groth16ProofVerifier.ts";
import { ContractClient } from "./contract-client.ts";

/** The contract Groth16ProofVerifier with types: see IProofVerifier.sol. */
export class Groth16ProofVerifier extends ContractClient {
  constructor(address: string, runner: ContractRunner) {
    super(address, groth16ProofVerifierAbi, runner);
  }

  keyDigest(): Promise<string> {
    return this.read("keyDigest");
  }

  /** The account whose code is a zero byte and the encoded key. */
  keyStore(): Promise<string> {
    return this.read("keyStore");
  }

  signalCount(): Promise<bigint> {
    return this.read("signalCount");
  }

  /** @throws ContractRefusal for signals of the wrong number or range */
  verify(proof: readonly bigint[], signals: readonly bigint[]): Promise<boolean> {
    return this.read("verify", proof, signals);
  }

  /** @param rows for each proof its eight words, then its signals */
  verifyBatch(rows: string): Promise<boolean> {
    return this.read("verifyBatch", rows);
  }
}
