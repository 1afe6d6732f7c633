/**
 * Multiples of a fixed generator of bn254, with ffjavascript's compiled field and curve operations.
 *
 * A scalar is cut into signed windows of c bits, and a table holds d * 2^(c*w) * G for every window w and every
 * digit d = 1 .. 2^(c-1), so a multiple costs one point addition per window and no doubling. Additions are
 * affine and done for many scalars at a time, because then they share one field inversion: 6 field
 * multiplications each, against 11 for a Jacobian addition (measured: 1.5 times faster in G1, 1.8 in G2).
 * Source: Brickell, Gordon, McCurley and Wilson, "Fast exponentiation with precomputation", 1992.
 */
import { WORD_BYTES } from "./little-endian.ts";

export type Group = "g1" | "g2";

/** ffjavascript's module and the addresses of the generators in its memory. Can be sent to a worker. */
export interface CurveWasm {
  readonly module: WebAssembly.Module;
  readonly generators: Readonly<Record<Group, number>>;
}

/** Bytes of an affine point, in ffjavascript's form: x then y, little-endian, Montgomery; infinity is all 0. */
export const POINT_BYTES: Readonly<Record<Group, number>> = { g1: 64, g2: 128 };

export interface FixedBaseEngine {
  /**
   * @param scalars 32 bytes each, little-endian, below the group order; at most MAX_SCALARS of them
   * @returns the affine multiples of the generator, POINT_BYTES[group] each
   */
  multiply(scalars: Uint8Array): Uint8Array<ArrayBuffer>;
}

/** Most scalars in one call. Larger batches gain nothing: the shared inversion already costs next to nothing. */
export const MAX_SCALARS = 2048;

const SCALAR_BITS = 254;
const PAGE_BYTES = 65536;
/** The memory ffjavascript's module asks for at least. */
const MIN_PAGES = 25;

type WasmFunction = (...pointers: number[]) => number;

/**
 * Prepares the tables of one group.
 *
 * @param expected how many scalars will be multiplied in all; only the speed depends on it
 */
