import { readdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { circuitById, developmentSetup, formatFieldElement } from "../../prover/index.ts";
import { jsonOf, printed, runNode, solvency } from "./support/run.ts";
import { CANARY, CONTRACT, RECIPIENT, SCOPE, type Workspace, workspace } from "./support/workspace.ts";

const require = createRequire(import.meta.url);

interface ClaimFile {
  readonly format: string;
  readonly circuit: string;
  readonly keyDigest: string;
  readonly proof: { readonly pi_a: readonly string[] };
  readonly publicSignals: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

let ws: Workspace;
let keys: string;
let claim: ClaimFile;
beforeAll(async () => {
  ws = await workspace();
  keys = await developmentSetup(circuitById("margin-standard-8"));
});
afterAll(() => ws.remove());

const verify = (...args: string[]) => solvency(["verify", ...args]);

/** Verifies a changed copy of the claim. */
async function verifyChanged(change: Partial<ClaimFile>, ...args: string[]) {
  await ws.write("changed.json", { ...claim, ...change });
  const ran = await verify(ws.at("changed.json"), "--json", ...args);
  return { ran, json: jsonOf(ran) as { valid?: boolean; checks?: { name: string; holds: boolean }[] } };
}

describe("prove margin", () => {
  it("writes a claim and snarkjs's files, and tells the trader what it is based on", async () => {
    const ran = await solvency([
      ...ws.proveArgs,
      "--ratio",
      "1.5",
      "--buffer",
      "100",
      "--out",
      ws.at("claim"),
    ]);
    expect(ran.stderr).toBe("");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain("proven: equity ≥ 1.5 × maintenance margin + 100 USD");
    expect(ran.stdout).toMatch(
      /For your eyes only.*equity +≈ [\d,.]+ USD\n +maintenance margin +≈ [\d,.]+ USD/s,
    );
    expect((await readdir(ws.at("claim"))).sort()).toEqual(
      ["claim.json", "proof.json", "public.json", "verification_key.json"].sort(),
    );
    claim = (await ws.readJson("claim/claim.json")) as unknown as ClaimFile;
    expect(claim).toMatchObject({
      format: "solvency-claim/2",
      circuit: "margin-standard-8",
      context: { chainId: "31337", claims: CONTRACT, submitter: RECIPIENT, recipient: RECIPIENT },
    });
    expect(BigInt(claim.publicSignals[3] ?? 0)).toBe(BigInt(SCOPE));
  });

  it("is verified by snarkjs's own command", async () => {
    const cli = join(dirname(require.resolve("snarkjs")), "cli.cjs");
    const file = (name: string) => ws.at("claim", name);
    const args = [file("verification_key.json"), file("public.json"), file("proof.json")];
    const ran = await runNode([cli, "groth16", "verify", ...args]);
    expect(ran.stdout).toContain("OK!");
    expect(ran.code).toBe(0);
  });

  it("shows nothing of the account in what is public", async () => {
    const equity = jsonOf(
      await solvency([
        "account",
        "show",
        ws.at("membership.json"),
        "--market",
        ws.at("market.json"),
        "--json",
      ]),
    );
    const hidden = [
      String(equity.equity),
      String(equity.maintenance),
      "-95000", // with its sign: five bare digits turn up in a proof by chance
      formatFieldElement(ws.membership.salt),
    ];
    for (const name of await readdir(ws.at("claim"))) {
      const text = await readFile(ws.at("claim", name), "utf8");
      for (const value of hidden) expect(text).not.toContain(value);
    }
  });

  it("names the option that was given when an address is mistyped", async () => {
    const mistyped = ws.proveArgs.map((argument) =>
      argument === RECIPIENT ? argument.slice(0, -1) : argument,
    );
    const ran = await solvency([...mistyped, "--out", ws.at("refused")]);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("--recipient is")]);
  });

  it("refuses an account that does not meet the predicate, with the shortfall, before any proving", async () => {
    // With a key that is missing: whoever comes to look for it fails in another way.
    const keys = ["--keys", ws.at("no-keys")];
    const ran = await solvency([
      ...ws.proveArgs,
      ...keys,
      "--ratio",
      "104",
      "--out",
      ws.at("refused"),
      "--json",
    ]);
    expect(ran.code).toBe(4);
    expect(jsonOf(ran)).toMatchObject({
      error: {
        code: "not-provable",
        details: [/^equity/, /^maintenance/, /^shortfall +[\d.]+ USD$/].map((each) =>
          expect.stringMatching(each),
        ),
      },
    });
    expect(await readdir(ws.at())).not.toContain("refused");
  });
});

