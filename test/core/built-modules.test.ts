/**
 * The WebAssembly modules are built when they are loaded, from readable source. What comes out is compared with the committed snapshot, so that a
 * change of the generated code is one that somebody saw:
 *
 *   UPDATE_SNAPSHOTS=1 npx vitest run test/core/built-modules.test.ts
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { buildCore, buildFusedCheck } from "../../prover/core/module.ts";
import { writeJson } from "../../prover/formats/json.ts";
import { buildPoseidonCore } from "../../prover/hash/poseidon-core.ts";

const SNAPSHOT = new URL("../snapshots/wasm.json", import.meta.url);

const MODULES: Readonly<Record<string, () => Uint8Array<ArrayBuffer>>> = {
  "core, fused": () => buildCore({ fused: true }),
  "core, exact": () => buildCore({ fused: false }),
  "fused check": () => buildFusedCheck(),
  "poseidon, fused": () => buildPoseidonCore({ fused: true }),
  "poseidon, exact": () => buildPoseidonCore({ fused: false }),
};

const described = (bytes: Uint8Array) => ({
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

const built = () =>
  Object.fromEntries(Object.entries(MODULES).map(([name, build]) => [name, described(build())]));

it("modules are valid, and the ones of the snapshot", async () => {
  for (const [name, build] of Object.entries(MODULES)) {
    expect(() => new WebAssembly.Module(build()), name).not.toThrow();
  }
  if (process.env.UPDATE_SNAPSHOTS === "1") await writeJson(SNAPSHOT.pathname, built());
  expect(built()).toEqual(JSON.parse(await readFile(SNAPSHOT, "utf8")));
});

it("another process builds the same bytes", async () => {
  const source = `
    import { createHash } from "node:crypto";
    import { buildCore } from ${JSON.stringify(new URL("../../prover/core/module.ts", import.meta.url).href)};
    console.log(createHash("sha256").update(buildCore({ fused: true })).digest("hex"));`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", source]);
  expect(stdout.trim()).toBe(described(buildCore({ fused: true })).sha256);
});
