import { availableParallelism } from "node:os";
import type { AnyCircuit } from "../../circuits/registry.ts";
import { type CompiledCircuit, compileCircuit } from "./compile.ts";

/** Compilers are processes of their own, with one thread each; some take gigabytes. */
const AT_ONCE = 2;

/**
 * Compiles circuits, two at a time.
 * @param onCompiled hears of each, in the order in which they are done
 */
export async function compileAll(
  circuits: readonly AnyCircuit[],
  onCompiled: (circuit: AnyCircuit, compiled: CompiledCircuit, done: number) => unknown,
): Promise<void> {
  const waiting = [...circuits];
  let done = 0;
  const compileNext = async (): Promise<void> => {
    for (let circuit = waiting.shift(); circuit !== undefined; circuit = waiting.shift()) {
      const compiled = await compileCircuit(circuit);
      await onCompiled(circuit, compiled, ++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, availableParallelism()) }, compileNext));
}
