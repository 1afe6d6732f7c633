import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { readJson } from "../../prover/formats/json.ts";
import { sha256 } from "../../prover/keys/artefacts.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { hardhatTask } from "./hardhat.ts";
import { oneAtATime } from "./lock.ts";

const inPackage = (...parts: string[]): string => join(packageFolder(), ...parts);
/** As in hardhat.config.ts. */
const sources = (): string[] => [inPackage("verifier-contracts"), inPackage("examples", "credit-line")];
const artifacts = (): string => inPackage("build", "artifacts", "verifier-contracts");

/**
 * Builds the contracts, unless what was built last is of the same sources and still the same. One process at a time:
 * Hardhat's builds do not expect each other.
 */
export async function buildContracts(): Promise<void> {
  await mkdir(inPackage("build"), { recursive: true });
  await oneAtATime(inPackage("build", "contracts.lock"), async () => {
    const stamp = inPackage("build", "contracts.json");
    const wanted = await digestOf(
      sources(),
      ".sol",
      ["hardhat.config.ts", "package-lock.json"].map((name) => inPackage(name)),
    );
    const last = await readFile(stamp, "utf8").catch(() => "");
    if (last !== "" && last === stampText(wanted, await digestOf([artifacts()], ".json"))) return;
    await hardhatTask(["build", "--quiet", "--no-tests"], "build the contracts");
    await writeFileAtomic(stamp, stampText(wanted, await digestOf([artifacts()], ".json")));
  });
}

const stampText = (of: string, built: string): string =>
  `${JSON.stringify({ sources: of, artifacts: built })}\n`;

/** SHA-256 over the names and contents of the files in folders, and of some more. */
async function digestOf(
  folders: readonly string[],
  ending: string,
  more: readonly string[] = [],
): Promise<string> {
  const list = async (folder: string): Promise<string[]> => {
    const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
    return names
      .filter((name) => name.endsWith(ending))
      .sort()
      .map((name) => join(folder, name));
  };
  const files = (await Promise.all(folders.map(list))).flat();
  const parts = [...files, ...more].map(async (file) => `${file} ${sha256(await readFile(file))}`);
  return sha256((await Promise.all(parts)).join("\n"));
}

const artifactSchema = z.looseObject({
  contractName: z.string(),
  abi: z.array(z.looseObject({ type: z.string() })),
  bytecode: z.string().regex(/^0x[0-9a-f]+$/),
  deployedBytecode: z.string().regex(/^0x[0-9a-f]+$/),
  /** Where the constructor put values into the code, by the number of the variable; in bytes. */
  immutableReferences: z.record(z.string(), z.array(z.object({ start: z.int(), length: z.int() }))),
});

export type Artifact = z.output<typeof artifactSchema>;

/** Where each contract of a deployment lies, relative to verifier-contracts. */
const FILES = {
  VenueRegistry: "registries/VenueRegistry.sol",
  MarketRegistry: "registries/MarketRegistry.sol",
  VerifierRouter: "router/VerifierRouter.sol",
  Groth16ProofVerifier: "groth16/Groth16ProofVerifier.sol",
  MarginClaims: "claims/MarginClaims.sol",
  ReserveRegistry: "registries/ReserveRegistry.sol",
  ReviewRegistry: "registries/ReviewRegistry.sol",
  TableRegistry: "registries/TableRegistry.sol",
  SolvencyAttestations: "attestations/SolvencyAttestations.sol",
  QuickstartToken: "quickstart/QuickstartToken.sol",
} as const;

export type DeployedName = keyof typeof FILES;

/** What the compiler made of a contract. buildContracts must have run. */
export async function contractArtifact(name: DeployedName): Promise<Artifact> {
  return readJson(join(artifacts(), FILES[name], `${name}.json`), artifactSchema);
}
