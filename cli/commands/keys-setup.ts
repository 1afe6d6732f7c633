import type { Command } from "commander";
import { Option } from "commander";
import { ALL_CIRCUITS, type AnyCircuit } from "../../circuits/registry.ts";
import {
  CIRCUITS,
  circuitById,
  developmentSetup,
  loadVerifierArtefacts,
  type VerifierArtefacts,
} from "../../prover/index.ts";
import {
  SIZE_CLASSES,
  type SizeClassName,
  totalCircuit,
} from "../../prover/liabilities/attest/size-classes.ts";
import { addCommand, perform } from "../command.ts";
import { option, wholeNumber } from "../options.ts";
import { manifestText } from "../screen/manifest.ts";
import type { Progress } from "../screen/progress.ts";

interface Options {
  readonly circuit?: string;
  readonly all?: boolean;
  readonly size?: SizeClassName;
  readonly rows: string;
  readonly force?: boolean;
}

/** Compiles a circuit and makes its development key, or finds both. */
export const setUpKey = (circuit: AnyCircuit, progress: Progress, force = false): Promise<string> =>
  developmentSetup(circuit, {
    force,
    onProgress: (stage, done, total) =>
      stage === "compile"
        ? progress.show(`compiling ${circuit.id}`)
        : progress.show(`development key of ${circuit.id}`, done, total),
  });

export function keysSetup(parent: Command): void {
  const [smallest] = CIRCUITS;
  addCommand(parent, "setup", {
    summary: "compile circuits and make their development keys (INSECURE: for trying out)",
    examples: ["keys setup", "keys setup --circuit margin-standard-8"],
    notes: ["What is there already is left as it is, unless --force is given."],
  })
    .addOption(
      new Option("--circuit <id>", `which circuit (default: ${smallest.id})`)
        .choices(ALL_CIRCUITS.map(({ id }) => id))
        .conflicts("all"),
    )
    .option("--all", "every circuit of margin claims")
    .addOption(
      new Option("--size <class>", "what attestations of a size class need (see `attestation build`)")
        .choices(Object.keys(SIZE_CLASSES))
        .conflicts(["all", "circuit"]),
    )
    .option("--rows <n>", "with --size: rows of the market, which the total depends on", "64")
    .option("--force", "make the key again")
    .action(
      perform(async (screen, options: Options) => {
        const circuits = wanted(options, smallest.id);
        const keys: VerifierArtefacts[] = [];
        for (const circuit of circuits) {
          const folder = await setUpKey(circuit, screen.progress, options.force);
          keys.push(await loadVerifierArtefacts(folder));
        }
        return {
          json: { keys: keys.map(({ folder, keyDigest, manifest }) => ({ folder, keyDigest, manifest })) },
          text: ({ colours }) =>
            keys.map((key) => manifestText(colours, { ...key, circuit: key.circuit.id })).join("\n\n"),
        };
      }),
    );
}

function wanted({ all, size, rows, circuit }: Options, smallest: string): readonly AnyCircuit[] {
  if (all === true) return CIRCUITS;
  if (size === undefined) return [named(circuit ?? smallest)];
  const classes = SIZE_CLASSES[size];
  const total = totalCircuit(classes, Number(option("--rows", rows, wholeNumber(1n))));
  return [classes.narrow, classes.wide, classes.fold, classes.table, total];
}

const named = (id: string): AnyCircuit =>
  ALL_CIRCUITS.find((circuit) => circuit.id === id) ?? circuitById(id);
