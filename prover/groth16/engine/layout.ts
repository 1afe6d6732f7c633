/** Where everything lies in the shared memory of one proving key. Plain data: it is sent to the workers. */

import { bestWindow, type DigitLayout, windowCount } from "../../core/digits.ts";
import { POINT_BYTES } from "../../core/group.ts";
import { ELEMENT_BYTES } from "../../core/limbs.ts";
import { ENTRY_BYTES } from "../../core/rows.ts";
import { CHAIN_BYTES, LIST_BYTES, SCRATCH_BYTES } from "../../core/summation.ts";
import { CONSTANTS_END } from "../../core/wasm/module-builder.ts";
import { type PointSet, roomFor } from "./multi-exponentiation.ts";
import type { Zkey } from "./zkey.ts";

export const SET_NAMES = ["a", "b1", "b2", "c", "h"] as const;
export type SetName = (typeof SET_NAMES)[number];

/** What one worker alone writes to. */
export interface Workspace {
  readonly scratch: number;
  readonly chain: number;
  readonly list: number;
  readonly room: number;
  readonly kept: number;
}

export interface Layout {
  readonly nVars: number;
  readonly logDomain: number;
  readonly sets: Readonly<Record<SetName, PointSet>>;
  /** Section 4's entries as in the file, and one entry of value 0 after them. */
  readonly entries: number;
  readonly entryCount: number;
  readonly twiddles: number;
  readonly cosetFactors: number;
  /** From here to `secretsEnd`, memory depends on the witness. */
  readonly secrets: number;
  readonly witnessWords: number;
  readonly witness: number;
  /** Values of A, B and C at the domain's points: 2^logDomain elements and a few to spare. */
  readonly evaluations: Readonly<Record<"a" | "b" | "c", number>>;
  /** 2^logDomain + 1 words; word 0 repeats the last. */
  readonly quotientWords: number;
  readonly witnessDigits: DigitLayout;
  readonly quotientDigits: DigitLayout;
  readonly workspaces: readonly Workspace[];
  readonly secretsEnd: number;
}

/** Elements after the end of an array that loops over pairs and blocks may touch; the first takes the dummy entry. */
export const SPARE_ELEMENTS = 8;
const ALIGNMENT = 64;

/** @param threads workers; each gets a workspace, and so does the coordinating thread */
export function planLayout(zkey: Zkey, threads: number): Layout {
  let free = CONSTANTS_END;
  const reserve = (bytes: number): number => {
    const address = free;
    free = Math.ceil((free + bytes) / ALIGNMENT) * ALIGNMENT;
    return address;
  };
  const { nVars, nPublic, logDomain } = zkey;
  const domain = 2 ** logDomain;
  const set = (group: "g1" | "g2", count: number, scalarOffset: number): PointSet => ({
    group,
    points: reserve((count + 2) * POINT_BYTES[group]),
    present: reserve(4 * count),
    presentCount: count,
    scalarOffset,
  });
  const sets = {
    a: set("g1", nVars, 0),
    b1: set("g1", nVars, 0),
    b2: set("g2", nVars, 0),
    c: set("g1", nVars - nPublic - 1, nPublic + 1),
    h: set("g1", domain, 0),
  };
  const digits = (count: number, windowBits: number): DigitLayout => {
    const windows = windowCount(windowBits);
    return { address: reserve(2 * windows * count), count, windowBits, windows };
  };
  const elements = (count: number): number => reserve((count + SPARE_ELEMENTS) * ELEMENT_BYTES);
  const fixed = {
    entries: reserve((zkey.entryCount + 1) * ENTRY_BYTES),
    entryCount: zkey.entryCount,
    twiddles: elements(domain),
    cosetFactors: elements(domain),
    secrets: free,
    witnessWords: reserve((nVars + 1) * 32),
    witness: elements(nVars),
    evaluations: { a: elements(domain), b: elements(domain), c: elements(domain) },
    quotientWords: reserve((domain + SPARE_ELEMENTS) * 32) + SPARE_ELEMENTS * 16,
    witnessDigits: digits(nVars, bestWindow(nVars)),
    quotientDigits: digits(domain, bestWindow(domain)),
  };
  const spaces = Array.from({ length: threads + 1 }, () => {
    const needs = [fixed.witnessDigits, fixed.quotientDigits].map((layout, i) => {
      const { room, kept } = roomFor(layout.count, layout.windowBits, Math.ceil(layout.windows / threads));
      const bytes = POINT_BYTES[i === 0 ? "g2" : "g1"];
      return { room: room * bytes, kept: kept * bytes };
    });
    return {
      scratch: reserve(SCRATCH_BYTES),
      chain: reserve(CHAIN_BYTES),
      list: reserve(LIST_BYTES),
      room: reserve(Math.max(...needs.map(({ room }) => room))),
      kept: reserve(Math.max(...needs.map(({ kept }) => kept))),
    };
  });
  return { nVars, logDomain, sets, ...fixed, workspaces: spaces, secretsEnd: free };
}
