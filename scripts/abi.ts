/**
 * Writes the ABIs of the contracts, as ethers and viem read them, from what the compiler made of the sources.
 *
 *   npm run abi              after a change of a contract's interface
 *   npm run abi -- --check   compares only; exits with 1 where a file is not what it should be
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Interface } from "ethers";
import writeFileAtomic from "write-file-atomic";
import { buildContracts, contractArtifact, type DeployedName } from "../cli/chain/contracts.ts";
import { packageFolder } from "../prover/keys/cache.ts";

interface Published {
  readonly name: DeployedName;
  /** What a reader of the ABI cannot see in it. */
  readonly note?: string;
}

const CONTRACTS: readonly Published[] = [
  { name: "MarginClaims" },
  { name: "Groth16ProofVerifier" },
  { name: "MarketRegistry" },
  { name: "ReserveRegistry" },
  { name: "ReviewRegistry" },
  { name: "SolvencyAttestations" },
  { name: "TableRegistry", note: "A Kind is a uint8: 0 = flat, 1 = equity, 2 = margin." },
  { name: "VenueRegistry" },
  {
    name: "VerifierRouter",
    note: "A Status is a uint8: 0 = unknown, 1 = pending, 2 = active, 3 = frozen, 4 = tombstoned.",
  },
];

const folder = join(packageFolder(), "verifier-contracts", "abi");
const file = (name: string): string => join(folder, `${name.slice(0, 1).toLowerCase()}${name.slice(1)}.ts`);

const source = (doc: string, constant: string, lines: readonly string[]): string =>
  [
    "// SPDX-License-Identifier: MIT",
    "",
    `/** ${doc} Written by \`npm run abi\`. */`,
    `export const ${constant} = [`,
    ...lines.map((line) => `  ${JSON.stringify(line)},`),
    "] as const;",
    "",
  ].join("\n");

await buildContracts();
const files = new Map<string, string>();
const errors = new Set<string>();
for (const { name, note } of CONTRACTS) {
  const { abi } = await contractArtifact(name);
  const lines = new Interface(abi).format().sort();
  for (const line of lines) if (line.startsWith("error ")) errors.add(line);
  const constant = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}Abi`;
  const doc = `The ABI of ${name}.${note === undefined ? "" : ` ${note}`}`;
  files.set(file(name), source(doc, constant, lines));
}
const every = "Every error of the contracts, each once: what one throws comes through those that call it.";
files.set(file("Errors"), source(every, "errorsAbi", [...errors].sort()));

const check = process.argv.includes("--check");
for (const [path, content] of files) {
  if ((await readFile(path, "utf8").catch(() => "")) === content) continue;
  if (check) {
    process.stderr.write(`${path} is not of the contracts as they are: run "npm run abi"\n`);
    process.exitCode = 1;
  } else {
    await writeFileAtomic(path, content);
    process.stderr.write(`wrote ${path}\n`);
  }
}
