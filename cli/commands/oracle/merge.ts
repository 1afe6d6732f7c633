import type { Command } from "commander";
import { inField } from "../../../prover/domain/in-field.ts";
import { InputError } from "../../../prover/index.ts";
import {
  marketAttestationToJson,
  type PlacedMarket,
  readMarketAttestation,
  writeMarketAttestation,
} from "../../../verifier-contracts/client/formats/market-attestation.ts";
import { mergeMarkets } from "../../../verifier-contracts/client/merge-markets.ts";
import { recoverMarket } from "../../../verifier-contracts/client/typed-data.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { attestedMarket } from "../../screen/attested.ts";
import type { Screen } from "../../screen/screen.ts";
import { pairs } from "../../screen/table.ts";

export function oracleMerge(parent: Command): void {
  addCommand(parent, "merge <attestation...>", {
    summary: "put the signatures of several oracle signers over one market together",
    examples: ["oracle merge signed-by-first.json signed-by-second.json --out market-attestation.json"],
  })
    .requiredOption("--out <file>", "all signatures, each signer once")
    .action(
      perform(async (screen, files: readonly string[], options: { out: string }) => {
        const placed = await mergeFiles(screen, files);
        await writeMarketAttestation(options.out, placed);
        const { format: _, ...content } = marketAttestationToJson(placed);
        const { attestation, signers } = placed.signed;
        return {
          json: { file: options.out, ...content },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}`,
              "",
              pairs(colours, [
                ...attestedMarket(attestation),
                ...signers.map((signer, k) => [k === 0 ? "signers" : "", signer] as const),
              ]),
            ].join("\n"),
        };
      }),
    );
}

/** @throws InputError naming the file that is of something else, or whose signature is not its signer's */
async function mergeFiles(screen: Screen, files: readonly string[]): Promise<PlacedMarket> {
  const parts = await Promise.all(
    files.map(async (source) => ({ source, ...(await readMarketAttestation(source)) })),
  );
  let merged: PlacedMarket | undefined;
  for (const { source, place, signed } of parts) {
    signed.signers.forEach((signer, k) => {
      const found = recoverMarket(place, signed.attestation, signed.signatures[k] ?? "0x");
      if (found === signer) return;
      // A signer with code has signatures that only its own chain can judge (ERC-1271).
      if ((signed.signatures[k] ?? "0x").length !== 132) {
        screen.warn(`${source}: the signature of ${signer} was not checked: it is no 65 bytes of a key`);
        return;
      }
      const rule = `is not of ${signer} over this attestation`;
      throw new InputError({ source, field: `signatures[${k}].signature`, rule });
    });
    if (merged === undefined) {
      merged = { place, signed };
      continue;
    }
    const [first, rest] = [merged, { place, signed }];
    for (const field of ["chainId", "registry"] as const) {
      if (first.place[field] === place[field]) continue;
      const rule = `must be that of the first file, ${first.place[field]}`;
      throw new InputError({ source, field, value: String(place[field]), rule });
    }
    merged = {
      place,
      signed: inField({ source, field: "the attestation" }, () => mergeMarkets([first.signed, rest.signed])),
    };
  }
  if (merged === undefined) throw new InputError({ field: "<attestation>", rule: "is missing" });
  return merged;
}
