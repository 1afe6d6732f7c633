import { createHash } from "node:crypto";
import type { Bn128, WasmCurveGroup } from "ffjavascript";
import { zKey } from "snarkjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { releaseCurve, singleThreadCurve, withoutCurveWorkers } from "../../prover/keys/curve.ts";
import { assertSoundKey } from "../../prover/keys/gate.ts";
import { readSections } from "../../prover/keys/iden3-file.ts";
import { trapdoorFromSeed } from "../../prover/keys/trapdoor.ts";
import { exportVerificationKey } from "../../prover/keys/verification-key.ts";
import { zkeyFromTrapdoor } from "../../prover/keys/zkey.ts";
import { CIRCUIT_CASES } from "./support/circuit-cases.ts";
import { compileCircuit } from "./support/compile-circuit.ts";
import { naivePtau } from "./support/naive-ptau.ts";

const TRAPDOOR = trapdoorFromSeed("zkey.test");

let curve: Bn128;
beforeAll(async () => {
  curve = await singleThreadCurve();
});
afterAll(releaseCurve);

describe.each(CIRCUIT_CASES)("$name", ({ source, nPublic, domainSize }) => {
  let r1cs: Uint8Array;
  let ptau: Uint8Array;
  let snarkjsKey: Uint8Array;
  let key: Uint8Array;
  let theirs: Map<number, Uint8Array>;
  let ours: Map<number, Uint8Array>;

  beforeAll(async () => {
    ({ r1cs } = await compileCircuit(source));
    ptau = naivePtau(curve, Math.log2(domainSize), TRAPDOOR);
    snarkjsKey = await inMemory((file) => zKey.newZKey(input(r1cs), input(ptau), file));
    key = await zkeyFromTrapdoor(r1cs, TRAPDOOR);
    theirs = readSections(snarkjsKey, "zkey", 1);
    ours = readSections(key, "zkey", 1);
  });

  it("equals the key that snarkjs makes by multi-exponentiation, in all that delta does not touch", () => {
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
    for (const id of [1, 3, 4, 5, 6, 7]) {
      expect(Buffer.compare(bytesOf(ours, id), bytesOf(theirs, id)), `section ${id}`).toBe(0);
    }
    const fixed = bytesOf(ours, 2).length - 64 - 128;
    expect(bytesOf(ours, 2).subarray(0, fixed)).toEqual(bytesOf(theirs, 2).subarray(0, fixed));
    const header = new DataView(bytesOf(ours, 2).slice().buffer);
    expect(header.getUint32(76, true), "nPublic").toBe(nPublic);
    expect(header.getUint32(80, true), "domain size").toBe(domainSize);
  });

  it("has delta times the generators, and C and H divided by delta", () => {
    const [delta1, delta2] = [bytesOf(ours, 2).slice(-192, -128), bytesOf(ours, 2).slice(-128)];
    expect(delta1).toEqual(times(curve.G1, curve.G1.g, TRAPDOOR.delta));
    expect(delta2).toEqual(times(curve.G2, curve.G2.g, TRAPDOOR.delta));
    for (const id of [8, 9]) {
      const [mine, snarkjs] = [bytesOf(ours, id), bytesOf(theirs, id)];
      expect(mine.length, `section ${id}`).toBe(snarkjs.length);
      for (let at = 0; at < mine.length; at += 64) {
        const back = times(curve.G1, mine.slice(at, at + 64), TRAPDOOR.delta);
        expect(Buffer.compare(back, snarkjs.slice(at, at + 64)), `section ${id}, byte ${at}`).toBe(0);
      }
    }
  });

  it("records the circuit's hash and no contribution", () => {
    const section = Buffer.from(bytesOf(ours, 10));
    expect(section.subarray(0, 64)).toEqual(createHash("blake2b512").update(r1cs).digest());
    expect(section.subarray(64)).toEqual(Buffer.alloc(4));
  });

  it("does not pass for the key of a ceremony", async () => {
    const verify = (zkey: Uint8Array) =>
      withoutCurveWorkers(() => zKey.verifyFromR1cs(input(r1cs), input(ptau), input(zkey)));
    const contributed = await inMemory((file) =>
      zKey.contribute(input(snarkjsKey), file, "first", "entropy"),
    );
    expect(await verify(contributed)).toBe(true);
    expect(await verify(key)).toBe(false);
  });

  it("passes the gate, as does a snarkjs key after a contribution but not before", async () => {
    const contributed = await inMemory((file) =>
      zKey.contribute(input(snarkjsKey), file, "first", "entropy"),
    );
    const gate = async (zkey: Uint8Array) => assertSoundKey(await exportVerificationKey(zkey));
    await expect(gate(key)).resolves.toBeUndefined();
    await expect(gate(contributed)).resolves.toBeUndefined();
    await expect(gate(snarkjsKey)).rejects.toMatchObject({ reason: "gamma-equals-delta" });
  });
});

interface MemoryFile {
  readonly type: "mem";
  data?: Uint8Array;
}

const input = (data: Uint8Array): MemoryFile => ({ type: "mem", data });

async function inMemory(write: (file: MemoryFile) => Promise<unknown>): Promise<Uint8Array> {
  const file: MemoryFile = { type: "mem" };
  await withoutCurveWorkers(() => write(file));
  if (file.data === undefined) throw new Error("snarkjs wrote nothing");
  return file.data;
}

function bytesOf(sections: Map<number, Uint8Array>, id: number): Uint8Array {
  const found = sections.get(id);
  if (found === undefined) throw new Error(`no section ${id}`);
  return found;
}

function times(group: WasmCurveGroup, point: Uint8Array, scalar: bigint): Uint8Array {
  return group.toAffine(group.timesScalar(point, scalar));
}
