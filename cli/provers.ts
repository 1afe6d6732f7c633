import {
  engineBackend,
  type ProverBackend,
  RuleError,
  rapidsnarkBackend,
  snarkjsBackend,
} from "../prover/index.ts";
import { option } from "./options.ts";

/** Path of a rapidsnark executable, used when --prover names none. */
export const RAPIDSNARK_VARIABLE = "SOLVENCY_RAPIDSNARK";

export const PROVER_HELP = `what makes the proof: engine, snarkjs, or rapidsnark=PATH (default: rapidsnark where ${RAPIDSNARK_VARIABLE} names its executable, otherwise engine)`;

const RAPIDSNARK = "rapidsnark=";

/** All take the same files, and none is trusted: see ProverBackend. */
export function proverNamed(name?: string): ProverBackend {
  const executable = process.env[RAPIDSNARK_VARIABLE] ?? "";
  if (name === undefined) return executable === "" ? engineBackend() : rapidsnarkBackend({ executable });
  return option("--prover", name, (text) => {
    if (text === "engine") return engineBackend();
    if (text === "snarkjs") return snarkjsBackend();
    const path = text.startsWith(RAPIDSNARK) ? text.slice(RAPIDSNARK.length) : "";
    if (path === "") throw new RuleError("must be engine, snarkjs or rapidsnark=PATH");
    return rapidsnarkBackend({ executable: path });
  });
}
