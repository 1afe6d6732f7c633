import { type Core, createMemory, instantiateCore } from "../../../prover/core/instance.ts";
import { type Field, fromMontgomeryLimbs, montgomeryLimbs } from "../../../prover/core/limbs.ts";
import { buildCore } from "../../../prover/core/module.ts";
import { elementAt, pairLane, setPair } from "../../../prover/core/views.ts";

/** The core over 16 MiB, both ways of multiplying. */
export const testCore = (fused: boolean): Core =>
  instantiateCore(new WebAssembly.Module(buildCore({ fused })), createMemory(2 ** 24));

/** Reading and writing a core's memory in terms of field elements. */
export function accessTo(core: Core, field: Field) {
  const limbs = new Float64Array(core.memory.buffer);
  return {
    /** The same element in both lanes. */
    setPair: (address: number, value: bigint) => setPair(limbs, address, montgomeryLimbs(field, value)),
    pair: (address: number): bigint[] =>
      [0, 1].map((lane) => fromMontgomeryLimbs(field, pairLane(limbs, address, lane))),
    set: (address: number, values: readonly bigint[]) =>
      limbs.set(
        values.flatMap((value) => montgomeryLimbs(field, value)),
        address / 8,
      ),
    get: (address: number, count: number): bigint[] =>
      Array.from({ length: count }, (_, i) => fromMontgomeryLimbs(field, elementAt(limbs, address, i))),
  };
}
