import { defineAffineAddition } from "./affine-addition.ts";
import { defineCompleteAddition } from "./complete-addition.ts";
import type { Arithmetic } from "./element.ts";
import { defineExtension, defineField, defineTwins } from "./field-functions.ts";
import type { Group } from "./group.ts";
import { FQ, FR } from "./limbs.ts";
import { defineRows } from "./rows.ts";
import { defineTransform } from "./transform.ts";
import { ModuleBuilder } from "./wasm/module-builder.ts";
import { f64x2, i32 } from "./wasm/value.ts";
import { defineWords } from "./words.ts";

/** Files store Fq in Montgomery form with 2^256, one bit more than here. */
const FQ_SHIFT = -1;
/** See rows.ts. */
const FR_SHIFT = -2;

/** The engine's WebAssembly module; the same bytes every time. */
export function buildCore(arithmetic: Arithmetic): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const fq = defineField(module, FQ, arithmetic);
  const fq2 = defineExtension(module, FQ, arithmetic, fq);
  const g1: Group = { name: "g1", arithmetic, functions: fq };
  const g2: Group = { name: "g2", arithmetic, functions: fq2 };
  defineAffineAddition(module, "g1", arithmetic, defineTwins(module, FQ, arithmetic, fq));
  defineAffineAddition(module, "g2", arithmetic, fq2);
  for (const group of [g1, g2]) defineCompleteAddition(module, group);
  defineWords(module, FQ, arithmetic, FQ_SHIFT);
  defineWords(module, FR, arithmetic, FR_SHIFT);
  defineField(module, FR, arithmetic);
  defineRows(module, arithmetic);
  defineTransform(module, arithmetic);
  return module.finish();
}

/**
 * A module with one function, `check(address)`: stores a * b + c of the three pairs of doubles found there. Tells
 * whether "relaxed" multiply-add is fused on this machine; engines without relaxed SIMD refuse the module.
 */
export function buildFusedCheck(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.define("check", 1, (f, address) => {
    const [a, b, c] = [f64x2.load(address, 0), f64x2.load(address, 16), f64x2.load(address, 32)];
    f.store(i32.add(address, 48), f64x2.relaxedMadd(a, b, c));
  });
  return module.finish();
}
