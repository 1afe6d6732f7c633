/**
 * A program with rapidsnark's command line that proves with snarkjs, or misbehaves:
 * node stand-in-prover.ts MODE circuit.zkey witness.wtns proof.json public.json
 */
import { existsSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { groth16 } from "snarkjs";
import { withoutCurveWorkers } from "../../../prover/keys/curve.ts";

const [mode, zkey = "", wtns = "", proofFile = "", publicFile = ""] = process.argv.slice(2);

if (mode === "crash") process.exit(7);
if (mode === "die") process.kill(process.pid, "SIGSEGV");
if (mode === "silent") process.exit(0);
if (mode === "hang") {
  setInterval(() => {}, 1000);
} else if (mode === "garbage") {
  writeFileSync(proofFile, '{"pi_a": [1, 2, 3]}');
} else if (mode === "huge") {
  writeFileSync(proofFile, " ".repeat(2 ** 17));
} else if (mode === "modes") {
  const modes = [dirname(wtns), wtns, zkey].map((path) => (statSync(path).mode & 0o777).toString(8));
  console.log("a witness value"); // nobody may see it
  writeFileSync(`${process.env.STAND_IN_REPORT}`, JSON.stringify({ folder: dirname(wtns), modes }));
  process.exit(existsSync(proofFile) ? 8 : 9);
} else {
  const { proof, publicSignals } = await withoutCurveWorkers(async () =>
    groth16.prove(new Uint8Array(await readFile(zkey)), new Uint8Array(await readFile(wtns))),
  );
  // The lie is in the proof's form, and changes the public signals too.
  const lied = mode === "lie" ? { ...proof, pi_a: proof.pi_c, pi_c: proof.pi_a } : proof;
  // As rapidsnark does, with a zero byte at the end.
  await writeFile(proofFile, `${JSON.stringify(lied)}\0`);
  await writeFile(publicFile, JSON.stringify(mode === "lie" ? ["1"] : publicSignals));
}
