import { RuleError } from "../domain/errors.ts";
import { JsonNumber } from "./exact-json.ts";
import { Fraction } from "./fraction.ts";

/** The inputs of a vector are not of a shape this model knows, or are no numbers. */
export class ShapeError extends Error {}

/** A published case that the model itself could not hold: beyond 2^64 units, or finer than them. */
export class DoesNotFit extends Error {}

/** A JSON object of a vector; `at` is its path for messages. */
export class Fields {
  readonly at: string;
  readonly #values: Readonly<Record<string, unknown>>;

  private constructor(values: Readonly<Record<string, unknown>>, at: string) {
    this.#values = values;
    this.at = at;
  }

  /** @throws ShapeError when the value is no object */
  static of(value: unknown, at: string): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof JsonNumber) {
      throw new ShapeError(`${at} must be an object`);
    }
    return new Fields(value as Readonly<Record<string, unknown>>, at);
  }

  get keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  /** Whether the key is there and not null. */
  has(key: string): boolean {
    return Object.hasOwn(this.#values, key) && this.#values[key] !== null;
  }

  get(key: string): unknown {
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  /** The first of the keys that is there; publications name the same thing differently. */
  find(...keys: readonly string[]): string | undefined {
    return keys.find((key) => this.has(key));
  }

  /** @throws ShapeError when none is there, or it is no number or numeric string */
  number(...keys: readonly string[]): Fraction {
    const key = this.find(...keys);
    if (key === undefined) throw new ShapeError(`${this.at}.${keys.join(" or ")} is missing`);
    return numberOf(this.#values[key], `${this.at}.${key}`);
  }

  integer(...keys: readonly string[]): bigint {
    const value = this.number(...keys);
    if (value.floor() !== value.ceil()) throw new ShapeError(`${this.at}.${keys[0]} must be a whole number`);
    return value.floor();
  }

  list(key: string): readonly unknown[] {
    return listOf(this.get(key), `${this.at}.${key}`);
  }

  /** @throws ShapeError when the list has no number there */
  listNumber(key: string, index: number): Fraction {
    return numberOf(this.list(key)[index], `${this.at}.${key}[${index}]`);
  }

  /** The objects of a list. */
  listOfFields(key: string): readonly Fields[] {
    return this.list(key).map((entry, k) => Fields.of(entry, `${this.at}.${key}[${k}]`));
  }

  fields(key: string): Fields {
    return Fields.of(this.get(key), `${this.at}.${key}`);
  }
}

/** @throws ShapeError when the value is no list */
export function listOf(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(`${at} must be a list`);
  return value as readonly unknown[];
}

export const isNumeric = (value: unknown): value is string | JsonNumber => {
  if (value instanceof JsonNumber) return true;
  if (typeof value !== "string") return false;
  try {
    Fraction.parse(value);
    return true;
  } catch {
    return false;
  }
};

/** @throws ShapeError when the value is neither a number nor a numeric string */
export function numberOf(value: unknown, at: string): Fraction {
  const text = value instanceof JsonNumber ? value.text : value;
  try {
    if (typeof text === "string") return Fraction.parse(text);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
  }
  throw new ShapeError(`${at} must be a number or a numeric string`);
}