export function createFixedBaseEngine(wasm: CurveWasm, group: Group, expected: number): FixedBaseEngine {
  const windowBits = bestWindow(expected);
  const windows = windowCount(windowBits);
  const half = 2 ** (windowBits - 1);
  const pointBytes = POINT_BYTES[group];
  const fieldBytes = pointBytes / 2;
  const batch = Math.max(MAX_SCALARS, half);

  // ffjavascript keeps the address of its first free byte at address 0, and its batch inversion takes its
  // own scratch space (one element per value) from there.
  const scratchBytes = MAX_SCALARS * pointBytes + 3 * batch * fieldBytes;
  const bytes = windows * half * pointBytes + scratchBytes + MIN_PAGES * PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  const { exports } = new WebAssembly.Instance(wasm.module, { env: { memory } });
  const memoryBytes = new Uint8Array(memory.buffer);
  const freePointer = new Uint32Array(memory.buffer, 0, 1);
  const allocate = (length: number): number => {
    const pointer = ((freePointer[0] ?? 0) + 7) & ~7;
    freePointer[0] = pointer + length;
    return pointer;
  };
  const operation = (name: string): WasmFunction => {
    const found = exports[name];
    if (typeof found !== "function") throw new Error(`ffjavascript's module lacks ${name}`);
    return found as WasmFunction;
  };

  const field = group === "g1" ? "f1m" : "f2m";
  const add = operation(`${field}_add`);
  const subtract = operation(`${field}_sub`);
  const multiply = operation(`${field}_mul`);
  const square = operation(`${field}_square`);
  const copy = operation(`${field}_copy`);
  const isZero = operation(`${field}_isZero`);
  const batchInverse = operation(`${field}_batchInverse`);
  const addComplete = operation(`${group}m_addAffine`);
  const negate = operation(`${group}m_negAffine`);
  const toAffine = operation(`${group}m_toAffine`);
  const isInfinity = operation(`${group}m_isZeroAffine`);
  const copyPoint = operation(`${group}m_copyAffine`);

  const table = allocate(windows * half * pointBytes);
  const sums = allocate(MAX_SCALARS * pointBytes);
  const differences = allocate(batch * fieldBytes);
  const reciprocals = allocate(batch * fieldBytes);
  const slope = allocate(fieldBytes);
  const x = allocate(fieldBytes);
  const y = allocate(fieldBytes);
  const point = allocate(pointBytes);
  const jacobian = allocate(3 * fieldBytes);

  // Additions that wait for their common inversion: target = left +- right.
  const targets = new Uint32Array(batch);
  const lefts = new Uint32Array(batch);
  const rights = new Uint32Array(batch);
  const signs = new Int8Array(batch);
  let waiting = 0;

  /** Queues target = left + sign * right, both affine and not at infinity; `target` may be `left`. */
  function queueAddition(target: number, left: number, right: number, sign: 1 | -1): void {
    const difference = differences + waiting * fieldBytes;
    subtract(right, left, difference);
    if (isZero(difference)) {
      // Equal or opposite points have no chord; rare, so the slow complete formula will do.
      if (sign < 0) negate(right, point);
      else copyPoint(right, point);
      addComplete(left, point, jacobian);
      toAffine(jacobian, target);
      return;
    }
    targets[waiting] = target;
    lefts[waiting] = left;
    rights[waiting] = right;
    signs[waiting] = sign;
    waiting++;
  }

  function runAdditions(): void {
    if (waiting === 0) return;
    batchInverse(differences, fieldBytes, waiting, reciprocals, fieldBytes);
    for (let i = 0; i < waiting; i++) {
      const target = targets[i] ?? 0;
      const left = lefts[i] ?? 0;
      const right = rights[i] ?? 0;
      const negative = (signs[i] ?? 1) < 0;
      // For a negative sign this is minus the slope of the chord, which saves negating `right`.
      if (negative) add(right + fieldBytes, left + fieldBytes, slope);
      else subtract(right + fieldBytes, left + fieldBytes, slope);
      multiply(slope, reciprocals + i * fieldBytes, slope);
      square(slope, x);
      subtract(x, left, x);
      subtract(x, right, x);
      if (negative) subtract(x, left, y);
      else subtract(left, x, y);
      multiply(y, slope, y);
      subtract(y, left + fieldBytes, target + fieldBytes);
      copy(x, target);
    }
    waiting = 0;
  }

  /** Entry d - 1 of window w is d * 2^(c*w) * G; built by adding entry k - 1 to all entries before it. */
  function fillTable(): void {
    toAffine(wasm.generators[group], table);
    for (let w = 0; w < windows; w++) {
      const entries = table + w * half * pointBytes;
      for (let known = 1; known < half; known *= 2) {
        const last = entries + (known - 1) * pointBytes;
        for (let i = 0; i < known; i++) {
          queueAddition(entries + (known + i) * pointBytes, last, entries + i * pointBytes, 1);
        }
        runAdditions();
      }
      if (w + 1 < windows) {
        const last = entries + (half - 1) * pointBytes;
        queueAddition(entries + half * pointBytes, last, last, 1);
      }
    }
  }

  // All 0 between calls: the top window is wide enough for its carry, so nothing is carried out of it.
  const carries = new Uint8Array(MAX_SCALARS);
  // Four spare bytes, so that the last scalar's top digit can be read as a whole 32-bit word.
  const padded = new Uint8Array(MAX_SCALARS * WORD_BYTES + 4);
  const words = new DataView(padded.buffer);

  /** Digit `w` of scalar `i`, in -(2^(c-1) - 1) .. 2^(c-1); windows must be read in ascending order. */
  function nextDigit(i: number, w: number): number {
    const bit = w * windowBits;
    const mask = 2 ** Math.min(windowBits, 8 * WORD_BYTES - bit) - 1;
    const raw = words.getUint32(i * WORD_BYTES + (bit >> 3), true) >>> (bit & 7);
    const digit = (raw & mask) + (carries[i] ?? 0);
    const borrow = digit > half;
    carries[i] = borrow ? 1 : 0;
    return borrow ? digit - 2 * half : digit;
  }

  fillTable();
  return {
    multiply(scalars) {
      const count = scalars.length / WORD_BYTES;
      if (!Number.isInteger(count) || count > MAX_SCALARS) {
        throw new RangeError(`${scalars.length} bytes are not at most ${MAX_SCALARS} scalars`);
      }
      padded.set(scalars);
      memoryBytes.fill(0, sums, sums + count * pointBytes);
      for (let w = 0; w < windows; w++) {
        const entries = table + w * half * pointBytes;
        for (let i = 0; i < count; i++) {
          const digit = nextDigit(i, w);
          if (digit === 0) continue;
          const sum = sums + i * pointBytes;
          const entry = entries + (Math.abs(digit) - 1) * pointBytes;
          if (!isInfinity(sum)) queueAddition(sum, sum, entry, digit < 0 ? -1 : 1);
          else if (digit < 0) negate(entry, sum);
          else copyPoint(entry, sum);
        }
        runAdditions();
      }
      return memoryBytes.slice(sums, sums + count * pointBytes);
    },
  };
}

/** Windows of `bits` bits that cover a scalar and the carry out of its top bit. */
function windowCount(bits: number): number {
  return Math.ceil((SCALAR_BITS + 1) / bits);
}

/** The window width with the fewest additions, those that build the table included. */
function bestWindow(expected: number): number {
  const additions = (bits: number): number => windowCount(bits) * (expected + 2 ** (bits - 1));
  let best = 2;
  for (let bits = 3; bits <= 16; bits++) if (additions(bits) < additions(best)) best = bits;
  return best;
}
