import { InputError } from "../domain/errors.ts";

/** A JSON number as it was written. Vectors hold integers beyond 2^53, whose last digits JSON.parse would change. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /**
   * An integer whose last digits need not be the true ones: beyond 2^53, and written just as a program using doubles
   * writes it. Any other text of that size shows digits that only an exact program knows.
   */
  get mayBeRounded(): boolean {
    const double = Number(this.text);
    return Math.abs(double) > Number.MAX_SAFE_INTEGER && String(double) === this.text;
  }
}

/** ECMAScript's "JSON.parse source text access", which the type library does not know yet. */
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

/**
 * Parses JSON with every number kept as its own text.
 * @throws InputError when the text is no JSON
 */
export function parseExactJson(content: string, source: string): unknown {
  try {
    return parseWithSource(content, (_key, value, context) =>
      typeof value === "number" ? new JsonNumber(context.source ?? String(value)) : value,
    );
  } catch {
    throw new InputError({ source, field: "the file", rule: "is not valid JSON" });
  }
}
