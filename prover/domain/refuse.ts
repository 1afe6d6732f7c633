import { InputError } from "./errors.ts";

/** Where a refused value stands: file, field, and the value as read. */
export interface Place {
  readonly source?: string | undefined;
  readonly field: string;
  readonly value?: string | undefined;
}

/** @throws InputError, always */
export function refuse(place: Place, rule: string): never {
  const { source, field, value } = place;
  throw new InputError({
    ...(source === undefined ? {} : { source }),
    field,
    ...(value === undefined ? {} : { value }),
    rule,
  });
}
