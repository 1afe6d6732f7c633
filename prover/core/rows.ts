import type { Arithmetic } from "./element.ts";
import { addPairs, gather, reduce, scatter } from "./element.ts";
import { ELEMENT_BYTES, FR } from "./limbs.ts";
import { montgomeryProduct } from "./multiply.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { type I32, i32 } from "./wasm/value.ts";
import { unpackWords } from "./words.ts";

/** Bytes of an entry of a key's section 4: matrix (0 = A, 1 = B), row and wire as 32-bit integers, then the value. */
export const ENTRY_BYTES = 44;
const MATRIX = 0;
const ROW = 4;
const WIRE = 8;
const VALUE = 12;

/**
 * Defines `rows(first, second, secondStep, count, witness, a, b)`: for `count` entries from `first` on and as many from
 * `second` on, adds value * witness[wire] to a[row] or b[row]. The two runs must not share rows. With a step of 0
 * instead of ENTRY_BYTES, the second run is one entry again and again.
 *
 * Values are stored as files have them, times 2^512, and the witness times 2^-2, which makes the product Montgomery
 * form. Bounds: values are 2 terms (below 2^254), the witness is tight, sums are 2 terms and at most 1.5 p.
 */
export function defineRows(module: ModuleBuilder, arithmetic: Arithmetic): void {
  module.define("fr_rows", 7, (f, first, second, secondStep, count, witness, a, b) => {
    const end = f.keep(i32.add(first, i32.mul(count, ENTRY_BYTES)));
    const elementOf = (base: I32, index: I32): I32 => f.keep(i32.add(base, i32.mul(index, ELEMENT_BYTES)));
    const target = (entry: I32): I32 =>
      elementOf(i32.select(b, a, i32.load(entry, MATRIX)), i32.load(entry, ROW));
    f.while(i32.ltU(first, end), () => {
      const [w0, w1] = [
        elementOf(witness, i32.load(first, WIRE)),
        elementOf(witness, i32.load(second, WIRE)),
      ];
      const values = unpackWords(f, first, second, VALUE);
      const product = montgomeryProduct(f, FR, arithmetic, [[values, gather(f, w0, w1)]]);
      const [t0, t1] = [target(first), target(second)];
      scatter(f, t0, t1, reduce(f, FR, arithmetic, addPairs(f, product, gather(f, t0, t1))));
      f.set(first, i32.add(first, ENTRY_BYTES));
      f.set(second, i32.add(second, secondStep));
    });
  });
}
