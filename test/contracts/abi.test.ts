import { Interface } from "ethers";
import hre from "hardhat";
import { describe, expect, it } from "vitest";
import { marginClaimsAbi } from "../../verifier-contracts/abi.ts";

const published = new Interface(marginClaimsAbi);

describe("the published ABI", () => {
  it("is that of the compiled contract: nothing missing, nothing more, names included", async () => {
    const { abi } = await hre.artifacts.readArtifact("MarginClaims");
    const compiled = new Interface(abi).format();
    expect([...published.format()].sort()).toEqual([...compiled].sort());
  });

  it("holds each entry once, in order", () => {
    expect(published.fragments).toHaveLength(marginClaimsAbi.length);
    expect(new Set(marginClaimsAbi).size).toBe(marginClaimsAbi.length);
    expect([...marginClaimsAbi].sort()).toEqual([...marginClaimsAbi]);
  });

  it("gives every error and function a selector of its own", () => {
    const selectors = published.fragments.flatMap((fragment) => {
      if (fragment.type === "function") return [published.getFunction(fragment.format())?.selector];
      if (fragment.type === "error") return [published.getError(fragment.format())?.selector];
      return [];
    });
    expect(new Set(selectors).size).toBe(selectors.length);
  });
});
