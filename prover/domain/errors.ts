/**
 * Errors a user can act on. Each class is one kind of outcome, with a stable code; the CLI maps kinds to exit
 * codes. Messages never contain a salt, an owner secret or a witness value.
 */
export abstract class SolvencyError extends Error {
  abstract readonly code: string;
  /** Further lines: what was received, what is expected, a way out. */
  readonly details: readonly string[];

  constructor(message: string, options: { details?: readonly string[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? [];
  }
}

/** A value in a file or an argument breaks a rule. */
export class InputError extends SolvencyError {
  readonly code = "bad-input";
  /** The file, where the thrower knew it. */
  readonly source: string | undefined;
  readonly field: string;
  /** The value as read; undefined for secrets. */
  readonly value: string | undefined;
  readonly rule: string;

  constructor(problem: { source?: string; field: string; value?: string; rule: string; details?: string[] }) {
    const where = problem.source === undefined ? problem.field : `${problem.source}: ${problem.field}`;
    const what = problem.value === undefined ? "" : ` is ${problem.value}`;
    super(`${where}${what}: ${problem.rule}`, { details: problem.details ?? [] });
    this.source = problem.source;
    this.field = problem.field;
    this.value = problem.value;
    this.rule = problem.rule;
  }
}

/** The account does not meet the predicate: nothing was proven because nothing can be. */
export class NotProvableError extends SolvencyError {
  readonly code = "not-provable";
  /** Equity that is missing, in 1e-25 USD, rounded up. */
  readonly shortfall: bigint;

  constructor(message: string, shortfall: bigint, details: readonly string[]) {
    super(message, { details });
    this.shortfall = shortfall;
  }
}

/** A proof, a claim or an inclusion does not hold. */
export class InvalidProofError extends SolvencyError {
  readonly code = "invalid-proof";
}

/** A file, a key, a node or a tool that is needed is missing, damaged or does not answer. */
export class EnvironmentError extends SolvencyError {
  readonly code = "environment";
}

/** Thrown by parsers of a single value, which do not know its field; callers turn it into an InputError. */
export class RuleError extends Error {}
