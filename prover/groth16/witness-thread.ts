import { RuleError } from "../domain/errors.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { NodeThreads, workerFile } from "../threads/node-threads.ts";
import type { WitnessAnswer, WitnessRequest } from "./witness-worker.ts";

/** circom_runtime brings a shim that takes every thread for one of its own, and runs the module that it finds named in its data. */
const NOTHING_TO_RUN = { mod: "data:text/javascript,", type: "module" };

/**
 * Computes witnesses in a thread of its own, so that the next one is there when the engine's threads have made the proof before. Witnesses stay in
 * this process's memory.
 */
export class WitnessThread {
  #threads: NodeThreads<WitnessRequest, WitnessAnswer> | undefined;
  readonly #sent = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param circuit names the module; it is sent to the thread once
   * @returns the bytes of a .wtns file: secret, keep them in memory
   * @throws RuleError when the circuit refuses the inputs
   */
  wtns(circuit: string, wasm: Uint8Array, input: WitnessInput): Promise<Uint8Array> {
    const mine = this.#turn.then(() => this.#ask(circuit, wasm, input));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }

  async #ask(circuit: string, wasm: Uint8Array, input: WitnessInput): Promise<Uint8Array> {
    this.#threads ??= new NodeThreads(workerFile(import.meta.url, "witness-worker"), 1, NOTHING_TO_RUN);
    const request = { circuit, wasm: this.#sent.has(circuit) ? undefined : wasm, input };
    this.#sent.add(circuit);
    const answers: WitnessAnswer[] = [];
    await this.#threads.each([{ request }], (answer) => answers.push(answer));
    const [answer] = answers;
    if (answer === undefined) throw new Error("the witness thread gave no answer");
    if ("refusal" in answer) throw new RuleError(answer.refusal);
    return answer.wtns;
  }
}
