import type { KnownKey, VoidSpan } from "../../verifier-contracts/client/attestation-registry.ts";
import type { Colours } from "./colours.ts";
import { table } from "./table.ts";
import { day } from "./time.ts";

/** What `revokedFrom` is while a key is not revoked. */
const NEVER = 2n ** 64n - 1n;

export const keysToJson = (keys: readonly KnownKey[]) =>
  keys.map(({ key, notBefore, notAfter, revokedFrom }) => ({
    key,
    notBefore: notBefore.toString(),
    notAfter: notAfter.toString(),
    revokedFrom: revokedFrom === NEVER ? null : revokedFrom.toString(),
  }));

export const spanToJson = ({ from, until }: VoidSpan) =>
  until === 0n ? null : { from: from.toString(), until: until.toString() };

export const spanText = ({ from, until }: VoidSpan): string =>
  until === 0n ? "nothing" : `what is attested for ${when(from)} to ${when(until)}`;

export function keysText(colours: Colours, title: string, keys: readonly KnownKey[]): string {
  if (keys.length === 0) return `  ${colours.dim("no keys yet")}`;
  return table(
    colours,
    [{ title }, { title: "from" }, { title: "until" }, { title: "" }],
    keys.map(({ key, notBefore, notAfter, revokedFrom }) => [
      key,
      when(notBefore),
      when(notAfter),
      revokedFrom === NEVER ? "" : colours.red(`revoked from ${when(revokedFrom)}`),
    ]),
  );
}

const LAST_SECOND = 253_402_300_799n;

const when = (time: bigint): string =>
  time === 0n ? "the beginning" : time > LAST_SECOND ? "ever" : day(time);
