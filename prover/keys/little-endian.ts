/** Conversion between bigint and the 32-byte little-endian words of iden3 files. */

export const WORD_BYTES = 32;

/** The unsigned integer in the 32 bytes at `offset`. */
export function readWord(view: DataView, offset: number): bigint {
  return (
    view.getBigUint64(offset, true) |
    (view.getBigUint64(offset + 8, true) << 64n) |
    (view.getBigUint64(offset + 16, true) << 128n) |
    (view.getBigUint64(offset + 24, true) << 192n)
  );
}

/** Writes `value`, 0 <= value < 2^256, to the 32 bytes at `offset`. */
export function writeWord(view: DataView, offset: number, value: bigint): void {
  // setBigUint64 keeps the low 64 bits of its argument.
  view.setBigUint64(offset, value, true);
  view.setBigUint64(offset + 8, value >> 64n, true);
  view.setBigUint64(offset + 16, value >> 128n, true);
  view.setBigUint64(offset + 24, value >> 192n, true);
}

/** `values` one after another, 32 bytes each. */
export function toWords(values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * WORD_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) writeWord(view, i * WORD_BYTES, value);
  return bytes;
}