describe("verify", () => {
  it("gives one verdict and lists every check", async () => {
    const ran = await verify(ws.at("claim"));
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^✔ VALID/);
    for (const name of ["circuit", "key", "public signals", "context", "proof"])
      expect(ran.stdout).toContain(`✔ ${name}`);
    expect(ran.stdout).toContain("– accountsRoot    not compared");
    expect(ran.stdout).toContain("INSECURE development key");
  });

  it("compares the roots that are given", async () => {
    const [accounts = 0, market = 0] = claim.publicSignals.map(
      (signal) => `0x${BigInt(signal).toString(16).padStart(64, "0")}`,
    );
    const good = await verify(
      ws.at("claim"),
      "--accounts-root",
      String(accounts),
      "--market-root",
      String(market),
      "--json",
    );
    expect(good.code).toBe(0);
    expect(jsonOf(good)).toMatchObject({ valid: true, unchecked: [] });
    const bad = await verify(ws.at("claim"), "--accounts-root", String(market));
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/✘ INVALID.*✘ accountsRoot/s);
  });

  it.each([
    [
      "proof",
      () => ({
        proof: { ...claim.proof, pi_a: [claim.proof.pi_a[1], claim.proof.pi_a[0], "1"] as string[] },
      }),
    ],
    ["key", () => ({ keyDigest: `0x${"0".repeat(64)}` })],
    ["context", () => ({ context: { ...claim.context, recipient: CONTRACT } })],
    ["context", () => ({ context: { ...claim.context, chainId: "1" } })],
    ["public signals", () => ({ publicSignals: claim.publicSignals.slice(1) })],
    [
      "public signals",
      () => ({
        publicSignals: claim.publicSignals.map((signal, i) => (i === 2 ? String(2n ** 85n) : signal)),
      }),
    ],
  ])("exits with 1 when the check of the %s fails (T-41)", async (name, change) => {
    const { ran, json } = await verifyChanged(change());
    expect(ran.code).toBe(1);
    expect(json.valid).toBe(false);
    expect(json.checks?.filter(({ holds }) => !holds).map((check) => check.name)).toContain(name);
  });

  it.each([0, 1, 2, 3, 4, 5])("exits with 1 when public signal %i is changed (T-08)", async (place) => {
    const publicSignals = claim.publicSignals.map((signal, i) =>
      i === place ? String(BigInt(signal) ^ 1n) : signal,
    );
    const { ran, json } = await verifyChanged({ publicSignals });
    expect(ran.code).toBe(1);
    expect(json.checks?.find(({ name }) => name === "proof")?.holds).toBe(false);
  });

  it("refuses a claim that is no claim", async () => {
    expect((await verifyChanged({ format: "solvency-claim/1" })).ran.code).toBe(3);
    expect((await verifyChanged({ circuit: "margin-standard-9" })).ran.stderr).toContain("unknown circuit");
    const aboveField = claim.publicSignals.map((signal, i) => (i === 0 ? String(2n ** 254n) : signal));
    expect((await verifyChanged({ publicSignals: aboveField })).ran.stderr).toContain("publicSignals[0]");
  });

  it("does not take its key from the claim's folder (T-16)", async () => {
    const beside = await verify(ws.at("claim"), "--keys", ws.at("claim"));
    expect(beside.code).toBe(3);
    expect(beside.stderr).toContain("must not be the claim's own folder");
    // Nor from a key in it, or by another name of it.
    await symlink(ws.at("claim"), ws.at("alias"));
    expect((await verify(ws.at("claim"), "--keys", ws.at("alias"))).code).toBe(3);
    await rm(ws.at("alias"));
    expect((await verify(ws.at("claim"), "--keys", keys)).code).toBe(0);
  });
});

describe("secrets (T-32)", () => {
  it("are in no output and no public file, traces of failures included", async () => {
    const debug = { env: { SOLVENCY_DEBUG: "1" } };
    await solvency([...ws.proveArgs, "--ratio", "104", "--out", ws.at("refused")], debug);
    await solvency([...ws.proveArgs, "--keys", ws.at("nowhere"), "--out", ws.at("refused")], debug);
    await solvency([...ws.proveArgs, "--out", ws.at("market.json")], debug); // not a folder
    const files = await Promise.all(
      ["claim/claim.json", "claim/proof.json", "claim/public.json", "market.json"].map((name) =>
        readFile(ws.at(name), "utf8"),
      ),
    );
    expect(printed.join("").length).toBeGreaterThan(1_000);
    for (const secret of [CANARY, ws.membership.salt]) {
      for (const text of [...printed, ...files]) {
        expect(text).not.toContain(secret.toString(16));
        expect(text).not.toContain(secret.toString());
      }
    }
  });
});
