import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LiabilityCircuit } from "../../../circuits/liabilities/circuits.ts";
import { InvalidProofError } from "../../domain/errors.ts";
import type { FieldElement } from "../../domain/field.ts";
import { writeJson } from "../../formats/json.ts";
import { type ProvenStatement, provenStatementSchema } from "../../formats/proven-statement.ts";
import type { WitnessInput } from "../../margin/witness.ts";
import type { AttestationProver } from "./prover.ts";

/**
 * Proofs of an attestation, each under the hash of what it states and of the key it is made with. What is there is verified and
 * used again; what was cut off or changed is as good as not there. So work goes on from where it was interrupted, and a result
 * that comes twice is the same result (T-33).
 */
export class ProofStore {
  readonly #folder: string;
  readonly #prover: AttestationProver;
  /** Proofs made, not found. */
  made = 0;

  private constructor(folder: string, prover: AttestationProver) {
    this.#folder = folder;
    this.#prover = prover;
  }

  static async open(folder: string, prover: AttestationProver): Promise<ProofStore> {
    await mkdir(folder, { recursive: true });
    return new ProofStore(folder, prover);
  }

  /**
   * The proof of a statement, found or made.
   * @throws InvalidProofError when the prover's answer does not prove it: nothing is kept
   */
  async proven(
    circuit: LiabilityCircuit,
    publicSignals: readonly FieldElement[],
    input: WitnessInput,
  ): Promise<ProvenStatement> {
    const file = join(this.#folder, `${await this.#name(circuit, publicSignals)}.json`);
    const kept = await this.#kept(file, circuit, publicSignals);
    if (kept !== undefined) return kept;
    const proof = await this.#prover.prove(circuit, input);
    if (!(await this.#prover.verify(circuit, publicSignals, proof))) {
      throw new InvalidProofError(
        `the prover's proof of ${circuit.id} does not prove the statement; it was thrown away`,
      );
    }
    this.made++;
    const statement = { circuit: circuit.id, publicSignals: publicSignals.map(String), proof };
    await writeJson(file, statement);
    return statement as ProvenStatement;
  }

  async #name(circuit: LiabilityCircuit, publicSignals: readonly FieldElement[]): Promise<string> {
    const what = [circuit.id, await this.#prover.keyDigest(circuit), ...publicSignals].join(" ");
    return createHash("sha256").update(what).digest("hex");
  }

  async #kept(
    file: string,
    circuit: LiabilityCircuit,
    publicSignals: readonly FieldElement[],
  ): Promise<ProvenStatement | undefined> {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    try {
      const statement = provenStatementSchema.parse(JSON.parse(text));
      const sound = await this.#prover.verify(circuit, publicSignals, statement.proof);
      return sound &&
        statement.circuit === circuit.id &&
        statement.publicSignals.join() === publicSignals.join()
        ? statement
        : undefined;
    } catch {
      return undefined; // cut off: it is made again
    }
  }
}
