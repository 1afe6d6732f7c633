/** A build in a process of its own, to be killed: node build-child.ts FOLDER MILLISECONDS-A-PROOF. Says each proof that it begins. */
import { setTimeout as sleep } from "node:timers/promises";
import { attested, stampingProver, table } from "../../../support/attestation.ts";
import { randomAccounts } from "../../../support/batch-case.ts";

const [folder = "", pause = "0"] = process.argv.slice(2);
const prover = stampingProver();
const accounts = randomAccounts(await table(), { seed: 9, count: 60, most: 8 }).map(({ account }) => account);
await attested(folder, accounts, {
  prover: {
    ...prover,
    prove: async (...args) => {
      process.stdout.write("proof\n");
      await sleep(Number(pause));
      return prover.prove(...args);
    },
  },
});
process.stdout.write("done\n");
