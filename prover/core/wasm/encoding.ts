/**
 * Byte encodings of the WebAssembly binary format.
 * Source: WebAssembly Core Specification 3.0, chapter 5, https://webassembly.github.io/spec/core/binary/
 */

/** Unsigned LEB128 of 0 <= value < 2^32. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

/** Signed LEB128 of a 32- or 64-bit integer. */
export function signed(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

export type Bytes = readonly number[] | Uint8Array;

export function concatenate(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** A vector: the number of items, then the items. */
export const vector = (items: readonly Bytes[]): Uint8Array =>
  concatenate([unsigned(items.length), ...items]);

export const name = (text: string): Uint8Array => {
  const bytes = new TextEncoder().encode(text);
  return concatenate([unsigned(bytes.length), bytes]);
};

export const section = (id: number, payload: Uint8Array): Uint8Array =>
  concatenate([[id], unsigned(payload.length), payload]);
