import { type Outcome, runVectors } from "../../../prover/vectors/run.ts";

/** Runs one vector, given as JSON text or as an object. */
export function outcomeOf(model: string, inputs: object | string, expected: object | string): Outcome {
  const text = (value: object | string): string =>
    typeof value === "string" ? value : JSON.stringify(value);
  const file = `{"vectors":[{"id":"v","model":"${model}","inputs":${text(inputs)},"expected":${text(expected)}}]}`;
  const [outcome] = runVectors(file, "v.json");
  if (outcome === undefined) throw new Error("a vector has an outcome");
  return outcome;
}

/** "passed", or the verdict with its reason. */
export function judged(model: string, inputs: object | string, expected: object | string): string {
  const { verdict, reason } = outcomeOf(model, inputs, expected);
  return reason === "" ? verdict : `${verdict}: ${reason}`;
}
