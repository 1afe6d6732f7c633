import { type WitnessCalculator as Runtime, WitnessCalculatorBuilder } from "circom_runtime";
import { RuleError } from "../domain/errors.ts";
import type { WitnessInput } from "../margin/witness.ts";

/** Computes witnesses of one circuit. The module is compiled once and may be used for any number of inputs. */
export interface WitnessCalculator {
  /**
   * @returns the bytes of a .wtns file: secret, keep them in memory
   * @throws RuleError when the circuit refuses the inputs, naming the template and line that did
   */
  wtns(input: WitnessInput): Promise<Uint8Array>;
  /** The same as field elements, one per wire. */
  wires(input: WitnessInput): Promise<bigint[]>;
}

/** The exports through which a circom module explains a failure. */
interface MessageExports {
  getMessageChar(): number;
}

// Codes of circom's WebAssembly runtime.
const FAILURES = [
  "unknown error",
  "an input is not a signal of the circuit",
  "too many values for a signal",
  "a signal is set twice",
  "a constraint does not hold",
  "out of memory",
  "an input has more elements than its signal",
];

/** @param wasm the .wasm that circom wrote for the circuit */
export async function witnessCalculator(wasm: Uint8Array): Promise<WitnessCalculator> {
  const module = new WebAssembly.Module(wasm);

  const compute = async <T>(use: (calculator: Runtime) => Promise<T>): Promise<T> => {
    const { calculator, refusal } = await instantiate(module);
    try {
      return await use(calculator);
    } catch (error) {
      throw refusal() ?? error; // circom_runtime rethrows a refusal as a plain Error
    }
  };

  return {
    // A failed run leaves its component tree half built in the module's memory: every run gets a new instance.
    wtns: (input) => compute((calculator) => calculator.calculateWTNSBin(input, true)),
    wires: (input) => compute((calculator) => calculator.calculateWitness(input, true)),
  };
}

/**
 * circom_runtime prints failures to the console and reserves 2 GiB; given an instance, it does neither.
 * circom's messages name templates and lines, never values.
 */
async function instantiate(module: WebAssembly.Module) {
  let trace = "";
  let refused: RuleError | undefined;
  const message = (): string => {
    const exports = instance.exports as unknown as MessageExports;
    let text = "";
    for (let c = exports.getMessageChar(); c !== 0; c = exports.getMessageChar())
      text += String.fromCharCode(c);
    return text;
  };
  const instance = new WebAssembly.Instance(module, {
    runtime: {
      exceptionHandler: (code: number) => {
        const where = templatesOf(trace);
        refused = new RuleError(
          `the circuit refuses the witness: ${FAILURES[code] ?? FAILURES[0]} (${where})`,
        );
        throw refused;
      },
      printErrorMessage: () => {
        trace += `${message()}\n`;
      },
      writeBufferMessage: () => {
        message();
      },
      showSharedRWMemory: () => {},
    },
  });
  return { calculator: await WitnessCalculatorBuilder(instance), refusal: () => refused };
}

/** The template that refused and those that use it: "AssertBits line 24, in Placement line 28, in ...". */
function templatesOf(trace: string): string {
  const lines = trace.trim().split("\n");
  const places = lines.map((line) =>
    line.replace(/^.*template (\w+?)(?:_\d+)? line: (\d+).*$/, "$1 line $2"),
  );
  return places.join(", in ");
}
