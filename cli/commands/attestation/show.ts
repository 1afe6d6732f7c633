import { join } from "node:path";
import type { Command } from "commander";
import { attestationSchema, attestationToJson } from "../../../prover/formats/attestation.ts";
import { readJson } from "../../../prover/formats/json.ts";
import { bundleHash } from "../../../prover/liabilities/bundle/bundle-hash.ts";
import { addCommand, perform } from "../../command.ts";
import { manifestText } from "../../screen/attestation.ts";

export function attestationShow(parent: Command): void {
  addCommand(parent, "show <bundle>", {
    summary: "what a bundle says, unchecked",
    examples: ["attestation show quickstart-exchange/bundle"],
    notes: ["To check it: solvency attestation verify."],
  }).action(
    perform(async (_screen, folder: string) => {
      const manifest = await readJson(join(folder, "manifest.json"), attestationSchema);
      const hash = await bundleHash(folder);
      return {
        json: { hash, checked: false, manifest: attestationToJson(manifest) },
        text: ({ colours }) =>
          [
            manifestText(colours, manifest, hash),
            "",
            `  ${colours.yellow("Nothing of this was checked.")}`,
          ].join("\n"),
      };
    }),
  );
}
