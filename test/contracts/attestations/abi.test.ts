import { Interface } from "ethers";
import hre from "hardhat";
import { describe, expect, it } from "vitest";
import { errorsAbi } from "../../../verifier-contracts/abi/errors.ts";
import { reserveRegistryAbi } from "../../../verifier-contracts/abi/reserveRegistry.ts";
import { reviewRegistryAbi } from "../../../verifier-contracts/abi/reviewRegistry.ts";
import { solvencyAttestationsAbi } from "../../../verifier-contracts/abi/solvencyAttestations.ts";
import { tableRegistryAbi } from "../../../verifier-contracts/abi/tableRegistry.ts";

const PUBLISHED: Record<string, readonly string[]> = {
  ReserveRegistry: reserveRegistryAbi,
  ReviewRegistry: reviewRegistryAbi,
  SolvencyAttestations: solvencyAttestationsAbi,
  TableRegistry: tableRegistryAbi,
};

describe.each(Object.entries(PUBLISHED))("the published ABI of %s", (name, abi) => {
  it("is that of the compiled contract, each entry once, in order", async () => {
    const { abi: compiled } = await hre.artifacts.readArtifact(name);
    expect([...abi]).toEqual(new Interface(compiled).format().sort());
    expect(new Set(abi).size).toBe(abi.length);
  });

  it("has its errors among the published ones", () => {
    const published = new Set<string>(errorsAbi);
    expect(abi.filter((line) => line.startsWith("error ") && !published.has(line))).toEqual([]);
  });

  // Instrumented contracts are larger, and nobody deploys them.
  it.skipIf(process.env.HARDHAT_COVERAGE === "true")(
    "is of a contract that fits Ethereum's limit of 24,576 bytes",
    async () => {
      const { deployedBytecode } = await hre.artifacts.readArtifact(name);
      expect((deployedBytecode.length - 2) / 2).toBeLessThanOrEqual(24_576);
    },
  );
});
