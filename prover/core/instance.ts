import type { Arithmetic } from "./element.ts";
import { buildCore, buildFusedCheck } from "./module.ts";

/** A function of the core: addresses and counts. What each does is said where it is defined. */
export type CoreFunction = (...parameters: number[]) => void;

export interface Core {
  readonly memory: WebAssembly.Memory;
  /** @throws Error for a name that the core does not have */
  get(name: string): CoreFunction;
}

/**
 * Compiles the variant of a module that suits this machine: with fused multiply-add, or the slower exact substitute
 * where the engine or the processor has none. Compiled modules can be sent to workers.
 */
export function compileCore(
  build: (arithmetic: Arithmetic) => Uint8Array<ArrayBuffer> = buildCore,
): WebAssembly.Module {
  return new WebAssembly.Module(build({ fused: hasFusedMultiplyAdd() }));
}

/** The core over a shared memory of its own size. Its constants are written to the memory's beginning, by each instance the same. */
export function instantiateCore(module: WebAssembly.Module, memory: WebAssembly.Memory): Core {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const functions = new Map(Object.entries(exports));
  return {
    memory,
    get(name) {
      const found = functions.get(name);
      if (typeof found !== "function") throw new Error(`the core has no function ${name}`);
      return found as CoreFunction;
    },
  };
}

export const PAGE_BYTES = 65536;

/** A shared memory of at least `bytes`, which does not grow: views of it stay valid. */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** (2^27 + 1)^2 - 2^54 - 2^28 = 1 when rounded once, 0 when the square is rounded first. */
export function hasFusedMultiplyAdd(): boolean {
  try {
    const memory = createMemory(PAGE_BYTES);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(buildFusedCheck()), {
      env: { memory },
    });
    const values = new Float64Array(memory.buffer);
    values.fill(2 ** 27 + 1, 0, 4);
    values.fill(-(2 ** 54) - 2 ** 28, 4, 6);
    // Compiled code may differ from interpreted code on some engines: ask often enough to be optimised.
    const check = exports.check as CoreFunction;
    for (let i = 0; i < 1000; i++) {
      check(0);
      if (values[6] !== 1 || values[7] !== 1) return false;
    }
    return true;
  } catch {
    return false; // no relaxed SIMD
  }
}
