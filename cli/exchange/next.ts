import { join } from "node:path";
import { formatFieldElement } from "../../prover/index.ts";
import { shownPath } from "../files.ts";
import { invocation, type NextCommand } from "../quickstart/next.ts";
import { customerId } from "./ledger.ts";
import type { ExchangeRun } from "./run.ts";

/** Command lines to play on with; those that ask the chain only while its node runs. */
export function exchangeCommands(run: ExchangeRun, stays: boolean): readonly NextCommand[] {
  const solvency = invocation();
  const { manifest, folder, usersFolder } = run.built;
  const [bundle, tag] = [shownPath(folder), run.users[0] ?? 1_001n];
  const member = `${shownPath(join(usersFolder, `${tag}.json`))} --customer ${customerId(tag)}`;
  const chain = `--rpc ${run.node.url} --attestations ${run.addresses.attestations}`;
  const market = shownPath(join(run.folder, "market.json"));
  const offline: readonly NextCommand[] = [
    { what: "what the bundle says", command: `${solvency} attestation show ${bundle}`, exitCode: 0 },
    {
      what: "all that it shows by itself",
      command: `${solvency} attestation verify ${bundle} --offline`,
      exitCode: 0,
    },
    {
      what: "is a customer in it?",
      command: `${solvency} inclusion check ${member} --root ${formatFieldElement(manifest.accountsRoot)}`,
      exitCode: 0,
    },
    { what: "the market that values them", command: `${solvency} market show ${market}`, exitCode: 0 },
  ];
  if (!stays) return offline;
  return [
    ...offline,
    {
      what: "with the chain: since the coin left, it does not hold",
      command: `${solvency} attestation verify ${bundle} ${chain} --market ${manifest.venue.name}`,
      exitCode: 1,
    },
    {
      what: "the customer, with the root from the chain",
      command: `${solvency} inclusion check ${member} ${chain}`,
      exitCode: 0,
    },
  ];
}
