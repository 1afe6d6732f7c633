/**
 * Reader of circom's .r1cs files: the system `(A w) * (B w) = C w`, row by row, over a prime field.
 * Source: https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md
 */
import { EnvironmentError } from "../domain/errors.ts";
import { readSections } from "./iden3-file.ts";
import { readWord, WORD_BYTES } from "./little-endian.ts";

/** A sparse matrix in compressed rows: row i holds the entries `rowStarts[i] .. rowStarts[i + 1] - 1`. */
export interface SparseMatrix {
  /** nConstraints + 1 offsets into the two arrays below. */
  readonly rowStarts: Uint32Array;
  /** Signal (column) of each entry, < nVars. */
  readonly signals: Uint32Array;
  /** Index of each entry's value in `R1cs.coefficients`. */
  readonly values: Uint32Array;
}

/** A rank-1 constraint system. The witness is `[1, outputs, public inputs, private inputs, inner signals]`. */
export interface R1cs {
  /** The field's modulus. */
  readonly prime: bigint;
  /** Length of the witness, the leading 1 included. */
  readonly nVars: number;
  /** Outputs and public inputs, the leading 1 not counted. */
  readonly nPublic: number;
  readonly nConstraints: number;
  /** Every distinct coefficient once, 0 <= value < prime: circuits repeat a few constants millions of times. */
  readonly coefficients: readonly bigint[];
  readonly a: SparseMatrix;
  readonly b: SparseMatrix;
  readonly c: SparseMatrix;
}

const HEADER_SECTION = 1;
const CONSTRAINTS_SECTION = 2;
const CUSTOM_GATE_SECTIONS = [4, 5];
const ENTRY_BYTES = 4 + WORD_BYTES;
/** n8, prime, nVars, nOutputs, nPublicInputs, nPrivateInputs, nLabels (u64), nConstraints. */
const HEADER_BYTES = 4 + WORD_BYTES + 4 * 4 + 8 + 4;

/**
 * Parses an .r1cs file with 32-byte field elements.
 *
 * @throws EnvironmentError naming what is wrong: truncated or foreign file, another field size, custom gates (Groth16
 *   cannot express them), a signal or coefficient out of range, counts that contradict each other
 */
export function readR1cs(bytes: Uint8Array): R1cs {
  const sections = readSections(bytes, "r1cs", 1);
  if (CUSTOM_GATE_SECTIONS.some((id) => (sections.get(id)?.length ?? 0) > 4)) {
    throw new EnvironmentError("r1cs file: custom gates are not supported");
  }
  const header = readHeader(section(sections, HEADER_SECTION, "header"));
  return { ...header, ...readConstraints(section(sections, CONSTRAINTS_SECTION, "constraints"), header) };
}

type Header = Pick<R1cs, "prime" | "nVars" | "nPublic" | "nConstraints">;

function section(sections: Map<number, Uint8Array>, id: number, name: string): Uint8Array {
  const found = sections.get(id);
  if (found === undefined) throw new EnvironmentError(`r1cs file: the ${name} section (${id}) is missing`);
  return found;
}

function readHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fieldBytes = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  if (fieldBytes !== WORD_BYTES) {
    throw new EnvironmentError(
      `r1cs file: field elements of ${fieldBytes} bytes are not supported, expected ${WORD_BYTES}`,
    );
  }
  if (bytes.length !== HEADER_BYTES) {
    throw new EnvironmentError(
      `r1cs file: the header section has ${bytes.length} bytes, expected ${HEADER_BYTES}`,
    );
  }
  const counts = 4 + WORD_BYTES;
  const header = {
    prime: readWord(view, 4),
    nVars: view.getUint32(counts, true),
    nPublic: view.getUint32(counts + 4, true) + view.getUint32(counts + 8, true),
    nConstraints: view.getUint32(counts + 24, true),
  };
  if (header.nPublic + 1 > header.nVars) {
    throw new EnvironmentError(
      `r1cs file: ${header.nPublic} public signals do not fit ${header.nVars} signals`,
    );
  }
  return header;
}

