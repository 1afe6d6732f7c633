import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { startNodeThread } from "../../../prover/groth16/engine/node-thread.ts";
import type { Request, Session } from "../../../prover/groth16/engine/servant.ts";
import type { Thread } from "../../../prover/groth16/engine/thread.ts";
import { engineBackend } from "../../../prover/groth16/engine.ts";
import { verifyProof } from "../../../prover/groth16/verify.ts";
import { witnessCalculator } from "../../../prover/groth16/witness-calculator.ts";
import { releaseCurve } from "../../../prover/keys/curve.ts";
import { developmentZkey, exportVerificationKey } from "../../../prover/keys/development.ts";
import { readSections, writeSections } from "../../../prover/keys/iden3-file.ts";
import type { WitnessInput } from "../../../prover/margin/witness.ts";
import { CIRCUIT_CASES, type CircuitCase } from "../../keys/support/circuit-cases.ts";
import { compileCircuit } from "../../keys/support/compile-circuit.ts";
import { snarkjsProof } from "./support/snarkjs-proof.ts";

const BLINDINGS = [
  { r: 0n, s: 0n },
  { r: 1n, s: FIELD_MODULUS - 1n },
  { r: 2n ** 200n + 77n, s: 3n ** 150n },
];

/** Circuits beside those of the key's tests, of the kinds that provers get wrong. */
const ODD_CASES: readonly Omit<CircuitCase, "nPublic" | "domainSize">[] = [
  {
    name: "the smallest domain",
    source: `template Square() { signal input x; signal input y; x * x === y; } component main = Square();`,
    input: { x: 3, y: 9 },
  },
  {
    name: "many zero scalars",
    source: `template Zeros(n) {
    signal input x[n]; signal output y; signal products[n]; var sum = 0;
    for (var i = 0; i < n; i++) { products[i] <== x[i] * (x[i] - 1); sum += products[i] * (i + 1); }
    y <== sum * sum;
}
component main = Zeros(70);`,
    input: { x: Array.from({ length: 70 }, (_, i) => (i % 7 === 3 ? 1 : 0)) },
  },
  {
    name: "wires that always occur together, so that points are equal, and negative values",
    source: `template Twins(n) {
    signal input x[n]; signal input z; signal output y; var sum = 0;
    for (var i = 0; i < n; i++) sum += x[i];
    y <== sum * (sum + z);
}
component main = Twins(40);`,
    input: { x: Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 5 : -5)), z: 3 },
  },
];

const THREADS = 2;
let blinding = BLINDINGS[0] ?? { r: 0n, s: 0n };
const engine = engineBackend({ threads: THREADS, blinding: () => blinding });
afterAll(async () => {
  await engine.close();
  await releaseCurve();
});

describe.each([...CIRCUIT_CASES, ...ODD_CASES])("$name", ({ source, input }) => {
  let zkey: Uint8Array;
  let wtns: Uint8Array;
  beforeAll(async () => {
    const { r1cs, wasm } = await compileCircuit(source);
    zkey = await developmentZkey(r1cs);
    wtns = await (await witnessCalculator(wasm)).wtns(input as WitnessInput);
  });

  it("is proved as by snarkjs, byte for byte", async () => {
    for (const values of BLINDINGS) {
      blinding = values;
      const { proof, publicSignals } = await engine.prove(zkey, wtns);
      expect(JSON.stringify(proof)).toBe(JSON.stringify(await snarkjsProof(zkey, wtns, values)));
      const key = await exportVerificationKey(zkey);
      expect(await verifyProof(key, publicSignals, proof)).toBe(true);
    }
  });

  it("does not depend on the number of threads, and is blinded at random by default", async () => {
    const single = engineBackend({ threads: 1, blinding: () => blinding });
    const random = engineBackend({ threads: 3 });
    try {
      const expected = await engine.prove(zkey, wtns);
      expect(await single.prove(zkey, wtns)).toEqual(expected);
      const [first, second] = await Promise.all([random.prove(zkey, wtns), random.prove(zkey, wtns)]);
      expect(first.publicSignals).toEqual(expected.publicSignals);
      expect(first.proof).not.toEqual(second.proof);
      const key = await exportVerificationKey(zkey);
      for (const each of [first, second])
        expect(await verifyProof(key, each.publicSignals, each.proof)).toBe(true);
    } finally {
      await Promise.all([single.close(), random.close()]);
    }
  });
});

