import { SolvencyError } from "../../domain/errors.ts";

/** One thing that is checked of an attestation. */
export interface Stage {
  readonly name: string;
  /** null: not looked at, and so nothing that anybody may rely on. */
  readonly holds: boolean | null;
  readonly detail: string;
}

/** One answer for all: only if every stage was looked at, and holds (T-41). */
export const allHold = (stages: readonly Stage[]): boolean =>
  stages.length > 0 && stages.every(({ holds }) => holds === true);

/**
 * Runs a stage. Whatever is thrown, expected or not, is a stage that does not hold: nothing passes by accident.
 * @param work says what was found, or throws
 */
export async function stage<T>(
  stages: Stage[],
  name: string,
  work: () => Promise<readonly [detail: string, value: T]>,
): Promise<T | undefined> {
  try {
    const [detail, value] = await work();
    stages.push({ name, holds: true, detail });
    return value;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const detail = error instanceof SolvencyError ? message : (message.split("\n")[0] ?? message);
    stages.push({ name, holds: false, detail });
    return undefined;
  }
}

export const notLookedAt = (stages: Stage[], name: string, detail: string): void => {
  stages.push({ name, holds: null, detail });
};
