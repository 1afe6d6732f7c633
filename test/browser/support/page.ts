/** What the test's page runs: proves and verifies with the files that its server has. */
import {
  canShareMemory,
  type VerificationKey,
  verifyProof,
  type WebWorker,
  webEngineBackend,
} from "../../../prover/web.ts";

declare const Worker: new (url: string, options: { readonly type: "module" }) => WebWorker;

/** Public signals as decimal strings. */
export interface PageReport {
  readonly shared: boolean;
  readonly workers: number;
  readonly proof: unknown;
  readonly publicSignals: readonly string[];
  /** Of the proof, and of the same with another signal. */
  readonly verdicts: readonly [boolean, boolean];
}

const bytes = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(file)).arrayBuffer());

async function run(workerFile = "worker.js"): Promise<PageReport> {
  let workers = 0;
  const backend = webEngineBackend({
    threads: 2,
    startWorker: () => {
      workers++;
      return new Worker(workerFile, { type: "module" });
    },
  });
  const [zkey, wtns] = [await bytes("circuit.zkey"), await bytes("witness.wtns")];
  const key = (await (await fetch("key.json")).json()) as VerificationKey;
  const { proof, publicSignals } = await backend.prove(zkey, wtns);
  await backend.close();
  const verdicts = [
    await verifyProof(key, publicSignals, proof),
    await verifyProof(key, publicSignals.with(0, (publicSignals[0] ?? 0n) + 1n), proof),
  ] as const;
  return { shared: canShareMemory(), workers, proof, publicSignals: publicSignals.map(String), verdicts };
}

(globalThis as { proveInPage?: typeof run }).proveInPage = run;
