import type { InterfaceAbi } from "ethers";
import hre from "hardhat";

/** What the compiler made of a contract of the project, by its name. */
export async function contractArtifact(name: string): Promise<{ readonly abi: InterfaceAbi }> {
  const { abi } = await hre.artifacts.readArtifact(name);
  return { abi };
}
