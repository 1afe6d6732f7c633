import type { JsonRpcProvider, Log } from "ethers";
import {
  type AuditRecord,
  auditRecords,
  CLAIM_TOPICS,
} from "../../verifier-contracts/client/audit-record.ts";

/** How far back a re-organisation is followed. Older blocks are taken as final, and their hashes are forgotten. */
const WINDOW = 256;

/** Blocks asked for in one call: what public nodes answer. */
const RANGE = 2_000;

export type WatchEvent =
  | { readonly kind: "recorded"; readonly record: AuditRecord }
  /** A re-organisation took away a claim that was announced (T-25). */
  | { readonly kind: "retracted"; readonly record: AuditRecord };

export interface WatchOptions {
  readonly provider: JsonRpcProvider;
  readonly chainId: bigint;
  /** The MarginClaims contract. */
  readonly claims: string;
  readonly fromBlock: number;
  /** How deep a claim's block must be before it is announced: 1 is as soon as it is mined. */
  readonly confirmations: number;
}

/** Headers asked for at the same time. */
const AT_ONCE = 16;

/**
 * Follows the claims of a contract from block to block. Each call of `poll` returns what happened since the last, in
 * order: first what is gone, latest first, then what is new. Remembers block hashes, so that no re-organisation goes
 * unnoticed, also one that happened while the node did not answer, or by a node that began anew.
 */
export class ClaimWatch {
  readonly #options: WatchOptions;
  /** Hashes of the blocks scanned, by number: the latest WINDOW of them. */
  readonly #hashes = new Map<number, string>();
  /** Announced claims of those blocks, in order. */
  #announced: AuditRecord[] = [];
  #scanned: number;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#scanned = options.fromBlock - 1;
  }

  /** The last block scanned. */
  get scanned(): number {
    return this.#scanned;
  }

  async poll(): Promise<WatchEvent[]> {
    const { provider, confirmations } = this.#options;
    const head = await provider.getBlockNumber();
    const events = await this.#forgetOrphans(head);
    const until = head - confirmations + 1;
    while (this.#scanned < until) {
      const found = await this.#scan(this.#scanned + 1, Math.min(until, this.#scanned + RANGE), head);
      // The chain changed between two calls: what was read does not belong together. The next poll begins anew.
      if (found === undefined) break;
      events.push(...found);
    }
    return events;
  }

  /** Goes back to the last block that is still part of the chain. */
  async #forgetOrphans(head: number): Promise<WatchEvent[]> {
    let number = this.#scanned;
    while (this.#hashes.has(number)) {
      const hash = number <= head ? await this.#hashOf(number) : undefined;
      if (hash === this.#hashes.get(number)) break;
      this.#hashes.delete(number);
      number -= 1;
    }
    if (number === this.#scanned) return [];
    this.#scanned = number;
    const gone = this.#announced.filter(({ block }) => block > number);
    this.#announced = this.#announced.filter(({ block }) => block <= number);
    return gone.reverse().map((record) => ({ kind: "retracted", record }));
  }

  async #scan(from: number, until: number, head: number): Promise<WatchEvent[] | undefined> {
    const { provider, chainId, claims } = this.#options;
    const logs = await provider.getLogs({
      address: claims,
      topics: [[...CLAIM_TOPICS]],
      fromBlock: from,
      toBlock: until,
    });
    const hashes = await this.#hashesOf(Math.max(from, head - WINDOW + 1), until);
    if (hashes === undefined || !agree(logs, hashes)) return undefined;
    for (const [number, hash] of hashes) this.#hashes.set(number, hash);
    const records = auditRecords(chainId, claims, logs);
    this.#announced.push(...records);
    this.#scanned = until;
    this.#forgetOld();
    return records.map((record) => ({ kind: "recorded", record }));
  }

  /** Of blocks that a re-organisation may still reach; undefined when one of them is gone. */
  async #hashesOf(first: number, until: number): Promise<Map<number, string> | undefined> {
    const hashes = new Map<number, string>();
    for (let from = first; from <= until; from += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, until - from + 1) }, (_, k) => from + k);
      const found = await Promise.all(numbers.map((number) => this.#hashOf(number)));
      for (const [k, hash] of found.entries()) {
        if (hash === undefined) return undefined;
        hashes.set(from + k, hash);
      }
    }
    return hashes;
  }

  async #hashOf(number: number): Promise<string | undefined> {
    return (await this.#options.provider.getBlock(number))?.hash ?? undefined;
  }

  #forgetOld(): void {
    const oldest = this.#scanned - WINDOW + 1;
    for (const number of this.#hashes.keys()) if (number < oldest) this.#hashes.delete(number);
    this.#announced = this.#announced.filter(({ block }) => block >= oldest);
  }
}

const agree = (logs: readonly Log[], hashes: ReadonlyMap<number, string>): boolean =>
  logs.every(({ blockNumber, blockHash }) => (hashes.get(blockNumber) ?? blockHash) === blockHash);
