import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CIRCUITS } from "../../circuits/registry.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { engineBackend } from "../../prover/groth16/engine.ts";
import { loadArtefacts } from "../../prover/keys/artefacts.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { solidityKey } from "../../prover/keys/solidity-key.ts";
import { parsePredicate } from "../../prover/margin/predicate.ts";
import { proveMargin } from "../../prover/margin/prove.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { at } from "../support/at.ts";
import { CHAIN_ID, Chain } from "../support/chain.ts";
import { Contract } from "../support/contract.ts";
import { fullBook } from "../support/full-book.ts";
import { portfolioCase } from "../support/portfolio-case.ts";
import { solidityProof } from "../support/solidity-proof.ts";
import { wordsOf } from "../support/squares.ts";

const backend = engineBackend();
let chain: Chain;

beforeAll(async () => {
  chain = await Chain.open();
});
afterAll(async () => {
  await chain.close();
  await backend.close();
});

const CONTEXT = {
  chainId: CHAIN_ID,
  claims: "0x00000000000000000000000000000000000000c1",
  submitter: "0x00000000000000000000000000000000000000a1",
  recipient: "0x00000000000000000000000000000000000000a1",
  deadline: 1_800_000_000n,
};

describe("A portfolio account that takes every place of its circuit", () => {
  it.each(CIRCUITS.filter(({ margin }) => margin === "portfolio"))(
    "is proven with $id, and the proof accepted on chain; no other statement is (T-08)",
    async (circuit) => {
      const { request } = await portfolioCase({
        ...fullBook(circuit),
        circuit,
        predicate: parsePredicate("initial", "1.1", "100"),
      });
      const artefacts = await loadArtefacts(await developmentSetup(circuit));
      const { claim, prepared } = await proveMargin(request, {
        backend,
        context: CONTEXT,
        artefacts: async (id) => {
          expect(id).toBe(circuit.id);
          return artefacts;
        },
      });
      // The scenarios decide: the requirement is more than the contingencies.
      expect(prepared.valuation.exact?.initial).toBeGreaterThan(0n);

      const key = solidityKey(artefacts.verificationKey);
      const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [key]);
      const proven = { proof: solidityProof(claim.proof), signals: claim.publicSignals as readonly bigint[] };
      expect(await verifier.read("verify", wordsOf(proven))).toBe(true);
      for (const index of proven.signals.keys()) {
        const signals = proven.signals.with(index, (at(proven.signals, index) + 1n) as FieldElement);
        expect(await verifier.read("verify", wordsOf({ ...proven, signals })), `signal ${index}`).toBe(false);
      }
    },
    600_000, // the larger key and its proof, where nothing is cached and others compute too
  );
});
