/** Reads what a prover needs from a .zkey file, and refuses what does not fit together, naming the section. */

import { ENTRY_BYTES } from "../../core/rows.ts";
import { EnvironmentError } from "../../domain/errors.ts";
import { FIELD_MODULUS } from "../../domain/field.ts";
import { BASE_FIELD_MODULUS } from "../../keys/base-field.ts";
import { readSections } from "../../keys/iden3-file.ts";
import { readWord } from "../../keys/little-endian.ts";

export const G1_FILE_BYTES = 64;
export const G2_FILE_BYTES = 128;
const GROTH16 = 1;
const HEADER_BYTES = 2 * 4 + 2 * 32 + 3 * 4 + 3 * G1_FILE_BYTES + 3 * G2_FILE_BYTES;
const MAX_LOG_DOMAIN = 27;

/** A point of a file in affine coordinates: little-endian words, Montgomery form with 2^256; infinity is all 0. */
export interface Zkey {
  readonly nVars: number;
  readonly nPublic: number;
  readonly logDomain: number;
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  /** Entries of A and B; see core/rows.ts. */
  readonly entries: Uint8Array;
  readonly entryCount: number;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  readonly c: Uint8Array;
  readonly h: Uint8Array;
}

/**
 * @returns views into `bytes`
 * @throws EnvironmentError for a damaged or foreign file, naming the section
 */
export function readZkey(bytes: Uint8Array): Zkey {
  const sections = readSections(bytes, "zkey", 1);
  const section = (id: number, what: string, length: number): Uint8Array => {
    const found = sections.get(id);
    if (found === undefined) throw new EnvironmentError(`zkey file: section ${id} (${what}) is missing`);
    if (found.length !== length) {
      throw new EnvironmentError(
        `zkey file: section ${id} (${what}) has ${found.length} bytes, expected ${length}`,
      );
    }
    return found;
  };
  const protocol = view(section(1, "protocol", 4)).getUint32(0, true);
  if (protocol !== GROTH16) {
    throw new EnvironmentError(
      `zkey file: section 1 (protocol) names ${protocol}, expected ${GROTH16}, Groth16`,
    );
  }
  const header = section(2, "header", HEADER_BYTES);
  const numbers = view(header);
  const foreign =
    numbers.getUint32(0, true) !== 32 ||
    readWord(numbers, 4) !== BASE_FIELD_MODULUS ||
    numbers.getUint32(36, true) !== 32 ||
    readWord(numbers, 40) !== FIELD_MODULUS;
  if (foreign) throw new EnvironmentError("zkey file: section 2 (header) is for another curve than bn254");
  const [nVars, nPublic, domain] = [72, 76, 80].map((offset) => numbers.getUint32(offset, true));
  const logDomain = Math.log2(domain ?? 0);
  if (nVars === undefined || nPublic === undefined || nPublic + 1 > nVars) {
    throw new EnvironmentError(
      `zkey file: section 2 (header) has ${nPublic} public signals of ${nVars} wires`,
    );
  }
  if (!Number.isInteger(logDomain) || logDomain > MAX_LOG_DOMAIN) {
    throw new EnvironmentError(`zkey file: section 2 (header) has a domain of ${domain}, not a power of two`);
  }
  const point = (offset: number, length: number): Uint8Array => header.subarray(offset, offset + length);

  const entries = sections.get(4);
  const entryCount = entries === undefined || entries.length < 4 ? 0 : view(entries).getUint32(0, true);
  return {
    ...{ nVars, nPublic, logDomain, entryCount },
    ...{ alpha1: point(84, 64), beta1: point(148, 64), beta2: point(212, 128) },
    ...{ delta1: point(468, 64), delta2: point(532, 128) },
    entries: section(4, "coefficients", 4 + entryCount * ENTRY_BYTES).subarray(4),
    a: section(5, "A", nVars * G1_FILE_BYTES),
    b1: section(6, "B in G1", nVars * G1_FILE_BYTES),
    b2: section(7, "B in G2", nVars * G2_FILE_BYTES),
    c: section(8, "C", (nVars - nPublic - 1) * G1_FILE_BYTES),
    h: section(9, "H", 2 ** logDomain * G1_FILE_BYTES),
  };
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
