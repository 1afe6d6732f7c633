/**
 * Multiples of a fixed generator of bn254, on the arithmetic that proves.
 *
 * A scalar is cut into signed windows of c bits, and a table holds d * 2^(c*w) * G for every window w and every
 * digit d = 1 .. 2^(c-1), so a multiple is a sum of one table entry for each window. The sums of many scalars are made
 * together, by affine additions that share their inversions.
 * Source: Brickell, Gordon, McCurley and Wilson, "Fast exponentiation with precomputation", 1992.
 */
import { MAX_WINDOW_BITS, windowCount, writeDigits } from "../core/digits.ts";
import { COMPONENTS, POINT_BYTES as CORE_POINT_BYTES, type GroupName } from "../core/group.ts";
import { createMemory, instantiateCore } from "../core/instance.ts";
import { FQ, LIMBS, montgomeryLimbs } from "../core/limbs.ts";
import { ProjectiveUnit, UNIT_BYTES } from "../core/projective.ts";
import { CHAIN_BYTES, LIST_BYTES, SCRATCH_BYTES, SPARE_POINTS, Summation } from "../core/summation.ts";
import { CONSTANTS_END } from "../core/wasm/module-builder.ts";
import { WORD_BYTES } from "../core/words.ts";

export type Group = GroupName;

/** Bytes of an affine point in a file: x then y, little-endian, Montgomery form with 2^256; infinity is all 0. */
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

/** The generators of EIP-196 and EIP-197; in G2, c0 before c1. */
const GENERATORS: Readonly<Record<Group, readonly bigint[]>> = {
  g1: [1n, 2n],
  g2: [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
};

/**
 * Prepares the table of one group.
 *
 * @param module the core's
 * @param expected how many scalars will be multiplied in all; only the speed depends on it
 */
export function createFixedBaseEngine(
  module: WebAssembly.Module,
  group: Group,
  expected: number,
): FixedBaseEngine {
  const windowBits = bestWindow(expected);
  const windows = windowCount(windowBits);
  const half = 2 ** (windowBits - 1);
  const pointBytes = CORE_POINT_BYTES[group];
  const pointDoubles = pointBytes / 8;
  const [scratch, chain, list, unitSpace, table, room, end] = regions([
    ...[SCRATCH_BYTES, CHAIN_BYTES, LIST_BYTES, UNIT_BYTES],
    (windows * (half + windowBits) + SPARE_POINTS) * pointBytes,
    (windows * MAX_SCALARS + SPARE_POINTS) * pointBytes,
  ]);
  const core = instantiateCore(module, createMemory(end));
  const limbs = new Float64Array(core.memory.buffer);
  const summation = new Summation(core, group, { scratch, chain, list });
  const entries = fillTable();

  /** References to the table's entries: that of digit d of window w is number w * half + d - 1. */
  function fillTable(): Uint32Array {
    const references = new Uint32Array(windows * half);
    const unit = new ProjectiveUnit(core, group, unitSpace);
    limbs.set(
      GENERATORS[group].flatMap((value) => montgomeryLimbs(FQ, value)),
      table / 8,
    );
    const powers = windows * windowBits;
    for (let bit = 0; bit < powers; bit++) {
      const address = table + bit * pointBytes;
      references[Math.floor(bit / windowBits) * half + 2 ** (bit % windowBits) - 1] = address;
      if (bit + 1 < powers) limbs.set(unit.addAffine(address, address) ?? [], (address + pointBytes) / 8);
    }
    // From the entries up to 2^j to those below 2^(j+1), for all windows at a time.
    let free = table + powers * pointBytes;
    for (let known = 2; known < half; known *= 2) {
      const added = known - 1;
      const sums = new Uint32Array(2 * windows * added);
      for (let w = 0; w < windows; w++) {
        for (let i = 0; i < added; i++) {
          sums[2 * (w * added + i)] = references[w * half + known - 1] ?? 0;
          sums[2 * (w * added + i) + 1] = references[w * half + i] ?? 0;
        }
      }
      const starts = Uint32Array.from({ length: windows * added + 1 }, (_, i) => 2 * i);
      free = summation.reduce({ references: sums, starts }, free);
      for (let w = 0; w < windows; w++) {
        references.set(sums.subarray(w * added, (w + 1) * added), w * half + known);
      }
    }
    return references;
  }

  /** The entries whose sums are the multiples, one group for each scalar. */
  function groupsOf(digits: Int16Array, count: number): { references: Uint32Array; starts: Uint32Array } {
    const references = new Uint32Array(windows * count);
    const starts = new Uint32Array(count + 1);
    let free = 0;
    for (let i = 0; i < count; i++) {
      for (let w = 0; w < windows; w++) {
        const digit = digits[w * count + i] ?? 0;
        if (digit === 0) continue;
        references[free++] = (entries[w * half + Math.abs(digit) - 1] ?? 0) + (digit < 0 ? 1 : 0);
      }
      starts[i + 1] = free;
    }
    return { references, starts };
  }

  return {
    multiply(scalars) {
      const count = scalars.length / WORD_BYTES;
      if (!Number.isInteger(count) || count > MAX_SCALARS) {
        throw new RangeError(`${scalars.length} bytes are not at most ${MAX_SCALARS} scalars`);
      }
      const digits = new Int16Array(windows * count);
      const words = new Uint32Array(scalars.slice().buffer);
      writeDigits(digits, { address: 0, count, windowBits, windows }, words, 0, count);
      const { references, starts } = groupsOf(digits, count);
      summation.reduce({ references, starts }, room);
      return inFileForm(references, starts);
    },
  };

  /** The single point that is left of each group; a group without one is infinity. */
  function inFileForm(references: Uint32Array, starts: Uint32Array): Uint8Array<ArrayBuffer> {
    const count = starts.length - 1;
    const yLimbs = COMPONENTS[group] * LIMBS;
    // One point at a time, by way of the chain and the list, which are free now.
    const bytes = new Uint8Array(count * POINT_BYTES[group]);
    const memory = new Uint8Array(core.memory.buffer);
    for (let i = 0; i < count; i++) {
      const reference = references[starts[i] ?? 0] ?? 0;
      if ((starts[i + 1] ?? 0) === (starts[i] ?? 0)) continue;
      const from = (reference & ~1) / 8;
      limbs.copyWithin(chain / 8, from, from + pointDoubles);
      if (reference % 2 === 1) {
        for (let k = chain / 8 + yLimbs; k < chain / 8 + 2 * yLimbs; k++) limbs[k] = -(limbs[k] ?? 0);
      }
      core.get("fq_export")(list, chain, 2 * COMPONENTS[group]);
      bytes.set(memory.subarray(list, list + POINT_BYTES[group]), i * POINT_BYTES[group]);
    }
    return bytes;
  }
}

/** Where regions of the given sizes begin, and where the last ends. */
function regions(sizes: readonly number[]): [number, number, number, number, number, number, number] {
  let free = CONSTANTS_END;
  const starts = sizes.map((size) => {
    const start = free;
    free = 64 * Math.ceil((free + size) / 64);
    return start;
  });
  return [...starts, free] as [number, number, number, number, number, number, number];
}

/** The window width with the fewest additions, those that build the table included. */
function bestWindow(expected: number): number {
  const additions = (bits: number): number => windowCount(bits) * (expected + 2 ** (bits - 1));
  let best = 2;
  for (let bits = 3; bits <= MAX_WINDOW_BITS; bits++) if (additions(bits) < additions(best)) best = bits;
  return best;
}
