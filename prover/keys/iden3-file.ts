/**
 * The iden3 container shared by .r1cs, .zkey and .ptau files: a four-letter type, a version, then sections
 * `[id: u32, length: u64, payload]`, all little-endian.
 * Source: https://github.com/iden3/binfileutils, https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md
 */
import { EnvironmentError } from "../domain/errors.ts";

const FILE_HEADER_BYTES = 12;
const SECTION_HEADER_BYTES = 12;

/**
 * Splits a container into its sections, as views into `bytes`.
 * Stricter than snarkjs: every byte must belong to a section, and no section may appear twice, so that a
 * truncated or concatenated file is never read as a smaller valid one.
 *
 * @param type four ASCII letters, for example "r1cs"
 * @throws EnvironmentError naming what is wrong: foreign type, unknown version, truncation, duplicate section, excess bytes
 */
export function readSections(bytes: Uint8Array, type: string, version: number): Map<number, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FILE_HEADER_BYTES) {
    throw new EnvironmentError(
      `${type} file: truncated, ${bytes.length} bytes are too few for the file header`,
    );
  }
  const found = String.fromCharCode(...bytes.subarray(0, 4));
  if (found !== type) {
    throw new EnvironmentError(`${type} file: foreign file, it starts with ${JSON.stringify(found)}`);
  }
  const foundVersion = view.getUint32(4, true);
  if (foundVersion !== version) {
    throw new EnvironmentError(`${type} file: version ${foundVersion} is not supported, expected ${version}`);
  }
  const sectionCount = view.getUint32(8, true);
  const sections = new Map<number, Uint8Array>();
  let offset = FILE_HEADER_BYTES;
  for (let i = 0; i < sectionCount; i++) {
    if (offset + SECTION_HEADER_BYTES > bytes.length) {
      throw new EnvironmentError(
        `${type} file: truncated in the header of section ${i + 1} of ${sectionCount}`,
      );
    }
    const id = view.getUint32(offset, true);
    const length = view.getUint32(offset + 4, true) + view.getUint32(offset + 8, true) * 2 ** 32;
    offset += SECTION_HEADER_BYTES;
    if (offset + length > bytes.length) {
      throw new EnvironmentError(
        `${type} file: truncated, section ${id} needs ${length} bytes and ${bytes.length - offset} are left`,
      );
    }
    if (sections.has(id)) throw new EnvironmentError(`${type} file: section ${id} appears twice`);
    sections.set(id, bytes.subarray(offset, offset + length));
    offset += length;
  }
  if (offset !== bytes.length) {
    throw new EnvironmentError(`${type} file: ${bytes.length - offset} bytes after the last section`);
  }
  return sections;
}

/**
 * Writes a container. A payload given in parts is stored as their concatenation.
 *
 * @param sections in the order they are to appear in the file
 */
export function writeSections(
  type: string,
  version: number,
  sections: ReadonlyArray<readonly [id: number, parts: readonly Uint8Array[]]>,
): Uint8Array {
  const lengths = sections.map(([, parts]) => parts.reduce((sum, part) => sum + part.length, 0));
  const total = lengths.reduce((sum, length) => sum + SECTION_HEADER_BYTES + length, FILE_HEADER_BYTES);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) bytes[i] = type.charCodeAt(i);
  view.setUint32(4, version, true);
  view.setUint32(8, sections.length, true);
  let offset = FILE_HEADER_BYTES;
  for (const [i, [id, parts]] of sections.entries()) {
    view.setUint32(offset, id, true);
    view.setBigUint64(offset + 4, BigInt(lengths[i] ?? 0), true);
    offset += SECTION_HEADER_BYTES;
    for (const part of parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
  }
  return bytes;
}
