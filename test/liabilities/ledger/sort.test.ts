import { readdir, stat } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../prover/accounts/account.ts";
import { sortedByTag } from "../../../prover/liabilities/ledger/sort.ts";
import { batchAccount, holding } from "../../support/batch-case.ts";
import { collect } from "../../support/collect.ts";
import { temporaryFolder } from "../../support/temporary.ts";

async function* streamOf(accounts: readonly Account[]): AsyncGenerator<Account> {
  yield* accounts;
}

const account = (tag: bigint): Account =>
  batchAccount(tag, tag % 3n === 0n ? [] : [holding(1, tag), holding(300, -tag)], {
    mode: tag % 2n === 0n ? "isolated" : "portfolio",
  }).account;

describe("sortedByTag", () => {
  it("sorts what does not fit into memory, exactly, and leaves no file", async () => {
    const folder = await temporaryFolder();
    const tags = fc.uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), { minLength: 0, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(tags, fc.integer({ min: 1, max: 50 }), async (all, run) => {
        const sorted = await collect(sortedByTag(streamOf(all.map(account)), folder, run));
        expect(sorted).toEqual(all.toSorted((a, b) => (a < b ? -1 : 1)).map(account));
        expect(await readdir(folder)).toEqual([]);
      }),
      { seed: 5, numRuns: 25 },
    );
  });

  it("keeps its files from other users", async () => {
    const folder = await temporaryFolder();
    const stream = sortedByTag(streamOf([3n, 1n, 2n].map(account)), folder, 2);
    await stream.next();
    const [file = ""] = await readdir(folder);
    expect((await stat(`${folder}/${file}`)).mode & 0o777).toBe(0o600);
    await collect(stream);
  });

  it.each([1, 2, 10])(
    "refuses a tag that two accounts have, with %i accounts in memory (T-14)",
    async (run) => {
      const stream = sortedByTag(streamOf([4n, 9n, 4n].map(account)), await temporaryFolder(), run);
      await expect(collect(stream)).rejects.toThrow("account 4: two accounts have this tag");
    },
  );
});
