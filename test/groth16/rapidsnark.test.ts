import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EnvironmentError } from "../../prover/domain/errors.ts";
import { rapidsnarkBackend } from "../../prover/groth16/rapidsnark.ts";
import { verifyProof } from "../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { developmentZkey, exportVerificationKey } from "../../prover/keys/development.ts";
import { compileCircuit } from "../keys/support/compile-circuit.ts";

const STAND_IN = fileURLToPath(new URL("./support/stand-in-prover.ts", import.meta.url));
const SOURCE = `template Product() { signal input x; signal input y; signal output z; z <== x * y; }
component main = Product();`;

let folder: string;
let zkey: Uint8Array;
let wtns: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stand-in-"));
  const { r1cs, wasm } = await compileCircuit(SOURCE);
  zkey = await developmentZkey(r1cs);
  wtns = await (await witnessCalculator(wasm)).wtns({ x: 6n, y: 7n });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An executable that runs the stand-in in a mode. */
async function program(mode: string): Promise<string> {
  const path = join(folder, mode);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${STAND_IN}' ${mode} "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

const prove = async (mode: string, timeoutMs?: number) => {
  const executable = await program(mode);
  const backend = rapidsnarkBackend({ executable, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
  try {
    return await backend.prove(zkey, wtns);
  } finally {
    await backend.close();
  }
};

describe.skipIf(process.platform === "win32")("a program that proves", () => {
  it("gives proofs that verify, one after another", async () => {
    const backend = rapidsnarkBackend({ executable: await program("honest") });
    const key = await exportVerificationKey(zkey);
    try {
      const proofs = await Promise.all([backend.prove(zkey, wtns), backend.prove(zkey, wtns)]);
      for (const { proof, publicSignals } of proofs) {
        expect(publicSignals).toEqual([42n]);
        expect(await verifyProof(key, publicSignals, proof)).toBe(true);
      }
      expect(proofs[0].proof).not.toEqual(proofs[1].proof);
    } finally {
      await backend.close();
    }
  });

  it.each([
    ["lie", /the proof does not verify; it was thrown away/],
    ["garbage", /no Groth16 proof/],
    ["huge", /it wrote 131072 bytes for a proof/],
    ["silent", /it wrote 0 bytes for a proof/],
    ["crash", /crash: exit code 7/],
    ["die", /die: ended by SIGSEGV/],
  ])("is refused when it misbehaves: %s (T-41)", async (mode, message) => {
    await expect(prove(mode)).rejects.toThrow(EnvironmentError);
    await expect(prove(mode)).rejects.toThrow(message);
  });

  it("is ended when it takes too long", async () => {
    await expect(prove("hang", 300)).rejects.toThrow(/hang: no proof within 0.3 s; it was ended/);
  });

  it("is ended by close()", async () => {
    const backend = rapidsnarkBackend({ executable: await program("hang") });
    const proof = backend.prove(zkey, wtns);
    const refused = expect(proof).rejects.toThrow(/the prover was closed/);
    await backend.close();
    await refused;
  });

  it("must exist and be executable", async () => {
    const plain = join(folder, "plain");
    await writeFile(plain, "");
    for (const executable of [plain, join(folder, "missing")]) {
      const backend = rapidsnarkBackend({ executable });
      await expect(backend.prove(zkey, wtns)).rejects.toThrow(/is not there or cannot be executed/);
      await backend.close();
    }
  });

  it("gets private files, of which nothing is left (T-31)", async () => {
    const report = join(folder, "report.json");
    process.env.STAND_IN_REPORT = report;
    const backend = rapidsnarkBackend({ executable: await program("modes") });
    try {
      await expect(backend.prove(zkey, wtns)).rejects.toThrow(/modes: exit code 9$/);
      const seen = JSON.parse(await readFile(report, "utf8")) as { folder: string; modes: string[] };
      expect(seen.modes).toEqual(["700", "600", "600"]);
      expect(await readdir(seen.folder)).toEqual(["1.zkey"]);
      await backend.close();
      expect(existsSync(seen.folder)).toBe(false);
    } finally {
      delete process.env.STAND_IN_REPORT;
    }
  });
});
