import type { CheckLine } from "../../screen/checklist.ts";

/**
 * Whether the epoch is the one that everybody looks at. A venue could show each of its customers an epoch in which they are, and
 * set the same reserves against all of these.
 * @param latest the latest epoch attested; undefined if no chain was asked
 */
export function epochLine(epoch: bigint, latest: bigint | undefined): CheckLine {
  const name = "epoch";
  if (latest === undefined) {
    return {
      name,
      holds: null,
      detail: "whether others look at the same one: give --rpc and --attestations",
    };
  }
  if (latest === epoch)
    return { name, holds: true, detail: "is the latest attested, at which others look too" };
  return {
    name,
    holds: null,
    detail: `${latest} is the latest attested, at which others look: ask the venue for your file of it`,
  };
}
