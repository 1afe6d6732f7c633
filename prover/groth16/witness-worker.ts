/** Worker thread of witness-thread.ts: computes the witnesses it is asked for, one after the other. */
import { parentPort } from "node:worker_threads";
import { RuleError } from "../domain/errors.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { type WitnessCalculator, witnessCalculator } from "./witness-calculator.ts";

export interface WitnessRequest {
  readonly circuit: string;
  /** With the first request for a circuit. */
  readonly wasm: Uint8Array | undefined;
  readonly input: WitnessInput;
}

/** Bytes of a .wtns file, or why the circuit refuses the inputs. */
export type WitnessAnswer = { readonly wtns: Uint8Array<ArrayBuffer> } | { readonly refusal: string };

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");
const calculators = new Map<string, WitnessCalculator>();

port.on("message", async ({ circuit, wasm, input }: WitnessRequest) => {
  try {
    if (wasm !== undefined) calculators.set(circuit, await witnessCalculator(wasm));
    const calculator = calculators.get(circuit);
    if (calculator === undefined) throw new Error(`${circuit} was not sent`);
    const wtns = Uint8Array.from(await calculator.wtns(input));
    port.postMessage({ wtns } satisfies WitnessAnswer, [wtns.buffer]);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    port.postMessage({ refusal: error.message } satisfies WitnessAnswer);
  }
});
