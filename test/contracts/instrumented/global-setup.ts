import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { markTestRunDone, markTestRunStart } from "hardhat/internal/coverage";
import { packageFolder } from "../../../prover/keys/cache.ts";
import type { Statement } from "./branches.ts";

/** What Hardhat keeps, and reports by lines only. */
interface Manager {
  readonly filesMetadata: ReadonlyMap<string, ReadonlyMap<string, Statement & { readonly tag: string }>>;
  readonly data: ReadonlyMap<string, number>;
}

export async function setup(): Promise<void> {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true, force: true });
  await markTestRunStart("vitest");
}

/** Writes the statements of each source with how often they ran, and Hardhat's report beside. */
export async function teardown(): Promise<void> {
  await markTestRunDone("vitest");
  const { filesMetadata, data } = (hre as unknown as { readonly _coverage: Manager })._coverage;
  const files = [...filesMetadata].map(([path, statements]) => ({
    path,
    statements: [...statements.values()].map(({ tag, startUtf16, endUtf16 }) => ({
      startUtf16,
      endUtf16,
      hits: data.get(tag) ?? 0,
    })),
  }));
  const folder = join(packageFolder(), "build", "coverage");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "statements.json"), JSON.stringify(files));
}
