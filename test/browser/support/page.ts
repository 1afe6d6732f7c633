/** What the test's page runs: from a circuit and its inputs to a verified proof, with the files that its server has. */
import {
  canShareMemory,
  type VerificationKey,
  verifyProof,
  type WebWorker,
  webEngineBackend,
  witnessCalculator,
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
  /** Of witness and proof, the first time. */
  readonly milliseconds: number;
}

const bytes = async (file: string): Promise<Uint8Array> =>
  new Uint8Array(await (await fetch(file)).arrayBuffer());

/** Inputs as JSON has them: every number is a string. */
const revive = (_: string, value: unknown): unknown => (typeof value === "string" ? BigInt(value) : value);

async function run(circuit: string, workerFile = "worker.js"): Promise<PageReport> {
  let workers = 0;
  const backend = webEngineBackend({
    threads: 2,
    startWorker: () => {
      workers++;
      return new Worker(workerFile, { type: "module" });
    },
  });
  const [wasm, zkey] = [await bytes(`${circuit}.wasm`), await bytes(`${circuit}.zkey`)];
  const input = JSON.parse(await (await fetch(`${circuit}.input.json`)).text(), revive);
  const key = (await (await fetch(`${circuit}.key.json`)).json()) as VerificationKey;
  const start = performance.now();
  const wtns = await (await witnessCalculator(wasm)).wtns(input);
  const { proof, publicSignals } = await backend.prove(zkey, wtns);
  const milliseconds = performance.now() - start;
  await backend.close();
  const verdicts = [
    await verifyProof(key, publicSignals, proof),
    await verifyProof(key, publicSignals.with(0, (publicSignals[0] ?? 0n) + 1n), proof),
  ] as const;
  const signals = publicSignals.map(String);
  return { shared: canShareMemory(), workers, proof, publicSignals: signals, verdicts, milliseconds };
}

(globalThis as { proveInPage?: typeof run }).proveInPage = run;
