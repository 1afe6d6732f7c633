import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../prover/accounts/account.ts";
import { checkInclusion } from "../../../prover/accounts/inclusion.ts";
import { formatFieldElement } from "../../../prover/domain/field.ts";
import { readMembership } from "../../../prover/formats/epoch.ts";
import { verifyBundle } from "../../../prover/liabilities/bundle/verify-bundle.ts";
import { netHoldings } from "../../../prover/liabilities/model.ts";
import { attested, identity, STAMP_KEYS, stampingProver, table } from "../../support/attestation.ts";
import { batchAccount, holding, randomAccounts } from "../../support/batch-case.ts";
import { temporaryFolder } from "../../support/temporary.ts";

/** Accounts of both size classes, in any order. */
async function ledger(seed: number, count: number, most: number): Promise<readonly Account[]> {
  const accounts = randomAccounts(await table(), { seed, count, most, worth: BigInt(seed % 3) });
  return accounts.map(({ account }) => account).toReversed();
}

describe("buildAttestation", () => {
  it("publishes what the reference model says of random ledgers, in one chain of batches, folds and total", async () => {
    const cases = fc.record({
      seed: fc.integer({ min: 1, max: 1_000 }),
      count: fc.constantFrom(1, 7, 8, 9, 63, 64, 65, 90),
      most: fc.constantFrom(8, 12),
    });
    for (const { seed, count, most } of fc.sample(cases, { seed: 11, numRuns: 6 })) {
      const folder = await temporaryFolder();
      const accounts = await ledger(seed, count, most);
      const built = await attested(folder, accounts);
      const { market } = await table();
      expect(built.manifest.net.map(({ quantity }) => quantity)).toEqual(netHoldings(market, accounts));
      expect(built.summary).toMatchObject({ attested: count, padding: 0, refused: [] });
      const report = await verifyBundle(built.folder, STAMP_KEYS);
      expect(report.stages.filter(({ holds }) => holds !== true)).toEqual([]);
      expect(report.holds).toBe(true);
    }
  }, 120_000);

  it("goes on with no other ledger, and leaves nobody out that it was not told to", async () => {
    const folder = await temporaryFolder();
    const accounts = await ledger(3, 9, 4);
    await attested(folder, accounts);
    await expect(attested(folder, accounts.slice(1), { ledgerName: "another" })).rejects.toThrow(
      /work folder is .*: was begun with another ledger/,
    );
    const other = await temporaryFolder();
    const wet = batchAccount(2n ** 63n, [holding(1, -5n)]).account;
    await attested(other, [...accounts, wet], { leaveOut: true });
    await expect(attested(other, [...accounts, wet])).rejects.toThrow(
      /accounts that cannot be attested is 1/,
    );
  });

  it("makes wide batches only where an account needs one, and portfolio accounts are such", async () => {
    const many = Array.from({ length: 11 }, (_, k) =>
      holding([1, 2, 4, 7, 8, 9, 100, 101, 200, 300, 301][k] ?? 0, 1n),
    );
    const accounts = [
      ...Array.from({ length: 10 }, (_, k) => batchAccount(BigInt(k + 1), [holding(1, 5n)]).account),
      batchAccount(20n, many).account,
      batchAccount(21n, [holding(1, 5n)], { mode: "portfolio" }).account,
      batchAccount(30n, [holding(1, 5n)]).account,
    ];
    const prover = stampingProver();
    const { batches, folds } = await attested(await temporaryFolder(), accounts, { prover });
    expect({ batches, folds }).toEqual({ batches: 3, folds: 1 });
    expect(prover.stamped.map((each) => each.split(" ")[0])).toEqual([
      "solvency-batch-8x8",
      "solvency-batch-8x8",
      "solvency-batch-8x32",
      "solvency-fold",
      "solvency-table",
      "solvency-total-64",
    ]);
  });

  it("gives every customer a file that leads to the root, and shows nothing of others", async () => {
    const folder = await temporaryFolder();
    const accounts = await ledger(4, 100, 12);
    const { manifest, usersFolder } = await attested(folder, accounts);
    for (const account of accounts) {
      const file = join(usersFolder, `${account.tag}.json`);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const membership = await readMembership(file);
      await checkInclusion(membership, manifest.accountsRoot, account);
      const text = await readFile(file, "utf8");
      expect(text.match(/"salt"|"quantity"|"tag"|"owner"/g)).toHaveLength(3 + account.holdings.length);
    }
  }, 60_000);

  it("publishes no salt, no blind and no account", async () => {
    const folder = await temporaryFolder();
    const accounts = await ledger(8, 20, 8);
    const { folder: bundle, usersFolder } = await attested(folder, accounts);
    const secrets: string[] = [];
    for (const { tag, owner } of accounts) {
      const { salt } = await readMembership(join(usersFolder, `${tag}.json`));
      secrets.push(
        salt.toString(),
        formatFieldElement(salt),
        owner.toString().padStart(12, " "),
        formatFieldElement(owner),
      );
    }
    for (const name of await readdir(bundle)) {
      const text = await readFile(join(bundle, name), "utf8");
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it("hides the number of accounts below a number asked for", async () => {
    const accounts = await ledger(5, 9, 8);
    const folder = await temporaryFolder();
    const prover = stampingProver();
    const built = await attested(folder, accounts, { identity: await identity({ padTo: 30 }), prover });
    expect(built).toMatchObject({ batches: 4, users: 9, summary: { attested: 9, padding: 21 } });
    expect(built.manifest.net.map(({ quantity }) => quantity)).toEqual(
      netHoldings((await table()).market, accounts),
    );
    expect(await readdir(built.usersFolder)).toHaveLength(9);
  });

  it("names accounts that cannot be attested and attests nothing, or the rest if told so", async () => {
    const good = batchAccount(1n, [holding(1, 5n)]).account;
    const bad = [
      batchAccount(2n, [holding(1, -5n)]).account,
      batchAccount(3n, [holding(999, 5n)]).account,
      batchAccount(4n, [holding(2, 1n), holding(7, -1_000_000n)]).account,
    ];
    await expect(attested(await temporaryFolder(), [...bad, good])).rejects.toMatchObject({
      rule: "nothing was attested; correct them, or leave them out",
      details: [
        "account 2 has negative equity",
        expect.stringMatching(/^account 3: .*row 999/),
        "account 4 has negative equity",
      ],
    });
    const folder = await temporaryFolder();
    const built = await attested(folder, [...bad, good], { leaveOut: true });
    expect(built.summary.refused.map(({ who }) => who)).toEqual(["account 2", "account 3", "account 4"]);
    expect(built.manifest.leftOut).toBe(3);
    expect(JSON.stringify(await readFile(join(built.folder, "manifest.json"), "utf8"))).not.toContain(
      "account 2",
    );
  });

  it("refuses a ledger without accounts, and a work folder of another epoch", async () => {
    const folder = await temporaryFolder();
    await expect(attested(folder, [])).rejects.toThrow("has no account that can be attested");
    const other = await identity({ epoch: 4 });
    await expect(attested(folder, await ledger(1, 3, 8), { identity: other })).rejects.toThrow(
      "of another epoch",
    );
  });
});
