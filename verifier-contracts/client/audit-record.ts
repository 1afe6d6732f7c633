import { Interface, type Log } from "ethers";
import { marginClaimsAbi } from "../abi/marginClaims.ts";
import { plain } from "./plain.ts";

/** A recorded claim with everything that it takes to verify it again, from the logs of its transaction. */
export interface AuditRecord {
  readonly chainId: bigint;
  /** The MarginClaims that recorded it. */
  readonly claims: string;
  readonly transaction: string;
  readonly block: number;
  readonly blockHash: string;
  /** Of its ClaimRecorded in the block. */
  readonly logIndex: number;
  readonly scope: bigint;
  readonly keyDigest: string;
  readonly submitter: string;
  readonly predicate: bigint;
  readonly epoch: bigint;
  readonly accountsRoot: bigint;
  readonly marketAsOf: bigint;
  readonly marketRoot: bigint;
  readonly deadline: bigint;
  readonly expiry: bigint;
  readonly nullifier: bigint;
  readonly recipient: string;
  /** Eight words. */
  readonly proof: readonly bigint[];
}

/** What ClaimsVerified says of all claims of a call. */
type Shared = Pick<
  AuditRecord,
  | "scope"
  | "keyDigest"
  | "submitter"
  | "predicate"
  | "epoch"
  | "accountsRoot"
  | "marketAsOf"
  | "marketRoot"
  | "deadline"
  | "expiry"
> & { readonly size: bigint };

type Own = Pick<AuditRecord, "nullifier" | "recipient" | "scope" | "proof">;

const events = new Interface(marginClaimsAbi);

/** The topics of the two events of a claim, for a node's filter. */
export const CLAIM_TOPICS: readonly string[] = ["ClaimsVerified", "ClaimRecorded"].map((name) => {
  const event = events.getEvent(name);
  if (event === null) throw new Error(`the ABI has no ${name}`);
  return event.topicHash;
});

/**
 * Reads the claims that logs tell of. Logs of other contracts and other events are passed over; a call announces
 * itself with ClaimsVerified, and its `size` claims follow.
 *
 * @param logs in the order of the chain, each transaction's complete
 */
export function auditRecords(chainId: bigint, claims: string, logs: readonly Log[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  let shared: (Shared & { transaction: string; left: bigint }) | undefined;
  for (const log of logs) {
    if (log.address.toLowerCase() !== claims.toLowerCase()) continue;
    const parsed = events.parseLog(log);
    if (parsed?.name === "ClaimsVerified") {
      const call = plain(parsed.args) as Shared;
      shared = { ...call, transaction: log.transactionHash, left: call.size };
      continue;
    }
    if (parsed?.name !== "ClaimRecorded") continue;
    const own = plain(parsed.args) as Own;
    if (shared === undefined || shared.left === 0n || shared.transaction !== log.transactionHash) {
      throw new RangeError(`log ${log.index} of ${log.transactionHash}: a claim that no call announced`);
    }
    shared.left -= 1n;
    const { size: _, left: __, transaction, ...common } = shared;
    records.push({
      chainId,
      claims: log.address,
      transaction,
      block: log.blockNumber,
      blockHash: log.blockHash,
      logIndex: log.index,
      ...common,
      ...own,
    });
  }
  return records;
}
