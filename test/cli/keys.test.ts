import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CIRCUITS, circuitById, developmentSetup } from "../../prover/index.ts";
import { jsonOf, solvency } from "./support/run.ts";
import { type Workspace, workspace } from "./support/workspace.ts";

const FILES = [
  "circuit.r1cs",
  "circuit.wasm",
  "circuit.zkey",
  "verification_key.json",
  "Verifier.sol",
  "manifest.json",
];

let ws: Workspace;
let own: string;
/** A copy of the key folder, of links, in which a test damages one file. */
let copy: string;
beforeAll(async () => {
  ws = await workspace();
  own = await developmentSetup(circuitById("margin-standard-8"));
});
beforeEach(async () => {
  copy = ws.at("keys");
  await rm(copy, { recursive: true, force: true });
  await mkdir(copy);
  for (const name of FILES) await symlink(join(own, name), join(copy, name));
});
afterAll(() => ws.remove());

async function replace(name: string, change: (content: Buffer) => Buffer | string): Promise<void> {
  const content = await readFile(join(own, name));
  await rm(join(copy, name));
  await writeFile(join(copy, name), change(content));
}

const prove = () => solvency([...ws.proveArgs, "--keys", copy, "--out", ws.at("out"), "--json"]);

describe("a damaged key (T-34)", () => {
  it.each([
    [
      "stale",
      () =>
        replace("manifest.json", (text) => {
          const manifest = JSON.parse(text.toString()) as object;
          return JSON.stringify({ ...manifest, sources: "0".repeat(64) });
        }),
      /stale key: .*keys was made for other sources of margin-standard-8/,
    ],
    [
      "truncated",
      () => replace("circuit.zkey", (bytes) => bytes.subarray(0, 1_000_000)),
      /truncated key file: .*circuit\.zkey has 1000000 bytes of/,
    ],
    [
      "changed",
      () =>
        replace("circuit.zkey", (bytes) => {
          const changed = Buffer.from(bytes);
          changed[1_000] = (changed[1_000] ?? 0) ^ 1;
          return changed;
        }),
      /changed key file: the SHA-256 of .*circuit\.zkey is not the manifest's/,
    ],
    ["missing", () => rm(join(copy, "circuit.wasm")), /missing key file: .*circuit\.wasm/],
    [
      "of an unknown circuit",
      () =>
        replace("manifest.json", (text) =>
          text.toString().replace('"margin-standard-8"', '"margin-standard-9"'),
        ),
      /is a key of "margin-standard-9"/,
    ],
  ])("%s: exit code 5, a way out, nothing written", async (_, damage, message) => {
    await damage();
    const ran = await prove();
    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(message);
    expect(jsonOf(ran)).toMatchObject({ error: { code: "environment" } });
    await expect(readFile(ws.at("out", "claim.json"))).rejects.toThrow();
  });

  it("is refused by the gate when anybody could forge with it (T-05)", async () => {
    const { createHash } = await import("node:crypto");
    const key = JSON.parse(await readFile(join(own, "verification_key.json"), "utf8")) as Record<
      string,
      unknown
    >;
    const unfinished = JSON.stringify({ ...key, vk_delta_2: key.vk_gamma_2 });
    await replace("verification_key.json", () => unfinished);
    await replace("manifest.json", (text) => {
      const manifest = JSON.parse(text.toString()) as { files: Record<string, object> };
      const sha256 = createHash("sha256").update(unfinished).digest("hex");
      manifest.files["verification_key.json"] = { sha256, bytes: unfinished.length };
      return JSON.stringify(manifest);
    });
    const ran = await solvency(["keys", "show", "--keys", copy, "--json"]);
    expect(ran.code).toBe(5);
    expect(jsonOf(ran)).toMatchObject({ error: { code: "unsafe-key" } });
  });
});

describe("keys", () => {
  it("show what they are, insecure ones in words", async () => {
    const ran = await solvency(["keys", "show", "--circuit", "margin-standard-8"]);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/set-up +development, INSECURE/);
    expect(ran.stdout).toMatch(/constraints +[\d,]+/);
    expect(ran.stdout).toMatch(/circuit\.zkey +[\d,]+ bytes +[0-9a-f]{64}/);
    const coloured = await solvency(["keys", "show", "--circuit", "margin-standard-8"], {
      env: { NO_COLOR: "", FORCE_COLOR: "1" },
    });
    expect(coloured.stdout).toContain("\u001b[31mdevelopment, INSECURE");
  });

  it("are found by setup when they are there", async () => {
    const ran = await solvency(["keys", "setup", "--json"]);
    expect(ran.code).toBe(0);
    expect(jsonOf(ran)).toMatchObject({ keys: [{ folder: own }] });
  });

  it("missing: says how to make one", async () => {
    const empty = await mkdtemp(join(tmpdir(), "solvency-cache-"));
    const environment = { env: { SOLVENCY_CACHE: empty } };
    const ran = await solvency([...ws.proveArgs, "--out", ws.at("out")], environment);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("no key for margin-standard-8 yet");
    expect(ran.stderr).toContain("solvency keys setup --circuit margin-standard-8");
    const shown = await solvency(["keys", "show", "--json"], environment);
    expect(jsonOf(shown)).toEqual({ keys: [], without: CIRCUITS.map(({ id }) => id) });
    await rm(empty, { recursive: true });
  });
});