function readConstraints(bytes: Uint8Array, header: Header): Pick<R1cs, "coefficients" | "a" | "b" | "c"> {
  const { nConstraints, nVars, prime } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = countEntries(view, nConstraints);
  const empty = (entries: number): SparseMatrix => ({
    rowStarts: new Uint32Array(nConstraints + 1),
    signals: new Uint32Array(entries),
    values: new Uint32Array(entries),
  });
  const [a, b, c] = [empty(counts[0]), empty(counts[1]), empty(counts[2])];

  const table = new WordTable(view);
  let offset = 0;
  for (let row = 0; row < nConstraints; row++) {
    for (const matrix of [a, b, c]) {
      const entries = view.getUint32(offset, true);
      offset += 4;
      let next = matrix.rowStarts[row] ?? 0;
      for (let i = 0; i < entries; i++) {
        const signal = view.getUint32(offset, true);
        if (signal >= nVars) {
          throw new EnvironmentError(`r1cs file: constraint ${row} uses signal ${signal} of ${nVars}`);
        }
        matrix.signals[next] = signal;
        matrix.values[next] = table.indexOf(offset + 4);
        next++;
        offset += ENTRY_BYTES;
      }
      matrix.rowStarts[row + 1] = next;
    }
  }
  const coefficients = table.words();
  if (coefficients.some((value) => value >= prime)) {
    throw new EnvironmentError("r1cs file: a coefficient is not below the prime");
  }
  return { coefficients, a, b, c };
}

/** Entries of A, B and C; checks that the constraints fill the section exactly, so later reads are in bounds. */
function countEntries(view: DataView, nConstraints: number): [number, number, number] {
  const totals: [number, number, number] = [0, 0, 0];
  let offset = 0;
  for (let row = 0; row < nConstraints; row++) {
    for (const matrix of [0, 1, 2] as const) {
      const entries = offset + 4 <= view.byteLength ? view.getUint32(offset, true) : 0;
      offset += 4 + entries * ENTRY_BYTES;
      if (offset > view.byteLength) {
        throw new EnvironmentError(
          `r1cs file: the constraints section ends inside constraint ${row} of ${nConstraints}`,
        );
      }
      totals[matrix] += entries;
    }
  }
  if (offset !== view.byteLength) {
    throw new EnvironmentError(
      `r1cs file: ${view.byteLength - offset} bytes after the last of ${nConstraints} constraints`,
    );
  }
  return totals;
}

/**
 * Numbers the distinct 32-byte words of a section. An open hash table over offsets, because making a bigint
 * or a string of every coefficient would dominate the reading of a large circuit.
 */
class WordTable {
  readonly #view: DataView;
  readonly #firstOffsets: number[] = [];
  #slots = new Int32Array(1024).fill(-1);

  constructor(view: DataView) {
    this.#view = view;
  }

  indexOf(offset: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(offset) & mask;
    for (;;) {
      const index = this.#slots[slot] ?? -1;
      if (index < 0) return this.#insert(offset, slot);
      if (this.#equal(this.#firstOffsets[index] ?? 0, offset)) return index;
      slot = (slot + 1) & mask;
    }
  }

  words(): bigint[] {
    return this.#firstOffsets.map((offset) => readWord(this.#view, offset));
  }

  #insert(offset: number, slot: number): number {
    const index = this.#firstOffsets.push(offset) - 1;
    this.#slots[slot] = index;
    if (2 * this.#firstOffsets.length > this.#slots.length) this.#grow();
    return index;
  }

  #grow(): void {
    const mask = this.#slots.length * 2 - 1;
    this.#slots = new Int32Array(mask + 1).fill(-1);
    for (const [index, offset] of this.#firstOffsets.entries()) {
      let slot = this.#hash(offset) & mask;
      while ((this.#slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
    }
  }

  #hash(offset: number): number {
    let hash = 0;
    for (let i = 0; i < WORD_BYTES; i += 4) {
      hash = Math.imul(hash ^ this.#view.getUint32(offset + i, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash >>> 0;
  }

  #equal(a: number, b: number): boolean {
    for (let i = 0; i < WORD_BYTES; i += 4) {
      if (this.#view.getUint32(a + i, true) !== this.#view.getUint32(b + i, true)) return false;
    }
    return true;
  }
}
