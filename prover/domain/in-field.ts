import { RuleError } from "./errors.ts";
import { type Place, refuse } from "./refuse.ts";

/**
 * Runs a parser of a single value, which does not know its field, and names the field in its error.
 * @throws InputError in place of the parser's RuleError
 */
export function inField<T>(place: Place, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof RuleError) return refuse(place, error.message);
    throw error;
  }
}

/** The same for work that waits. */
export async function inFieldOf<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RuleError) return refuse(place, error.message);
    throw error;
  }
}
