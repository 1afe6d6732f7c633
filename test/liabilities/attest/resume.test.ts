import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Account } from "../../../prover/accounts/account.ts";
import { attested, stampingProver, table } from "../../support/attestation.ts";
import { randomAccounts } from "../../support/batch-case.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const accounts = async (): Promise<readonly Account[]> =>
  randomAccounts(await table(), { seed: 3, count: 75, most: 12 }).map(({ account }) => account);

/** Proves like the other, and dies at the nth proof. */
function dyingProver(at: number) {
  const prover = stampingProver();
  return {
    ...prover,
    prove: async (...args: Parameters<typeof prover.prove>) => {
      if (prover.stamped.length === at) throw new Error("killed");
      return prover.prove(...args);
    },
  };
}

describe("An interrupted build", () => {
  it("goes on where it was, makes no proof twice, and ends with the same bundle (T-33)", async () => {
    const folder = await temporaryFolder();
    const all = stampingProver();
    const asked: string[] = [];
    const ledger = await accounts();
    for (const at of [0, 1, 4, 2, 7]) {
      const prover = dyingProver(at);
      await expect(attested(folder, ledger, { prover })).rejects.toThrow("killed");
      asked.push(...prover.stamped);
    }
    const built = await attested(folder, [], { prover: all }); // the ledger is kept: it is not read again
    asked.push(...all.stamped);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(built.batches + built.folds + built.readings + 1);
    const again = stampingProver();
    expect(await attested(folder, [], { prover: again })).toMatchObject({ hash: built.hash, made: 0 });
    expect(again.stamped).toEqual([]);
  }, 60_000);

  it("makes again what was cut off or changed, and nothing else (T-34)", async () => {
    const folder = await temporaryFolder();
    const { hash, batches, folds, readings } = await attested(folder, await accounts());
    const proofs = join(folder, "work", "proofs");
    const names = (await readdir(proofs)).toSorted();
    expect(names).toHaveLength(batches + folds + readings + 1);
    const [cut = "", changed = "", swapped = "", other = ""] = names;
    await truncate(join(proofs, cut), 100);
    const text = await readFile(join(proofs, changed), "utf8");
    await writeFile(
      join(proofs, changed),
      text.replace(/"pi_a":\s*\[\s*"\d/, (found) => `${found}1`),
    );
    await writeFile(join(proofs, swapped), await readFile(join(proofs, other), "utf8"));
    const prover = stampingProver();
    expect(await attested(folder, [], { prover })).toMatchObject({ hash, made: 3 });
    expect(prover.stamped).toHaveLength(3);
  });

  it("keeps no proof that does not hold, whatever the prover says (T-36)", async () => {
    const folder = await temporaryFolder();
    const honest = stampingProver();
    let first: Awaited<ReturnType<typeof honest.prove>> | undefined;
    const liar = {
      ...honest,
      // The answer to the first question, for all of them.
      prove: async (...args: Parameters<typeof honest.prove>) => {
        first ??= await honest.prove(...args);
        return first;
      },
    };
    await expect(attested(folder, await accounts(), { prover: liar })).rejects.toThrow(
      "does not prove the statement",
    );
    expect(await readdir(join(folder, "work", "proofs"))).toHaveLength(1);
  });
});
