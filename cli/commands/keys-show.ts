import type { Command } from "commander";
import { Option } from "commander";
import { ALL_CIRCUITS, type AnyCircuit } from "../../circuits/registry.ts";
import {
  CIRCUITS,
  EnvironmentError,
  loadVerifierArtefacts,
  type VerifierArtefacts,
} from "../../prover/index.ts";
import { developmentKeyFolder } from "../../prover/keys/setup.ts";
import { addCommand, perform } from "../command.ts";
import { exists } from "../files.ts";
import { manifestText } from "../screen/manifest.ts";

interface Options {
  readonly circuit?: string;
  readonly keys?: string;
}

export function keysShow(parent: Command): void {
  addCommand(parent, "show", {
    summary: "show what your keys are: circuit, compiler, set-up, hashes",
    examples: ["keys show", "keys show --circuit margin-standard-8"],
  })
    .addOption(new Option("--circuit <id>", "this circuit only").choices(ALL_CIRCUITS.map(({ id }) => id)))
    .addOption(new Option("--keys <folder>", "a key folder of your own").conflicts("circuit"))
    .action(
      perform(async (_screen, options: Options) => {
        const { keys, without } = await findKeys(options);
        return {
          json: {
            keys: keys.map(({ folder, manifest, keyDigest }) => ({ folder, keyDigest, manifest })),
            without,
          },
          text: ({ colours }) =>
            [
              ...keys.map((key) => manifestText(colours, { ...key, circuit: key.circuit.id })),
              ...without.map(
                (id) =>
                  `  ${colours.bold(id)}  ${colours.dim(`no key yet: solvency keys setup --circuit ${id}`)}`,
              ),
            ].join("\n\n"),
        };
      }),
    );
}

/** Loading checks: what is shown is what the files are. */
async function findKeys(options: Options) {
  if (options.keys !== undefined) {
    return { keys: [await loadVerifierArtefacts(options.keys)], without: [] };
  }
  const wanted: readonly AnyCircuit[] =
    options.circuit === undefined ? CIRCUITS : ALL_CIRCUITS.filter(({ id }) => id === options.circuit);
  const keys: VerifierArtefacts[] = [];
  const without: string[] = [];
  for (const circuit of wanted) {
    const folder = await developmentKeyFolder(circuit);
    if (await exists(folder)) keys.push(await loadVerifierArtefacts(folder));
    else without.push(circuit.id);
  }
  const [missing] = without;
  if (options.circuit !== undefined && missing !== undefined) {
    throw new EnvironmentError(`no key for ${missing} yet`, {
      details: [`Make one: solvency keys setup --circuit ${missing}`],
    });
  }
  return { keys, without };
}
