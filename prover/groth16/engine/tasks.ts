/** The pieces of a proof that workers do. All data is in shared memory; tasks name places only. */

import { type DigitLayout, writeDigits } from "../../core/digits.ts";
import { COMPONENTS } from "../../core/group.ts";
import type { Core } from "../../core/instance.ts";
import { ELEMENT_BYTES } from "../../core/limbs.ts";
import { ENTRY_BYTES } from "../../core/rows.ts";
import { Summation } from "../../core/summation.ts";
import { elementAt } from "../../core/views.ts";
import { WORD_BYTES } from "../../core/words.ts";
import type { Layout, SetName, Workspace } from "./layout.ts";
import { sumWindows } from "./multi-exponentiation.ts";
import { fillTables, shiftDomain } from "./transform-plan.ts";

/** Consecutive entries of section 4, by number. */
export interface Run {
  readonly start: number;
  readonly count: number;
}

export type Task =
  /** Turns `count` words into elements in place: the words lie at the end of the elements' space. */
  | { readonly kind: "import"; readonly address: number; readonly count: number }
  | { readonly kind: "tables" }
  /** Wires start .. end - 1: elements and digits. */
  | { readonly kind: "witness"; readonly start: number; readonly end: number }
  /** Adds up the rows of two runs, which share none. */
  | { readonly kind: "rows"; readonly first: Run; readonly second: Run }
  /** c = a * b at points start .. end - 1, start even. */
  | { readonly kind: "product"; readonly start: number; readonly end: number }
  | { readonly kind: "shift"; readonly which: "a" | "b" | "c" }
  /** (a * b - c) at points start .. end - 1, start even, as words and digits. */
  | { readonly kind: "quotient"; readonly start: number; readonly end: number }
  /** Part of a multi-exponentiation. */
  | { readonly kind: "sum"; readonly set: SetName; readonly windows: readonly number[] };

/** 2^bit times the affine point whose Montgomery limbs these are: x, then y, element by element. */
export interface PartialSum {
  readonly bit: number;
  readonly point: readonly number[][];
}

/** @returns the parts of a "sum", nothing for other tasks */
export function runTask(core: Core, layout: Layout, workspace: Workspace, task: Task): PartialSum[] {
  const { evaluations, logDomain } = layout;
  switch (task.kind) {
    case "import":
      core.get("fq_import")(
        task.address,
        task.address + task.count * (ELEMENT_BYTES - WORD_BYTES),
        task.count,
      );
      return [];
    case "tables":
      fillTables(core, logDomain, layout.twiddles, layout.cosetFactors, evaluations.a);
      return [];
    case "witness": {
      const { start, end } = task;
      const words = layout.witnessWords + start * WORD_BYTES;
      core.get("fr_import")(layout.witness + start * ELEMENT_BYTES, words, end - start);
      recode(core, layout.witnessDigits, layout.witnessWords, start, end);
      return [];
    }
    case "rows":
      addRows(core, layout, task.first, task.second);
      return [];
    case "product": {
      const [c, a, b] = (["c", "a", "b"] as const).map(
        (name) => evaluations[name] + task.start * ELEMENT_BYTES,
      );
      core.get("fr_product")(c ?? 0, a ?? 0, b ?? 0, task.end - task.start);
      return [];
    }
    case "shift":
      shiftDomain(core, logDomain, layout.twiddles, layout.cosetFactors, evaluations[task.which]);
      return [];
    case "quotient":
      divide(core, layout, task.start, task.end);
      return [];
    case "sum":
      return sum(core, layout, workspace, task.set, task.windows);
  }
}

function recode(core: Core, digits: DigitLayout, words: number, start: number, end: number): void {
  const { buffer } = core.memory;
  const target = new Int16Array(buffer, digits.address, digits.windows * digits.count);
  const scalars = new Uint32Array(buffer, words, (digits.count * WORD_BYTES) / 4);
  if (!writeDigits(target, digits, scalars, start, end)) {
    throw new RangeError("wtns file: section 2 (witness) has a value that is not below the modulus");
  }
}

function addRows(core: Core, layout: Layout, first: Run, second: Run): void {
  const address = ({ start }: Run, index: number): number => layout.entries + (start + index) * ENTRY_BYTES;
  const { a, b } = layout.evaluations;
  const dummy = layout.entries + layout.entryCount * ENTRY_BYTES;
  const both = Math.min(first.count, second.count);
  const rows = core.get("fr_rows");
  rows(address(first, 0), address(second, 0), ENTRY_BYTES, both, layout.witness, a, b);
  const longer = first.count > second.count ? first : second;
  rows(address(longer, both), dummy, 0, longer.count - both, layout.witness, a, b);
}

function divide(core: Core, layout: Layout, start: number, end: number): void {
  const n = 2 ** layout.logDomain;
  const [a, b, c] = (["a", "b", "c"] as const).map(
    (name) => layout.evaluations[name] + start * ELEMENT_BYTES,
  );
  const { quotientWords } = layout;
  // Place k holds the value number -k mod n; see transform-plan.ts.
  core.get("fr_quotient")(quotientWords + (n - start) * WORD_BYTES, a ?? 0, b ?? 0, c ?? 0, end - start);
  const [first, last] = [n - end + 1, n - start + 1];
  const words = new Uint8Array(core.memory.buffer, quotientWords, (n + 1) * WORD_BYTES);
  if (start === 0) {
    words.copyWithin(0, n * WORD_BYTES, (n + 1) * WORD_BYTES);
    recode(core, layout.quotientDigits, quotientWords, 0, 1);
  }
  recode(core, layout.quotientDigits, quotientWords, first, Math.min(last, n));
}

function sum(
  core: Core,
  layout: Layout,
  workspace: Workspace,
  name: SetName,
  windows: readonly number[],
): PartialSum[] {
  const set = layout.sets[name];
  const digits = name === "h" ? layout.quotientDigits : layout.witnessDigits;
  const { buffer } = core.memory;
  const summation = new Summation(core, set.group, workspace);
  const limbs = new Float64Array(buffer);
  return sumWindows(buffer, summation, set, digits, windows, workspace.room, workspace.kept).map(
    ({ bit, reference }) => {
      const n = COMPONENTS[set.group];
      const point = Array.from({ length: 2 * n }, (_, i) => {
        const element = elementAt(limbs, reference & ~1, i);
        return i >= n && reference % 2 === 1 ? element.map((limb) => -limb) : element;
      });
      return { bit, point };
    },
  );
}
