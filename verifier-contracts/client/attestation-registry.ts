import type { ContractTransactionResponse } from "ethers";
import { AccessControlled } from "./access-controlled.ts";

/** When the signatures of a key count: limits are inclusive. */
export interface KeyWindow {
  readonly notBefore: bigint;
  /** 0 if the key is unknown. */
  readonly notAfter: bigint;
  /** 2^64 - 1 if it is not revoked. */
  readonly revokedFrom: bigint;
}

export interface KnownKey extends KeyWindow {
  readonly key: string;
}

/** Times for which nothing attested counts any more; all zero if there are none. */
export interface VoidSpan {
  readonly from: bigint;
  readonly until: bigint;
}

/** What both registries have in common. A subject is a venue or a market, as bytes32. */
export abstract class AttestationRegistry extends AccessControlled {
  isRegistered(subject: string): Promise<boolean> {
    return this.read("isRegistered", subject);
  }

  isVoid(subject: string, asOf: bigint): Promise<boolean> {
    return this.read("isVoid", subject, asOf);
  }

  voidSpanOf(subject: string): Promise<VoidSpan> {
    return this.read("voidSpanOf", subject);
  }

  windowOf(subject: string, key: string): Promise<KeyWindow> {
    return this.read("windowOf", subject, key);
  }

  /** The role of the administrators of a subject. */
  adminRoleOf(subject: string): Promise<string> {
    return this.read("adminRoleOf", subject);
  }

  retireKey(subject: string, key: string, notAfter: bigint): Promise<ContractTransactionResponse> {
    return this.send("retireKey", subject, key, notAfter);
  }

  /** Voids everything attested about the subject for the times from `from` until now (T-26). */
  revokeKey(subject: string, key: string, from: bigint): Promise<ContractTransactionResponse> {
    return this.send("revokeKey", subject, key, from);
  }

  /** Every key that was ever added for a subject, from the events since a block, with its window now. */
  async keysOf(subject: string, fromBlock = 0): Promise<KnownKey[]> {
    const { KeyAdded } = this.contract.filters;
    if (KeyAdded === undefined) throw new Error("the ABI has no KeyAdded");
    const logs = await this.contract.queryFilter(KeyAdded(subject), fromBlock);
    const keys = logs.map((log) => this.contract.interface.parseLog(log)?.args.key as string);
    return Promise.all(
      [...new Set(keys)].map(async (key) => ({ key, ...(await this.windowOf(subject, key)) })),
    );
  }
}
