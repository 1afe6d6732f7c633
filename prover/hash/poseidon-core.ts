/**
 * Poseidon as WebAssembly, on the field core; two hashes at a time, one in each lane.
 *
 * Bounds, in units of p, with every element tight (0.51) before it is used: x^2 <= 0.67, x^4 <= 0.75 and x^5 <= 0.72; the
 * sum of 17 products of tight elements is at most 17 * 0.51^2 * 0.379 + 0.57 < 2.25, below the 2.6 that a top limb of
 * 2^51 allows; with a constant added it has "terms" 2.8 and "k" 2.76, so that it can be reduced.
 */
import {
  type Arithmetic,
  addPairs,
  gather,
  loadPair,
  type Pair,
  reduce,
  scatter,
  slot,
  storePair,
} from "../core/element.ts";
import { ELEMENT_BYTES, FR, LIMBS, PAIR_BYTES, RADIX_BITS } from "../core/limbs.ts";
import { loopedProducts, montgomeryProduct } from "../core/multiply.ts";
import type { FunctionBuilder, FunctionReference } from "../core/wasm/function-builder.ts";
import { ModuleBuilder } from "../core/wasm/module-builder.ts";
import { f64x2, type I32, i32 } from "../core/wasm/value.ts";
import { defineWords } from "../core/words.ts";
import { FULL_ROUNDS } from "./poseidon-parameters.ts";

const HALF = FULL_ROUNDS / 2;

/**
 * The module. It exports, beside the conversions `fr_import` and `fr_export`:
 * `poseidon(result, inputs, width, partialRounds, table, state)`, which hashes the width - 1 elements at `inputs` and those
 * that follow them, and writes two elements. `table` is a permutation's (see permutation-table.ts); `state` is
 * space for 2 * width pairs.
 */
export function buildPoseidonCore(arithmetic: Arithmetic): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  defineWords(module, FR, arithmetic, RADIX_BITS);
  const full = defineFullRound(module, arithmetic);
  const partial = definePartialRound(module, arithmetic);
  module.define("poseidon", 6, (f, result, inputs, width, partialRounds, table, state) => {
    const bytes = f.keep(i32.mul(width, PAIR_BYTES));
    const other = f.keep(i32.add(state, bytes));
    const second = f.keep(i32.add(inputs, i32.mul(i32.sub(width, 1), ELEMENT_BYTES)));
    for (let i = 0; i < LIMBS; i++) f.store(state, f64x2.splat(0), 16 * i);
    const at = f.local("i32", i32.add(state, PAIR_BYTES));
    f.while(i32.ltU(at, other), () => {
      storePair(f, at, gather(f, inputs, second));
      f.set(at, i32.add(at, PAIR_BYTES));
      f.set(inputs, i32.add(inputs, ELEMENT_BYTES));
      f.set(second, i32.add(second, ELEMENT_BYTES));
    });
    // A full round moves the state to the other place: an even number of them brings it back.
    const fullBytes = f.keep(i32.mul(i32.mul(width, i32.add(width, 1)), ELEMENT_BYTES));
    const fullRounds = (): void => {
      for (let i = 0; i < HALF; i++) {
        const [from, to] = i % 2 === 0 ? [state, other] : [other, state];
        f.call(full, to, from, width, table);
        f.set(table, i32.add(table, fullBytes));
      }
    };
    fullRounds();
    const partialBytes = f.keep(i32.mul(width, 2 * ELEMENT_BYTES));
    const end = f.keep(i32.add(table, i32.mul(partialRounds, partialBytes)));
    f.while(i32.ltU(table, end), () => {
      f.call(partial, state, width, table);
      f.set(table, i32.add(table, partialBytes));
    });
    fullRounds();
    scatter(f, result, i32.add(result, ELEMENT_BYTES), loadPair(f, state));
  });
  return module.finish();
}

/** The element at an address, in both lanes. */
const loadConstant = (f: FunctionBuilder, address: I32): Pair =>
  Array.from({ length: LIMBS }, (_, i) => f.keep(f64x2.loadSplat(address, 8 * i)));

/** reduce((at + constant))^5, tight. */
function fifthPower(f: FunctionBuilder, arithmetic: Arithmetic, at: I32, constant: I32): Pair {
  const multiply = (a: Pair, b: Pair): Pair => montgomeryProduct(f, FR, arithmetic, [[a, b]]);
  const x = reduce(f, FR, arithmetic, addPairs(f, loadPair(f, at), loadConstant(f, constant)));
  const square = (a: Pair): Pair => montgomeryProduct(f, FR, arithmetic, [{ of: a }]);
  return reduce(f, FR, arithmetic, multiply(square(square(x)), x));
}

/** The sum of `width` constants from `row` on times the elements from `state` on, tight. */
function rowTimesState(f: FunctionBuilder, arithmetic: Arithmetic, row: I32, state: I32, width: I32): Pair {
  const [factor, element] = [f.local("i32", row), f.local("i32", state)];
  const end = f.keep(i32.add(state, i32.mul(width, PAIR_BYTES)));
  const sum = loopedProducts(f, FR, arithmetic, width, (body) =>
    f.while(i32.ltU(element, end), () => {
      body(loadPair(f, element), loadConstant(f, factor));
      f.set(factor, i32.add(factor, ELEMENT_BYTES));
      f.set(element, i32.add(element, PAIR_BYTES));
    }),
  );
  return reduce(f, FR, arithmetic, sum);
}

/** `round(result, state, width, table)`: the table has the constants, then the matrix row by row. */
function defineFullRound(module: ModuleBuilder, arithmetic: Arithmetic): FunctionReference {
  return module.define("full_round", 4, (f, result, state, width, table) => {
    const end = f.keep(i32.add(state, i32.mul(width, PAIR_BYTES)));
    const at = f.local("i32", state);
    f.while(i32.ltU(at, end), () => {
      storePair(f, at, fifthPower(f, arithmetic, at, table));
      f.set(at, i32.add(at, PAIR_BYTES));
      f.set(table, i32.add(table, ELEMENT_BYTES));
    });
    const resultEnd = f.keep(i32.add(result, i32.mul(width, PAIR_BYTES)));
    const rowBytes = f.keep(i32.mul(width, ELEMENT_BYTES));
    f.while(i32.ltU(result, resultEnd), () => {
      storePair(f, result, rowTimesState(f, arithmetic, table, state, width));
      f.set(result, i32.add(result, PAIR_BYTES));
      f.set(table, i32.add(table, rowBytes));
    });
  });
}

/** `round(state, width, table)`: the table has the constant, the row, then the column without its first element. */
function definePartialRound(module: ModuleBuilder, arithmetic: Arithmetic): FunctionReference {
  return module.define("partial_round", 3, (f, state, width, table) => {
    const x = fifthPower(f, arithmetic, state, table);
    storePair(f, state, x);
    const row = i32.add(table, ELEMENT_BYTES);
    const first = rowTimesState(f, arithmetic, row, state, width);
    const end = f.keep(i32.add(state, i32.mul(width, PAIR_BYTES)));
    const factor = f.local("i32", i32.add(row, i32.mul(width, ELEMENT_BYTES)));
    const at = f.local("i32", slot(state, 1));
    f.while(i32.ltU(at, end), () => {
      const product = montgomeryProduct(f, FR, arithmetic, [[x, loadConstant(f, factor)]]);
      storePair(f, at, reduce(f, FR, arithmetic, addPairs(f, loadPair(f, at), product)));
      f.set(at, i32.add(at, PAIR_BYTES));
      f.set(factor, i32.add(factor, ELEMENT_BYTES));
    });
    storePair(f, state, first);
  });
}
