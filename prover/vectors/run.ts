import { InputError } from "../domain/errors.ts";
import { refuse } from "../domain/refuse.ts";
import { JsonNumber, parseExactJson } from "./exact-json.ts";
import { DoesNotFit, Fields, ShapeError } from "./fields.ts";
import { modelNamed } from "./registry.ts";
import { Report } from "./report.ts";

export type Verdict = "passed" | "failed" | "skipped";

/** What came of one vector. */
export interface Outcome {
  readonly id: string;
  readonly model: string;
  readonly verdict: Verdict;
  /** Why it failed or was skipped; empty for passed. */
  readonly reason: string;
  /** Remarks that do not decide. */
  readonly notes: readonly string[];
}

interface Vector {
  readonly id: string;
  readonly model: string;
  readonly inputs: unknown;
  readonly expected: unknown;
}

/**
 * Runs every vector of a file against the margin model.
 *
 * @param content JSON: `{vectors: [{id, model, inputs, expected, ...}]}`
 * @throws InputError when the file is malformed
 */
export function runVectors(content: string, source: string): readonly Outcome[] {
  return readVectors(parseExactJson(content, source), source).map(runVector);
}

function readVectors(file: unknown, source: string): readonly Vector[] {
  const vectors = isObject(file) ? file.vectors : undefined;
  if (!Array.isArray(vectors)) return refuse({ source, field: "vectors" }, "must be a list of vectors");
  return vectors.map((entry: unknown, k): Vector => {
    const at = (field: string) => ({ source, field: `vectors[${k}]${field}` });
    if (!isObject(entry)) return refuse(at(""), "must be an object");
    const { id, model, inputs, expected } = entry;
    if (typeof id !== "string" || id === "") return refuse(at(".id"), "must be a name");
    if (typeof model !== "string" || model === "") {
      return refuse(at(".model"), `must name the model of "${id}"`);
    }
    if (inputs === undefined) return refuse(at(".inputs"), `of "${id}" is missing`);
    if (expected === undefined) {
      return refuse(at(".expected"), `of "${id}" is missing; null says that none is known`);
    }
    return { id, model, inputs, expected };
  });
}

function runVector({ id, model, inputs, expected }: Vector): Outcome {
  const report = new Report();
  const outcome = (verdict: Verdict, reason = ""): Outcome => ({
    id,
    model,
    verdict,
    reason,
    notes: report.notes,
  });
  const runner = modelNamed(model);
  if (runner === undefined) return outcome("skipped", `model "${model}" is not supported`);
  if (!isObject(expected)) {
    return outcome(
      "skipped",
      expected === null ? "nothing is expected (null)" : "what is expected is no object",
    );
  }
  try {
    runner.run(Fields.of(inputs, "inputs"), Fields.of(expected, "expected"), report);
  } catch (error) {
    if (error instanceof DoesNotFit) return outcome("skipped", `does not fit: ${error.message}`);
    if (error instanceof ShapeError) return outcome("failed", `cannot be read: ${error.message}`);
    if (error instanceof RangeError) return outcome("failed", `cannot be read: ${error.message}`);
    if (error instanceof InputError) return outcome("failed", `refused: ${error.message}`);
    throw error;
  }
  if (report.checks.length === 0) return outcome("skipped", "nothing of what is expected can be compared");
  const wrong = report.checks.filter(({ ok }) => !ok);
  if (wrong.length === 0) return outcome("passed");
  return outcome(
    "failed",
    wrong.map((one) => `${one.name}: expected ${one.expected}, received ${one.received}`).join("; "),
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
