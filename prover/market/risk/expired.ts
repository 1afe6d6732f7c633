import { refuse } from "../../domain/refuse.ts";
import { SECONDS_PER_YEAR } from "./black76.ts";
import { formatExpiry } from "./expiry.ts";
import type { ListedOption } from "./option-quote.ts";

/** Nobody lists options for longer; exponentials of time stay small. */
const LONGEST = 50 * SECONDS_PER_YEAR;

/** @throws InputError naming the first option that has expired at the market's time, or expires in 50 years or more */
export function assertNotExpired(options: readonly ListedOption[], asOf: number, source: string): void {
  for (const { name, expiry } of options) {
    const place = { source, field: "options", value: name };
    const times = `${formatExpiry(expiry)}; the market is of ${formatExpiry(asOf)}`;
    if (expiry <= asOf) refuse(place, `expired at ${times}`);
    if (expiry - asOf >= LONGEST) refuse(place, `expires in 50 years or more, at ${times}`);
  }
}
