import { refuse } from "../../domain/refuse.ts";
import { formatExpiry } from "./expiry.ts";
import type { ListedOption } from "./option-quote.ts";

/** @throws InputError naming the first option that has expired at the market's time */
export function assertNotExpired(options: readonly ListedOption[], asOf: number, source: string): void {
  const expired = options.find(({ expiry }) => expiry <= asOf);
  if (expired === undefined) return;
  refuse(
    { source, field: "options", value: expired.name },
    `expired at ${formatExpiry(expired.expiry)}; the market is of ${formatExpiry(asOf)}`,
  );
}
