import { Interface, type Log } from "ethers";
import { describe, expect, it } from "vitest";
import { marginClaimsAbi } from "../../verifier-contracts/abi/marginClaims.ts";
import { auditRecords } from "../../verifier-contracts/client/audit-record.ts";

const events = new Interface(marginClaimsAbi);
const CLAIMS = "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9";
const [SUBMITTER, RECIPIENT] = [`0x${"11".repeat(20)}`, `0x${"22".repeat(20)}`];
const DIGEST = `0x${"ab".repeat(32)}`;

function log(name: string, args: readonly unknown[], index: number, change: object = {}): Log {
  const fragment = events.getEvent(name);
  if (fragment === null) throw new Error(name);
  const place = { blockNumber: 5, blockHash: DIGEST, transactionHash: `0x${"01".repeat(32)}` };
  return {
    ...events.encodeEventLog(fragment, args),
    address: CLAIMS,
    index,
    ...place,
    ...change,
  } as unknown as Log;
}

const call = (size: bigint, index: number, scope = 9n) =>
  log("ClaimsVerified", [scope, DIGEST, SUBMITTER, 20_000n, 3n, 31n, 100n, 32n, 200n, 300n, size], index);
const recorded = (nullifier: bigint, index: number, scope = 9n, change: object = {}) =>
  log("ClaimRecorded", [nullifier, RECIPIENT, scope, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]], index, change);

describe("audit records", () => {
  it("join each claim with what its call announced", () => {
    const records = auditRecords(1n, CLAIMS, [
      call(2n, 0),
      recorded(7n, 1),
      recorded(8n, 2),
      call(1n, 3),
      recorded(9n, 4),
    ]);
    expect(records.map(({ nullifier, logIndex }) => [nullifier, logIndex])).toEqual([
      [7n, 1],
      [8n, 2],
      [9n, 4],
    ]);
    expect(records[0]).toMatchObject({
      ...{ chainId: 1n, claims: CLAIMS, scope: 9n, keyDigest: DIGEST, predicate: 20_000n, epoch: 3n },
      ...{ accountsRoot: 31n, marketAsOf: 100n, marketRoot: 32n, deadline: 200n, expiry: 300n, block: 5 },
      proof: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n],
    });
    expect(records[0]).not.toHaveProperty("size");
  });

  it("pass over logs of other contracts, whatever they say", () => {
    const forged = recorded(7n, 1, 9n, { address: SUBMITTER });
    expect(auditRecords(1n, CLAIMS, [call(1n, 0), forged])).toEqual([]);
  });

  it("refuse a claim that no call announced: one too many, or of another transaction", () => {
    expect(() => auditRecords(1n, CLAIMS, [recorded(7n, 0)])).toThrow("no call announced");
    expect(() => auditRecords(1n, CLAIMS, [call(1n, 0), recorded(7n, 1), recorded(8n, 2)])).toThrow(
      RangeError,
    );
    const elsewhere = recorded(7n, 1, 9n, { transactionHash: DIGEST });
    expect(() => auditRecords(1n, CLAIMS, [call(1n, 0), elsewhere])).toThrow(RangeError);
  });
});
