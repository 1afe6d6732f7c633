import {
  describePredicate,
  type FieldElement,
  formatFieldElement,
  unpackPredicate,
} from "../../prover/index.ts";
import type { AuditRecord } from "../../verifier-contracts/client/audit-record.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";
import { day } from "./time.ts";

const hex = (value: bigint): string => formatFieldElement(value as FieldElement);

/** Numbers as decimal strings, field elements in hexadecimal. */
export const recordToJson = (record: AuditRecord): Record<string, unknown> => ({
  chainId: record.chainId.toString(),
  claims: record.claims,
  transaction: record.transaction,
  block: record.block,
  blockHash: record.blockHash,
  logIndex: record.logIndex,
  scope: hex(record.scope),
  nullifier: hex(record.nullifier),
  recipient: record.recipient,
  submitter: record.submitter,
  predicate: describePredicate(unpackPredicate(record.predicate)),
  epoch: record.epoch.toString(),
  accountsRoot: hex(record.accountsRoot),
  marketAsOf: record.marketAsOf.toString(),
  marketRoot: hex(record.marketRoot),
  keyDigest: record.keyDigest,
  deadline: record.deadline.toString(),
  expiry: record.expiry.toString(),
  proof: record.proof.map(String),
});

export const recordText = (colours: Colours, record: AuditRecord): string =>
  pairs(colours, [
    ["claim", describePredicate(unpackPredicate(record.predicate))],
    ["recipient", record.recipient],
    ["nullifier", hex(record.nullifier)],
    ["scope", hex(record.scope)],
    ["accounts of", `epoch ${record.epoch}`],
    ["market of", day(record.marketAsOf)],
    ["honoured until", day(record.expiry)],
    ["submitter", record.submitter],
    ["transaction", record.transaction],
  ]);
