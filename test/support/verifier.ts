import { Interface } from "ethers";
import type { Chain } from "./chain.ts";
import type { SolidityProof } from "./claims.ts";

/** What snarkjs generates for six public signals. */
export const VERIFIER_ABI = new Interface([
  "function verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[6] signals) view returns (bool)",
]);

export const verifyProofData = ({ a, b, c }: SolidityProof, signals: readonly bigint[]): string =>
  VERIFIER_ABI.encodeFunctionData("verifyProof", [a, b, c, signals]);

/** What a generated verifier itself says, with as much gas as it may want. */
export async function verifierAccepts(
  chain: Chain,
  verifier: string,
  proof: SolidityProof,
  signals: readonly bigint[],
): Promise<boolean> {
  const data = verifyProofData(proof, signals);
  const result = await chain.call({ from: chain.account(0), to: verifier, data });
  return VERIFIER_ABI.decodeFunctionResult("verifyProof", result)[0] as boolean;
}
