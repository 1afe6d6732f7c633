import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readMembership } from "../../prover/index.ts";
import * as attestations from "../../prover/liabilities/index.ts";
import { identity, ledgerOf, STAMP_KEYS, stampingProver, table } from "../support/attestation.ts";
import { randomAccounts } from "../support/batch-case.ts";
import { temporaryFolder } from "../support/temporary.ts";

it("zk-solvency/attestations builds a bundle, verifies it, and finds a customer in it", async () => {
  const home = await temporaryFolder();
  await mkdir(join(home, "out"));
  const accounts = randomAccounts(await table(), { seed: 9, count: 10, most: 4 }).map(
    ({ account }) => account,
  );
  const built = await attestations.buildAttestation({
    identity: await identity({ classes: attestations.SIZE_CLASSES.small }),
    ledger: ledgerOf(accounts),
    ledgerName: "ten accounts",
    workFolder: join(home, "work"),
    bundleFolder: join(home, "out/bundle"),
    prover: stampingProver(),
  });
  const report = await attestations.verifyBundle(built.folder, STAMP_KEYS);
  expect(attestations.allHold(report.stages)).toBe(true);
  expect(report.hash).toBe(await attestations.bundleHash(built.folder));
  const [first] = accounts;
  if (first === undefined) throw new Error("no account");
  const member = await readMembership(join(built.usersFolder, `${first.tag}.json`));
  await attestations.checkInclusion(member, built.manifest.accountsRoot, first);
  const net = attestations.netHoldings((await table()).market, accounts);
  expect(built.manifest.net.map(({ quantity }) => quantity)).toEqual(net);
});
