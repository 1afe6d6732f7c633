import { createHash } from "node:crypto";
import { join } from "node:path";
import type { LiabilityCircuit } from "../../circuits/liabilities/circuits.ts";
import type { Account } from "../../prover/accounts/account.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import {
  type BuildRequest,
  type BuiltAttestation,
  buildAttestation,
} from "../../prover/liabilities/attest/build.ts";
import type { EpochIdentity } from "../../prover/liabilities/attest/epoch-identity.ts";
import type { AttestationProver } from "../../prover/liabilities/attest/prover.ts";
import { SIZE_CLASSES } from "../../prover/liabilities/attest/size-classes.ts";
import type { VerifyBundleOptions } from "../../prover/liabilities/bundle/verify-bundle.ts";
import type { LedgerEntry } from "../../prover/liabilities/ledger/entry.ts";
import type { WitnessInput } from "../../prover/margin/witness.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { batchMarket } from "./batch-market.ts";

export const VENUE_ID = `0x${"ab".repeat(32)}`;

export const table = (asOf?: number): Promise<CellTable> => {
  const market = batchMarket("flat");
  return CellTable.build(asOf === undefined ? market : { ...market, asOf }, "flat");
};

export const identity = async (more: Partial<EpochIdentity> = {}): Promise<EpochIdentity> => ({
  venue: { name: "exchange", id: VENUE_ID },
  epoch: 3,
  asOf: 1_760_000_000,
  table: await table(),
  classes: SIZE_CLASSES.small,
  ...more,
});

export async function* ledgerOf(accounts: readonly Account[]): AsyncGenerator<LedgerEntry> {
  for (const account of accounts) yield { account };
}

/** A stamp in the place of a proof: it says which statement it is for, and nothing about its truth. For tests of everything around proofs. */
export function stamp(circuit: string, publicSignals: readonly bigint[]): Groth16Proof {
  const digest = createHash("sha256").update(`${circuit} ${publicSignals.join()}`).digest("hex");
  const value = (BigInt(`0x${digest}`) >> 8n).toString();
  return {
    pi_a: [value, "0", "1"],
    pi_b: [
      ["0", "0"],
      ["0", "0"],
      ["1", "0"],
    ],
    pi_c: ["0", "0", "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}

const isStamp = async (circuit: { readonly id: string }, signals: readonly bigint[], proof: Groth16Proof) =>
  JSON.stringify(proof) === JSON.stringify(stamp(circuit.id, signals));

const keyDigest = ({ id }: { readonly id: string }): string =>
  `0x${createHash("sha256").update(id).digest("hex")}`;

/** Stamps instead of proving. `stamped` lists what was asked for. */
export function stampingProver(): AttestationProver & { readonly stamped: readonly string[] } {
  const stamped: string[] = [];
  return {
    stamped,
    prove: async (circuit, input) => {
      const signals = signalsOf(circuit, input);
      stamped.push(`${circuit.id} ${signals.join()}`);
      return stamp(circuit.id, signals);
    },
    verify: isStamp,
    keyDigest: async (circuit) => keyDigest(circuit),
  };
}

const signalsOf = (circuit: LiabilityCircuit, input: WitnessInput): bigint[] =>
  circuit.publicSignals.map((name) => BigInt(input[name] as bigint));

export const STAMP_KEYS: VerifyBundleOptions = {
  keyOf: async (circuit) => ({
    keyDigest: keyDigest(circuit),
    insecure: true,
    async invalid(proofs) {
      const sound = proofs.map(({ publicSignals, proof }) => isStamp(circuit, publicSignals, proof));
      return (await Promise.all(sound)).flatMap((each, k) => (each ? [] : [k]));
    },
  }),
};

/** Attests accounts in a folder: work/ and bundle/ below it. */
export async function attested(
  folder: string,
  accounts: readonly Account[],
  more: Partial<BuildRequest> = {},
): Promise<BuiltAttestation> {
  return buildAttestation({
    identity: await identity(),
    ledger: ledgerOf(accounts),
    ledgerName: "accounts",
    workFolder: join(folder, "work"),
    bundleFolder: join(folder, "bundle"),
    prover: stampingProver(),
    ...more,
  });
}
