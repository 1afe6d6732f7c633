import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../prover/keys/cache.ts";
import { compileSolidity } from "../support/solidity.ts";

const text = (path: string): Promise<string> => readFile(join(packageFolder(), path), "utf8");
const readme = await text("verifier-contracts/README.md");

/** What each row of the table of gas is called in the snapshot. */
const GAS_ROWS = [
  ["`submit`, both roots posted before", "MarginClaims.submit"],
  ["`submit`, carrying both attestations", "MarginClaims.submit.carried"],
  ["`submit`, replacing an older claim", "MarginClaims.submit.renewal"],
  ["`submitBatch` of 32, roots posted, each claim", "MarginClaims.submitBatch32.perClaim"],
  [
    "`submitBatch` of 32, carrying both attestations, each claim",
    "MarginClaims.submitBatch32.carried.perClaim",
  ],
  ["`isSolvent` as a transaction; about 38,000 inside one of yours", "MarginClaims.isSolvent"],
] as const;

describe("verifier-contracts/README.md", () => {
  it("shows a consumer that compiles, with the imports that a user of the package has", async () => {
    const snippets = [...readme.matchAll(/```solidity\n([\s\S]*?)```/g)].map(([, source]) => source ?? "");
    expect(snippets).toHaveLength(1);
    for (const source of snippets) {
      const { Allowance } = await compileSolidity("Allowance.sol", source);
      expect(Allowance?.bytecode.length).toBeGreaterThan(2);
    }
  });

  it("publishes what the consumer imports", async () => {
    const manifest = JSON.parse(await text("package.json")) as {
      exports: Record<string, unknown>;
      files: string[];
    };
    expect(manifest.exports["./verifier-contracts/*"]).toBe("./verifier-contracts/*");
    expect(manifest.files).toContain("verifier-contracts/**/*.sol");
  });

  it("has the gas of the snapshot", async () => {
    const gas = JSON.parse(await text("test/snapshots/gas.json")) as Record<string, number>;
    const rows = [...readme.matchAll(/^\| (.+) \| ([\d,]+) \|$/gm)].map(([, what, figure]) => [what, figure]);
    expect(rows).toEqual(GAS_ROWS.map(([what, key]) => [what, gas[key]?.toLocaleString("en-US")]));
  });

  // What no contract can exclude is said where its users read (T-17, T-25).
  it("names the limits", () => {
    expect(readme).toMatch(/\(T-17\)/);
    expect(readme).toMatch(/\(T-25\)/);
  });
});
