import { rmSync } from "node:fs";
import { access, chmod, constants, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvironmentError } from "../domain/errors.ts";
import { exportVerificationKey, type VerificationKey } from "../keys/verification-key.ts";
import type { Groth16Proof, ProverBackend } from "./backend.ts";
import { readWtns, signalsOf } from "./engine/wtns.ts";
import { runProgram } from "./program.ts";
import { verifyProof } from "./verify.ts";

export interface RapidsnarkOptions {
  /** Path of the executable, which is called as `executable circuit.zkey witness.wtns proof.json public.json`. */
  readonly executable: string;
  /** Time for a proof, after which the program is killed; default: ten minutes. */
  readonly timeoutMs?: number;
}

/** Held in memory on Linux: a witness that never reaches a disk cannot be found there later (T-31). */
const MEMORY_FOLDER = "/dev/shm";
const TIMEOUT_MS = 600_000;
/** A proof takes 800 bytes. */
const MAX_PROOF_BYTES = 65_536;

/** A key as the program reads it. */
interface KeyFile {
  readonly path: string;
  readonly verificationKey: VerificationKey;
}

/**
 * A program of the user's, such as rapidsnark (https://github.com/iden3/rapidsnark), that proves from the same files. It is
 * not trusted: public signals are taken from the witness, and a proof that does not verify is an error. Nothing that it
 * prints is shown, as it knows the witness.
 *
 * The program gets files, so the witness lies in a folder of mode 0700, in memory where the system has such a place,
 * overwritten and removed after each proof. Keys stay there until close(), or until the process ends.
 */
export function rapidsnarkBackend({ executable, timeoutMs = TIMEOUT_MS }: RapidsnarkOptions): ProverBackend {
  const keys = new WeakMap<Uint8Array, Promise<KeyFile>>();
  const stop = new AbortController();
  let folder: Promise<string> | undefined;
  let keyCount = 0;
  let last: Promise<unknown> = Promise.resolve();

  const open = async (): Promise<string> => {
    await access(executable, constants.X_OK).catch(() => {
      throw new EnvironmentError(
        `the prover ${JSON.stringify(executable)} is not there or cannot be executed`,
      );
    });
    const made = await mkdtemp(join(await memoryFolder(), "solvency-"));
    const remove = (): void => rmSync(made, { recursive: true, force: true });
    process.once("exit", remove);
    stop.signal.addEventListener("abort", () => process.off("exit", remove));
    return made;
  };

  const keyFor = (zkey: Uint8Array, work: string): Promise<KeyFile> => {
    const found = keys.get(zkey);
    if (found !== undefined) return found;
    const path = join(work, `${++keyCount}.zkey`);
    const written = (async () => {
      const verificationKey = await exportVerificationKey(zkey);
      await writeFile(path, zkey, { mode: 0o600 });
      return { path, verificationKey };
    })();
    keys.set(zkey, written);
    written.catch(() => keys.delete(zkey));
    return written;
  };

  const prove = async (zkey: Uint8Array, wtns: Uint8Array) => {
    folder ??= open();
    const work = await folder.catch((error: unknown) => {
      folder = undefined;
      throw error;
    });
    const { path, verificationKey } = await keyFor(zkey, work);
    const publicSignals = signalsOf(readWtns(wtns), verificationKey.nPublic);
    const [witness, proofFile, signals] = ["witness.wtns", "proof.json", "public.json"].map((name) =>
      join(work, name),
    ) as [string, string, string];
    try {
      await writeFile(witness, wtns, { mode: 0o600 });
      await chmod(witness, 0o600);
      await runProgram(executable, [path, witness, proofFile, signals], { timeoutMs, signal: stop.signal });
      const proof = await readProofFile(proofFile);
      if (!(await verifyProof(verificationKey, publicSignals, proof))) {
        throw new EnvironmentError("rapidsnark: the proof does not verify; it was thrown away");
      }
      return { proof, publicSignals };
    } finally {
      await overwrite(witness, wtns.length);
      await Promise.all([witness, proofFile, signals].map((file) => rm(file, { force: true })));
    }
  };

  return {
    name: "rapidsnark",
    prove(zkey, wtns) {
      const proof = last.then(() => prove(zkey, wtns));
      last = proof.catch(() => {});
      return proof;
    },
    async close() {
      stop.abort();
      await last;
      const made = await folder?.catch(() => undefined);
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}

const memoryFolder = (): Promise<string> =>
  access(MEMORY_FOLDER, constants.W_OK).then(
    () => MEMORY_FOLDER,
    () => tmpdir(),
  );

async function readProofFile(path: string): Promise<Groth16Proof> {
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (bytes === 0 || bytes > MAX_PROOF_BYTES) {
    throw new EnvironmentError(`rapidsnark: it wrote ${bytes} bytes for a proof`);
  }
  // rapidsnark ends its files with a zero byte.
  const text = (await readFile(path, "utf8")).replace(/\0+$/, "");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isProof(value)) throw new EnvironmentError("rapidsnark: what it wrote is no Groth16 proof");
  const { pi_a, pi_b, pi_c } = value;
  return { pi_a, pi_b, pi_c, protocol: "groth16", curve: "bn128" };
}

function isProof(value: unknown): value is Pick<Groth16Proof, "pi_a" | "pi_b" | "pi_c"> {
  if (typeof value !== "object" || value === null) return false;
  const { pi_a, pi_b, pi_c } = value as Record<string, unknown>;
  const texts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each) => typeof each === "string");
  return texts(pi_a) && texts(pi_c) && Array.isArray(pi_b) && pi_b.every(texts);
}

/** Best effort: on a disk, a file system may keep the old bytes elsewhere. */
async function overwrite(path: string, bytes: number): Promise<void> {
  await writeFile(path, new Uint8Array(bytes), { flag: "r+" }).catch(() => {});
}
