import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { developmentZkey, exportVerificationKey } from "../../prover/keys/development.ts";
import type { VerificationKey } from "../../prover/keys/verification-key.ts";
import { CIRCUIT_CASES } from "../keys/support/circuit-cases.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";
import { at } from "../support/at.ts";
import { chromiumPath } from "./support/chromium.ts";
import type { PageReport } from "./support/page.ts";
import { type Site, serve } from "./support/serve.ts";

const executablePath = chromiumPath();

/** A module of the repository with all that it imports, as browsers load it; fails if that uses anything of node. */
async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    ...{ bundle: true, format: "esm", platform: "browser", write: false, target: "es2024" },
  });
  return at(outputFiles, 0).text;
}

describe("what is for browsers", () => {
  it.each(["../../prover/web.ts", "../../prover/groth16/engine/web-worker.ts"])(
    "uses nothing of node: %s",
    async (file) => {
      expect(await bundle(file)).not.toContain("node:");
    },
  );
});

describe.skipIf(executablePath === undefined)("in Chromium (skipped where there is none)", () => {
  let site: Site;
  let browser: Browser;
  let key: VerificationKey;

  beforeAll(async () => {
    const { source, input } = at(CIRCUIT_CASES, 3);
    const { r1cs, wasm } = await compileCircuit(source);
    const zkey = await developmentZkey(r1cs);
    key = await exportVerificationKey(zkey);
    site = await serve({
      "index.html": '<!doctype html><title>proving</title><script type="module" src="page.js"></script>',
      "page.js": await bundle("./support/page.ts"),
      "worker.js": await bundle("../../prover/groth16/engine/web-worker.ts"),
      "circuit.zkey": zkey,
      "witness.wtns": await (await witnessCalculator(wasm)).wtns(input as never),
      "key.json": JSON.stringify(key),
    });
    // No sandbox: tests may run as root, and the page is ours.
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const proveAt = async (folder: string): Promise<PageReport> => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${site.origin}/${folder}/`);
    await page.waitForFunction("globalThis.proveInPage !== undefined");
    const report = (await page.evaluate("globalThis.proveInPage()")) as PageReport;
    await page.close();
    expect(problems).toEqual([]);
    return report;
  };

  it.each([
    ["isolated", true, 2],
    ["plain", false, 0],
  ])("proves and verifies in a page that is %s", async (folder, shared, workers) => {
    const report = await proveAt(folder);
    expect(report).toMatchObject({ shared, workers, verdicts: [true, false] });
    const signals = report.publicSignals.map(BigInt);
    expect(await verifyProof(key, signals, report.proof as Groth16Proof)).toBe(true);
  });

  it("says so when a worker's script is missing, instead of waiting for ever", async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/isolated/`);
    await page.waitForFunction("globalThis.proveInPage !== undefined");
    await expect(page.evaluate('globalThis.proveInPage("missing.js")')).rejects.toThrow(
      /a prover thread failed: the worker's script cannot be loaded/,
    );
    await page.close();
  });
});
