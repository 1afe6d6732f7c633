/** Account trees, from accounts to the root. */
import { buildPoseidon } from "circomlibjs";
import { ACCOUNT_ARITIES } from "../../circuits/registry.ts";
import type { Account } from "../../prover/accounts/account.ts";
import { buildEpoch, capacityFor } from "../../prover/accounts/epoch.ts";
import { leafInputs } from "../../prover/accounts/leaf.ts";
import { type FieldElement, randomFieldElement } from "../../prover/domain/field.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import type { Contender, Section } from "../contender.ts";

/** circomlibjs gets fewer: figures are for each leaf. */
const MOST_FOR_PEER = 2000;

const accountsOf = (count: number): Account[] =>
  Array.from({ length: count }, (_, i) => ({
    tag: BigInt(i + 1) as Account["tag"],
    mode: "cross",
    owner: BigInt(i + 1) as FieldElement,
    holdings: [
      { row: 1, quantity: BigInt(i) as Quantity },
      { row: 2, quantity: 7n as Quantity },
    ],
  }));

async function ours(leaves: number, threads: number): Promise<Contender> {
  const accounts = accountsOf(leaves);
  return {
    units: leaves,
    run: async () => void (await buildEpoch({ venue: "bench", number: 1, asOf: 1 }, accounts, { threads })),
  };
}

async function circomlibjs(leaves: number): Promise<Contender> {
  const accounts = accountsOf(leaves);
  const hash = await buildPoseidon();
  return {
    units: leaves,
    run() {
      let level = accounts.map((account) =>
        hash(leafInputs(account, randomFieldElement(), capacityFor(account))),
      );
      const zero = hash.F.e(0);
      for (const arity of ACCOUNT_ARITIES) {
        level = Array.from({ length: Math.ceil(level.length / arity) }, (_, i) =>
          hash(Array.from({ length: arity }, (_, k) => level[i * arity + k] ?? zero)),
        );
      }
    },
  };
}

export const section: Section = {
  cases: (_, { leaves, threads }) => [
    {
      name: `${leaves.toLocaleString("en")} accounts`,
      unit: "leaf",
      peer: "circomlibjs",
      contenders: {
        "ours, 1 thread": () => ours(leaves, 1),
        [`ours, ${threads} threads`]: () => ours(leaves, threads),
        circomlibjs: () => circomlibjs(Math.min(leaves, MOST_FOR_PEER)),
      },
    },
  ],
};
