import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { circuitsFolder } from "../../prover/keys/sources.ts";
import type { ConstraintSystem, Input } from "./constraint-system.ts";

/** Lines of the file that defines a template of the project. */
function sourceOf(template: string): readonly string[] | undefined {
  const folder = circuitsFolder();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith(".circom")) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    if (new RegExp(`^template ${template}\\(`, "m").test(text)) return text.split("\n");
  }
  return undefined;
}

/**
 * The line of the project's circuits that refuses these inputs, such as "Placement: _ <== AssertBits(65)(value - lower);".
 * Everything the witness chooses later is adapted to the inputs. null where they are accepted, by the constraints too.
 */
export async function refusedLine(circuit: ConstraintSystem, input: Input): Promise<string | null> {
  const refusal = await circuit.refusal(input);
  if (refusal === null) {
    const witness = await circuit.calculated(input);
    if (witness === null || circuit.violated(witness).length > 0)
      throw new Error("calculator and constraints disagree");
    return null;
  }
  for (const [, template, line] of refusal.matchAll(/(\w+) line (\d+)/g)) {
    // What was decomposed says more than that it was.
    const source = template === undefined || template === "AssertBits" ? undefined : sourceOf(template);
    if (source !== undefined) return `${template}: ${source[Number(line) - 1]?.trim()}`;
  }
  throw new Error(`no template of the project in: ${refusal}`);
}