describe("what is refused, and what is left", () => {
  let zkey: Uint8Array;
  let wtns: Uint8Array;
  beforeAll(async () => {
    const { r1cs, wasm } = await compileCircuit(CIRCUIT_CASES[3]?.source ?? "");
    zkey = await developmentZkey(r1cs);
    wtns = await (await witnessCalculator(wasm)).wtns((CIRCUIT_CASES[3]?.input ?? {}) as WitnessInput);
  });
  /** The file with one section changed. */
  const changed = (
    [bytes, type, version]: readonly [Uint8Array, string, number],
    id: number,
    change: (section: Uint8Array) => Uint8Array,
  ): Uint8Array =>
    writeSections(
      type,
      version,
      [...readSections(bytes, type, version)].map(([key, part]) => [
        key,
        [key === id ? change(part.slice()) : part],
      ]),
    );
  const shorter = (section: Uint8Array): Uint8Array => section.subarray(0, section.length - 1);
  const withByte = (at: number, value: number) => (section: Uint8Array) => {
    section[at] = value;
    return section;
  };

  it.each([1, 2, 4, 5, 6, 7, 8, 9])("a key whose section %i is cut", async (id) => {
    const broken = changed([zkey, "zkey", 1], id, shorter);
    await expect(engine.prove(broken, wtns)).rejects.toThrow(new RegExp(`zkey file: section ${id} `));
  });

  it("a key that is cut anywhere", async () => {
    for (const length of [0, 11, 30, 700, zkey.length - 1]) {
      await expect(engine.prove(zkey.subarray(0, length), wtns)).rejects.toThrow(/zkey file: /);
    }
  });

  it.each([
    ["of another proof system", 1, 0, 2],
    ["for another curve", 2, 5, 0],
    ["with a domain that is not a power of two", 2, 80, 3],
    ["with an entry of a third matrix", 4, 4, 2],
    ["with an entry of a row outside", 4, 11, 255],
    ["with an entry of a wire outside", 4, 15, 255],
  ])("a key %s", async (_, id, at, value) => {
    const broken = changed([zkey, "zkey", 1], id, withByte(at, value));
    await expect(engine.prove(broken, wtns)).rejects.toThrow(new RegExp(`zkey file: section ${id} `));
  });

  it.each([
    [1, shorter, /wtns file: section 1 /],
    [2, shorter, /wtns file: section 2 /],
    [1, withByte(4, 0), /wtns file: section 1 .*curve/],
    [1, withByte(36, 3), /wtns file: section 1 .*wires/],
    [2, withByte(0, 2), /wtns file: section 2 .*constant 1/],
    [2, withByte(63, 0xff), /wtns file: section 2 .*modulus/],
  ])("a witness with section %i damaged", async (id, change, message) => {
    const broken = changed([wtns, "wtns", 2], id, change);
    await expect(engine.prove(zkey, broken)).rejects.toThrow(message);
  });

  it("nothing that came before keeps the next proof from being made", async () => {
    await expect(engine.prove(zkey, wtns.subarray(5))).rejects.toThrow(/wtns file/);
    const { proof } = await engine.prove(zkey, wtns);
    expect(JSON.stringify(proof)).toBe(JSON.stringify(await snarkjsProof(zkey, wtns, blinding)));
  });

  it("leaves nothing of the witness in shared memory", async () => {
    const sessions = new Map<number, Session>();
    const watched = engineBackend({
      threads: 2,
      startThread: () => {
        const thread = startNodeThread();
        const post = (request: Request): void => {
          if (request.kind === "open") sessions.set(request.session.id, request.session);
          thread.post(request);
        };
        return { ...thread, post };
      },
    });
    try {
      await watched.prove(zkey, wtns);
      await expect(watched.prove(zkey, changed([wtns, "wtns", 2], 2, withByte(63, 0xff)))).rejects.toThrow();
    } finally {
      await watched.close();
    }
    expect(sessions.size).toBe(1);
    for (const { memory, layout } of sessions.values()) {
      const secrets = new Uint8Array(memory.buffer, layout.secrets, layout.secretsEnd - layout.secrets);
      expect(secrets.every((byte) => byte === 0)).toBe(true);
    }
  });

  it("a thread that dies is an error, and the next proof has new threads", async () => {
    const threads: Thread[] = [];
    const mortal = engineBackend({
      threads: 2,
      startThread: () => {
        const thread = startNodeThread();
        threads.push(thread);
        return thread;
      },
    });
    try {
      await mortal.prove(zkey, wtns);
      const proof = mortal.prove(zkey, wtns);
      await threads[1]?.terminate();
      await expect(proof).rejects.toThrow(/prover thread/);
      await expect(mortal.prove(zkey, wtns)).resolves.toBeDefined();
    } finally {
      await mortal.close();
    }
  });

  it("what is under way when the engine is closed", async () => {
    const closing = engineBackend({ threads: 2 });
    const proof = closing.prove(zkey, wtns);
    const outcome = expect(proof).rejects.toThrow(/closed/);
    await new Promise((resolve) => setTimeout(resolve, 1));
    await closing.close();
    await outcome;
  });
});
