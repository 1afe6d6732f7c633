import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InterfaceAbi } from "ethers";
import hre from "hardhat";
import writeFileAtomic from "write-file-atomic";
import { sha256 } from "../../prover/keys/artefacts.ts";
import { cacheFolder, packageFolder } from "../../prover/keys/cache.ts";

/** The compiler of hardhat.config.ts, for contracts that only tests use and no package should hold. */
interface Solc {
  compile(
    input: string,
    callbacks: { import: (path: string) => { contents: string } | { error: string } },
  ): string;
  version(): string;
}

interface Output {
  readonly errors?: readonly { severity: string; formattedMessage: string }[];
  readonly contracts?: Record<
    string,
    Record<string, { abi: InterfaceAbi; evm: { bytecode: { object: string } } }>
  >;
}

export interface Compiled {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

const require = createRequire(import.meta.url);

/**
 * Compiles one source, alone or with imports from the project, with the settings of the published contracts.
 *
 * @param path its place in the project, from which its imports are resolved
 * @param content its text; default: the file at `path`
 * @returns its contracts by name
 */
export async function compileSolidity(path: string, content?: string): Promise<Record<string, Compiled>> {
  const source = content ?? (await readFile(join(packageFolder(), path), "utf8"));
  if (process.env.HARDHAT_COVERAGE === "true" && path.includes("/harness/"))
    return instrumented(path, source);
  const sources = { [path]: { content: source }, ...(await importsOf(path, source)) };
  const input = JSON.stringify({
    language: "Solidity",
    sources,
    settings: {
      optimizer: { enabled: true, runs: 1_000_000 },
      evmVersion: "cancun",
      outputSelection: { [path]: { "*": ["abi", "evm.bytecode.object"] } },
    },
  });
  const { version } = require("solc/package.json") as { version: string };
  const folder = join(cacheFolder(), "test-solidity");
  const file = join(folder, `${sha256(`${version}\0${input}`)}.json`);
  const cached = await readFile(file, "utf8").catch(() => undefined);
  if (cached !== undefined) return JSON.parse(cached) as Record<string, Compiled>;
  const compiled = run(path, input);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, JSON.stringify(compiled));
  return compiled;
}

/** The same with libraries that report what they run: a coverage run has Hardhat build the harnesses. */
async function instrumented(path: string, source: string): Promise<Record<string, Compiled>> {
  const names = [...source.matchAll(/^contract (\w+)/gm)].map(([, name]) => name ?? "");
  const read = async (name: string) => hre.artifacts.readArtifact(`${path}:${name}`);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)])));
}

function run(path: string, input: string): Record<string, Compiled> {
  const solc = require("solc") as Solc;
  const missing = (name: string) => ({ error: `${name} is not given` });
  const output = JSON.parse(solc.compile(input, { import: missing })) as Output;
  const fatal = output.errors?.filter(({ severity }) => severity === "error") ?? [];
  if (fatal.length > 0) throw new Error(fatal.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return Object.fromEntries(
    Object.entries(output.contracts?.[path] ?? {}).map(([name, { abi, evm }]) => [
      name,
      { abi, bytecode: `0x${evm.bytecode.object}` },
    ]),
  );
}

const fileOf = (target: string): string =>
  target.startsWith("@") ? join("node_modules", target) : target.replace(/^zk-solvency\//, "");

/** The files that a source imports, transitively: of the project, by path or as its users do, and of OpenZeppelin. */
async function importsOf(path: string, source: string): Promise<Record<string, { content: string }>> {
  const found: Record<string, { content: string }> = {};
  const visit = async (from: string, text: string): Promise<void> => {
    for (const [, name] of text.matchAll(/^import [^"]*"([^"]+)";$/gm)) {
      const target = name?.startsWith(".") ? join(from, "..", name) : (name ?? "");
      if (found[target] !== undefined) continue;
      const content = await readFile(join(packageFolder(), fileOf(target)), "utf8");
      found[target] = { content };
      await visit(target, content);
    }
  };
  await visit(path, source);
  return found;
}
