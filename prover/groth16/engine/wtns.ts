/** Reads a .wtns file, and refuses what does not fit, naming the section. Errors never contain a value. */
import { EnvironmentError } from "../../domain/errors.ts";
import { FIELD_MODULUS } from "../../domain/field.ts";
import { readSections } from "../../keys/iden3-file.ts";
import { readWord, WORD_BYTES } from "../../keys/little-endian.ts";

const HEADER_BYTES = 4 + WORD_BYTES + 4;

/**
 * @param nVars wires of the circuit, where they are known
 * @returns the witness, 32 bytes a wire, as a view into `bytes`
 * @throws EnvironmentError for a damaged file or one of another circuit
 */
export function readWtns(bytes: Uint8Array, nVars?: number): Uint8Array {
  const sections = readSections(bytes, "wtns", 2);
  const header = sections.get(1);
  if (header === undefined || header.length !== HEADER_BYTES) {
    throw new EnvironmentError(
      `wtns file: section 1 (header) has ${header?.length ?? 0} bytes, expected ${HEADER_BYTES}`,
    );
  }
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0, true) !== WORD_BYTES || readWord(view, 4) !== FIELD_MODULUS) {
    throw new EnvironmentError("wtns file: section 1 (header) is for another curve than bn254");
  }
  const count = view.getUint32(4 + WORD_BYTES, true);
  if (nVars !== undefined && count !== nVars) {
    throw new EnvironmentError(`wtns file: section 1 (header) has ${count} wires, the proving key ${nVars}`);
  }
  const witness = sections.get(2);
  if (witness === undefined || witness.length !== count * WORD_BYTES) {
    throw new EnvironmentError(
      `wtns file: section 2 (witness) has ${witness?.length ?? 0} bytes, expected ${count * WORD_BYTES}`,
    );
  }
  const words = new DataView(witness.buffer, witness.byteOffset, witness.byteLength);
  if (readWord(words, 0) !== 1n) {
    throw new EnvironmentError("wtns file: section 2 (witness) does not start with the constant 1");
  }
  return witness;
}

/** The public signals of a witness: they follow the constant 1. */
export function signalsOf(witness: Uint8Array, nPublic: number): bigint[] {
  const words = new DataView(witness.buffer, witness.byteOffset, witness.byteLength);
  return Array.from({ length: nPublic }, (_, i) => readWord(words, WORD_BYTES * (i + 1)));
}
