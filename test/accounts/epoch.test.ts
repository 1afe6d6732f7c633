import { describe, expect, it } from "vitest";
import type { Account } from "../../prover/accounts/account.ts";
import { buildEpoch } from "../../prover/accounts/epoch.ts";
import { accountLeaf } from "../../prover/accounts/leaf.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { rootFromPath } from "../../prover/tree/tree.ts";
import { at } from "../support/at.ts";

/** Every third account needs the larger circuit. */
const accountsOf = (count: number): Account[] =>
  Array.from({ length: count }, (_, i) => ({
    tag: BigInt(count - i) as Account["tag"],
    mode: "cross",
    owner: BigInt(i + 1) as FieldElement,
    holdings: Array.from({ length: i % 3 === 0 ? 9 : 2 }, (_, k) => ({
      row: k + 1,
      quantity: BigInt(i - k) as Quantity,
    })),
  }));

describe("buildEpoch", () => {
  it.each([
    { count: 3, threads: 1 },
    { count: 2500, threads: 2 },
  ])("gives each of $count accounts a path from its leaf to the root", async ({ count, threads }) => {
    const hash = await poseidon();
    const seen: number[][] = [];
    const built = await buildEpoch({ venue: "v", number: 1, asOf: 2 }, accountsOf(count), {
      threads,
      onProgress: (done, total) => seen.push([done, total]),
    });
    expect(built.memberships.map(({ account }) => account.tag)).toEqual(
      Array.from({ length: count }, (_, i) => BigInt(i + 1)),
    );
    for (const place of [0, 1, 2, count >> 1, count - 2, count - 1]) {
      const { account, salt, capacity, path } = at(built.memberships, place);
      const leaf = accountLeaf(hash, account, salt, capacity);
      expect(rootFromPath(hash, leaf, path)).toBe(built.epoch.accountsRoot);
    }
    expect(new Set(built.memberships.map(({ capacity }) => capacity))).toEqual(new Set([8, 32]));
    if (count < 2000) return;
    // Leaves, then 313 + 40 + 5 + 1 + 1 + 1 + 1 + 1 nodes.
    expect(seen.at(-1)).toEqual([count + 363, count + 363]);
    expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a = 0, b = 0) => a - b));
  });
});
