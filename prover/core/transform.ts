/**
 * The loops of a number-theoretic transform over Fr, without bit reversal: decimation in frequency takes natural to
 * bit-reversed order, decimation in time takes bit-reversed to natural order.
 *
 * Bounds, in units of p: products of a difference of two values x with a tight factor are at most
 * 0.379 * 2 x * 0.51 + 0.57, so they stay below 0.93; all sums are reduced to tight.
 */

import type { Arithmetic, Pair } from "./element.ts";
import { addPairs, gather, loadPair, reduce, scatter, subtractPairs } from "./element.ts";
import { ELEMENT_BYTES, FR, PAIR_BYTES, powerOfTwo } from "./limbs.ts";
import { montgomeryProduct } from "./multiply.ts";
import type { FunctionBuilder } from "./wasm/function-builder.ts";
import type { ModuleBuilder } from "./wasm/module-builder.ts";
import { f64x2, type I32, i32 } from "./wasm/value.ts";
import { packCanonical, WORD_BYTES } from "./words.ts";

/**
 * Defines, on arrays of elements in Montgomery form:
 * - `powers(result, factor, count)`: result[k] = result[k - 2] * factor for 2 <= k < count; `factor` is a pair.
 * - `scale(array, factors, count)`: array[k] *= factors[k].
 * - `frequency(array, half, blocks, twiddles)`: one stage, on blocks of 2 * half elements, half even.
 * - `time(array, half, blocks, twiddles)`: the inverse's stage.
 * - `last(array, count)`: the stage with half = 1, the same for both.
 * - `product(result, a, b, count)`: result[k] = a[k] * b[k].
 * - `quotient(words, a, b, c, count)`: the word at words - 32 * k is a[k] * b[k] - c[k], canonical.
 * All counts are rounded up to even ones (of `last`: to a multiple of 4).
 */
export function defineTransform(module: ModuleBuilder, arithmetic: Arithmetic): void {
  const tight = (f: FunctionBuilder, pair: Pair): Pair => reduce(f, FR, arithmetic, pair);
  const multiply = (f: FunctionBuilder, a: Pair, b: Pair): Pair =>
    montgomeryProduct(f, FR, arithmetic, [[a, b]]);
  const neighbours = (f: FunctionBuilder, address: I32): readonly [I32, I32] => [
    address,
    f.keep(i32.add(address, ELEMENT_BYTES)),
  ];

  module.define("fr_powers", 3, (f, result, factor, count) => {
    const end = f.keep(i32.add(result, i32.mul(count, ELEMENT_BYTES)));
    f.set(result, i32.add(result, PAIR_BYTES));
    f.while(i32.ltU(result, end), () => {
      const before = gather(f, i32.sub(result, PAIR_BYTES), i32.sub(result, ELEMENT_BYTES));
      scatter(f, ...neighbours(f, result), tight(f, multiply(f, before, loadPair(f, factor))));
      f.set(result, i32.add(result, PAIR_BYTES));
    });
  });

  const defineProducts = (name: string, reduced: boolean) =>
    module.define(name, 4, (f, result, a, b, count) => {
      const end = f.keep(i32.add(a, i32.mul(count, ELEMENT_BYTES)));
      f.while(i32.ltU(a, end), () => {
        const product = multiply(f, gather(f, ...neighbours(f, a)), gather(f, ...neighbours(f, b)));
        scatter(f, ...neighbours(f, result), reduced ? tight(f, product) : product);
        for (const pointer of [result, a, b]) f.set(pointer, i32.add(pointer, PAIR_BYTES));
      });
    });
  defineProducts("fr_product", true);

  const defineStage = (
    name: string,
    butterfly: (f: FunctionBuilder, u: Pair, v: Pair, w: Pair) => [Pair, Pair],
  ) =>
    module.define(name, 4, (f, array, half, blocks, twiddles) => {
      const halfBytes = f.keep(i32.mul(half, ELEMENT_BYTES));
      const end = f.keep(i32.add(array, i32.mul(i32.mul(blocks, halfBytes), 2)));
      const low = f.local("i32", array);
      const [blockEnd, twiddle, high] = [f.local("i32"), f.local("i32"), f.local("i32")];
      f.while(i32.ltU(low, end), () => {
        f.set(blockEnd, i32.add(low, halfBytes));
        f.set(high, blockEnd);
        f.set(twiddle, twiddles);
        f.while(i32.ltU(low, blockEnd), () => {
          const [u, v] = [gather(f, ...neighbours(f, low)), gather(f, ...neighbours(f, high))];
          const [first, second] = butterfly(f, u, v, gather(f, ...neighbours(f, twiddle)));
          scatter(f, ...neighbours(f, low), first);
          scatter(f, ...neighbours(f, high), second);
          for (const pointer of [low, high, twiddle]) f.set(pointer, i32.add(pointer, PAIR_BYTES));
        });
        f.set(low, high);
      });
    });
  defineStage("fr_frequency", (f, u, v, w) => [
    tight(f, addPairs(f, u, v)),
    multiply(f, subtractPairs(f, u, v), w),
  ]);
  defineStage("fr_time", (f, u, v, w) => {
    const product = multiply(f, v, w);
    return [tight(f, addPairs(f, u, product)), tight(f, subtractPairs(f, u, product))];
  });

  module.define("fr_last", 2, (f, array, count) => {
    const end = f.keep(i32.add(array, i32.mul(count, ELEMENT_BYTES)));
    f.while(i32.ltU(array, end), () => {
      const even = [array, f.keep(i32.add(array, 2 * ELEMENT_BYTES))] as const;
      const [u, v] = [gather(f, ...even), gather(f, ...even, ELEMENT_BYTES)];
      scatter(f, ...even, tight(f, addPairs(f, u, v)));
      scatter(f, ...even, tight(f, subtractPairs(f, u, v)), ELEMENT_BYTES);
      f.set(array, i32.add(array, 4 * ELEMENT_BYTES));
    });
  });

  module.define("fr_quotient", 5, (f, words, a, b, c, count) => {
    const one = powerOfTwo(FR, 0).map((limb) => f.keep(f64x2.splat(limb)));
    const end = f.keep(i32.add(a, i32.mul(count, ELEMENT_BYTES)));
    f.while(i32.ltU(a, end), () => {
      const product = multiply(f, gather(f, ...neighbours(f, a)), gather(f, ...neighbours(f, b)));
      const difference = tight(f, subtractPairs(f, product, gather(f, ...neighbours(f, c))));
      packCanonical(f, FR, multiply(f, difference, one)).forEach((word, i) => {
        f.storeLane(words, word, 0, 8 * i);
        f.storeLane(i32.sub(words, WORD_BYTES), word, 1, 8 * i);
      });
      f.set(words, i32.sub(words, 2 * WORD_BYTES));
      for (const pointer of [a, b, c]) f.set(pointer, i32.add(pointer, PAIR_BYTES));
    });
  });
}
