/** WebAssembly for Poseidon with one number of inputs, on the proving engine's field arithmetic. Two hashes at a time. */
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
} from "../groth16/engine/core/element.ts";
import { ELEMENT_BYTES, FR, LIMBS, PAIR_BYTES } from "../groth16/engine/core/limbs.ts";
import { montgomeryProduct } from "../groth16/engine/core/multiply.ts";
import { defineWords } from "../groth16/engine/core/words.ts";
import type { FunctionBuilder } from "../groth16/engine/wasm/function-builder.ts";
import { ModuleBuilder } from "../groth16/engine/wasm/module-builder.ts";
import { f64x2, type I32, i32 } from "../groth16/engine/wasm/value.ts";
import { FULL_ROUNDS } from "./poseidon-constants.ts";

/** Where the tables lie, elements one after another, in the order in which they are used. */
export interface PoseidonTables {
  readonly added: number;
  readonly mix: number;
  readonly preSparseMix: number;
  readonly sparse: number;
  /** PAIR_BYTES for each element of two states. */
  readonly states: number;
}

/**
 * A module with `hash(results, inputs, count)` on elements in Montgomery form, and `fr_import` and `fr_export` between
 * canonical words and such elements.
 *
 * Bounds, in units of p: state and constants are tight. x^5 is a product of at most 0.71, with the constant 2 terms. A
 * row is a sum of t <= 17 products of tight elements, 4.5 p^2, so 2.3 at most after reduction, in limbs of 1.8 terms;
 * its columns are sums of 5 t + 5 halves twice, below 2^59.
 */
export function buildPoseidonCore(
  arithmetic: Arithmetic,
  inputs: number,
  partialRounds: number,
  tables: PoseidonTables,
): Uint8Array<ArrayBuffer> {
  const t = inputs + 1;
  const module = new ModuleBuilder();
  const tight = (f: FunctionBuilder, a: Pair): Pair => reduce(f, FR, arithmetic, a);
  const multiply = (f: FunctionBuilder, a: Pair, b: Pair): Pair =>
    montgomeryProduct(f, FR, arithmetic, [[a, b]]);
  const constantAt = (f: FunctionBuilder, address: I32, index = 0): Pair =>
    Array.from({ length: LIMBS }, (_, i) => f.keep(f64x2.loadSplat(address, index * ELEMENT_BYTES + 8 * i)));

  /** state^5 + constant, in place. */
  const sBox = module.define("sBox", 2, (f, state, constant) => {
    const x = loadPair(f, state);
    const square = multiply(f, x, x);
    const fifth = multiply(f, multiply(f, square, square), x);
    storePair(f, state, tight(f, addPairs(f, fifth, constantAt(f, constant))));
  });
  /** One row of a matrix times the state. */
  const row = module.define("row", 3, (f, result, state, matrix) => {
    const factors = Array.from({ length: t }, (_, j): [Pair, Pair] => [
      loadPair(f, slot(state, j)),
      constantAt(f, matrix, j),
    ]);
    storePair(f, result, tight(f, montgomeryProduct(f, FR, arithmetic, factors)));
  });
  /** state[k] += state[0] * factor, in place. */
  const addMultiple = module.define("addMultiple", 3, (f, target, first, factor) => {
    const product = multiply(f, loadPair(f, first), constantAt(f, factor));
    storePair(f, target, tight(f, addPairs(f, product, loadPair(f, target))));
  });

  const places = Array.from({ length: t }, (_, i) => i);
  const other = tables.states + t * PAIR_BYTES;
  const mixed = module.define("mix", 1, (f, matrix) => {
    for (const i of places) {
      f.call(row, other + i * PAIR_BYTES, tables.states, i32.add(matrix, i * t * ELEMENT_BYTES));
    }
    for (const i of places) {
      storePair(f, i32.const(tables.states + i * PAIR_BYTES), loadPair(f, i32.const(other + i * PAIR_BYTES)));
    }
  });
  const fullRound = module.define("fullRound", 2, (f, constants, matrix) => {
    for (const i of places) {
      f.call(sBox, tables.states + i * PAIR_BYTES, i32.add(constants, i * ELEMENT_BYTES));
    }
    f.call(mixed, matrix);
  });
  const sparseBytes = (2 * t - 1) * ELEMENT_BYTES;
  const partialRound = module.define("partialRound", 2, (f, constant, sparse) => {
    const [first, sum] = [tables.states, other];
    f.call(sBox, first, constant);
    f.call(row, sum, first, sparse);
    for (const k of places.slice(1)) {
      f.call(addMultiple, first + k * PAIR_BYTES, first, i32.add(sparse, (t + k - 1) * ELEMENT_BYTES));
    }
    storePair(f, i32.const(first), loadPair(f, i32.const(sum)));
  });

  module.define("hash", 3, (f, results, values, count) => {
    const end = f.keep(i32.add(results, i32.mul(count, ELEMENT_BYTES)));
    const width = inputs * ELEMENT_BYTES;
    f.while(i32.ltU(results, end), () => {
      storePair(f, i32.const(tables.states), constantAt(f, i32.const(tables.added)));
      for (const k of places.slice(1)) {
        const input = gather(f, values, i32.add(values, width), (k - 1) * ELEMENT_BYTES);
        const constant = constantAt(f, i32.const(tables.added), k);
        storePair(f, i32.const(tables.states + k * PAIR_BYTES), tight(f, addPairs(f, input, constant)));
      }
      let next = tables.added + t * ELEMENT_BYTES;
      for (let round = 0; round < FULL_ROUNDS / 2; round++) {
        f.call(fullRound, next, round < FULL_ROUNDS / 2 - 1 ? tables.mix : tables.preSparseMix);
        next += t * ELEMENT_BYTES;
      }
      for (let round = 0; round < partialRounds; round++) {
        f.call(partialRound, next, tables.sparse + round * sparseBytes);
        next += ELEMENT_BYTES;
      }
      for (let round = 0; round < FULL_ROUNDS / 2; round++) {
        f.call(fullRound, next, tables.mix);
        next += t * ELEMENT_BYTES;
      }
      const hash = loadPair(f, i32.const(tables.states));
      scatter(f, results, i32.add(results, ELEMENT_BYTES), hash);
      f.set(results, i32.add(results, 2 * ELEMENT_BYTES));
      f.set(values, i32.add(values, 2 * width));
    });
  });
  // Words w become w * 2^255, which is Montgomery form.
  defineWords(module, FR, arithmetic, 255);
  return module.finish();
}
