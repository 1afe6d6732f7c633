import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { developmentZkey, exportVerificationKey } from "../../prover/keys/development.ts";
import type { VerificationKey } from "../../prover/keys/verification-key.ts";
import { parsePredicate } from "../../prover/margin/predicate.ts";
import { CIRCUIT_CASES } from "../keys/support/circuit-cases.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";
import { at } from "../support/at.ts";
import { provingArtefacts } from "../support/circuit.ts";
import { marginCase } from "../support/margin-case.ts";
import { chromiumPath } from "./support/chromium.ts";
import type { PageReport } from "./support/page.ts";
import { type Site, serve } from "./support/serve.ts";

const executablePath = chromiumPath();
const SMALL = "small";
const MARGIN = "margin-standard-8";
/** Milliseconds that a trader may wait for a proof; it takes two to three seconds. */
const PATIENCE = 60_000;

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
  const keys: Record<string, VerificationKey> = {};

  beforeAll(async () => {
    const { source, input } = at(CIRCUIT_CASES, 3);
    const { r1cs, wasm } = await compileCircuit(source);
    const zkey = await developmentZkey(r1cs);
    const margin = await provingArtefacts(MARGIN);
    const claim = await marginCase({ predicate: parsePredicate("initial", "1.1", "100") });
    Object.assign(keys, { [SMALL]: await exportVerificationKey(zkey), [MARGIN]: margin.verificationKey });
    const filesOf = (circuit: string, files: Readonly<Record<string, Uint8Array>>, inputs: unknown) => ({
      [`${circuit}.wasm`]: files.wasm ?? "",
      [`${circuit}.zkey`]: files.zkey ?? "",
      [`${circuit}.input.json`]: JSON.stringify(inputs, (_, value) =>
        typeof value === "object" ? value : String(value),
      ),
      [`${circuit}.key.json`]: JSON.stringify(keys[circuit]),
    });
    site = await serve({
      ...filesOf(SMALL, { wasm, zkey }, input),
      ...filesOf(MARGIN, { wasm: margin.wasm, zkey: margin.zkey }, claim.input),
      "index.html": '<!doctype html><title>proving</title><script type="module" src="page.js"></script>',
      "page.js": await bundle("./support/page.ts"),
      "worker.js": await bundle("../../prover/groth16/engine/web-worker.ts"),
    });
    // No sandbox: tests may run as root, and the page is ours.
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  const proveAt = async (folder: string, circuit: string): Promise<PageReport> => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(`${site.origin}/${folder}/`);
    await page.waitForFunction("globalThis.proveInPage !== undefined");
    const report = (await page.evaluate(`globalThis.proveInPage("${circuit}")`)) as PageReport;
    await page.close();
    expect(problems).toEqual([]);
    return report;
  };

  it.each([
    ["isolated", true, 2, SMALL],
    ["plain", false, 0, SMALL],
    ["isolated", true, 2, MARGIN],
    ["plain", false, 0, MARGIN],
  ])(
    "proves and verifies in a page that is %s (memory shared: %s, workers: %i): %s",
    async (folder, shared, workers, circuit) => {
      const report = await proveAt(folder, circuit);
      expect(report).toMatchObject({ shared, workers, verdicts: [true, false] });
      expect(report.milliseconds).toBeLessThan(PATIENCE);
      const signals = report.publicSignals.map(BigInt);
      expect(await verifyProof(keys[circuit] as VerificationKey, signals, report.proof as Groth16Proof)).toBe(
        true,
      );
    },
  );

  it("says so when a worker's script is missing, instead of waiting for ever", async () => {
    const page = await browser.newPage();
    await page.goto(`${site.origin}/isolated/`);
    await page.waitForFunction("globalThis.proveInPage !== undefined");
    await expect(page.evaluate('globalThis.proveInPage("small", "missing.js")')).rejects.toThrow(
      /a prover thread failed: the worker's script cannot be loaded/,
    );
    await page.close();
  });
});
