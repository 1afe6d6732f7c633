import { Interface } from "ethers";
import hre from "hardhat";
import { describe, expect, it } from "vitest";
import { errorsAbi } from "../../verifier-contracts/abi/errors.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi/marginClaims.ts";
import { marketRegistryAbi } from "../../verifier-contracts/abi/marketRegistry.ts";
import { reserveRegistryAbi } from "../../verifier-contracts/abi/reserveRegistry.ts";
import { reviewRegistryAbi } from "../../verifier-contracts/abi/reviewRegistry.ts";
import { solvencyAttestationsAbi } from "../../verifier-contracts/abi/solvencyAttestations.ts";
import { tableRegistryAbi } from "../../verifier-contracts/abi/tableRegistry.ts";
import { venueRegistryAbi } from "../../verifier-contracts/abi/venueRegistry.ts";
import { verifierRouterAbi } from "../../verifier-contracts/abi/verifierRouter.ts";

const PUBLISHED: Record<string, readonly string[]> = {
  MarginClaims: marginClaimsAbi,
  Groth16ProofVerifier: groth16ProofVerifierAbi,
  VerifierRouter: verifierRouterAbi,
  VenueRegistry: venueRegistryAbi,
  MarketRegistry: marketRegistryAbi,
  ReserveRegistry: reserveRegistryAbi,
  ReviewRegistry: reviewRegistryAbi,
  SolvencyAttestations: solvencyAttestationsAbi,
  TableRegistry: tableRegistryAbi,
};

describe.each(Object.entries(PUBLISHED))("the published ABI of %s", (name, abi) => {
  it("is that of the compiled contract: nothing missing, nothing more, names included", async () => {
    const compiled = new Interface((await hre.artifacts.readArtifact(name)).abi).format();
    expect([...new Interface(abi).format()].sort()).toEqual([...compiled].sort());
  });

  it("holds each entry once, in order", () => {
    expect(new Interface(abi).fragments).toHaveLength(abi.length);
    expect([...new Set(abi)].sort()).toEqual([...abi]);
  });
});

describe("the published errors", () => {
  it("are those of all contracts, each once, in order", () => {
    const errors = Object.values(PUBLISHED).flatMap((abi) => abi.filter((line) => line.startsWith("error ")));
    expect([...errorsAbi]).toEqual([...new Set(errors)].sort());
  });

  it("have selectors of their own: an error is known by its first four bytes, whoever passes it on", () => {
    const selectors = new Interface(errorsAbi).fragments.map(
      (fragment) => new Interface([fragment]).getError(fragment.format())?.selector,
    );
    expect(new Set(selectors).size).toBe(errorsAbi.length);
  });
});
