import type { Deployment } from "../../verifier-contracts/client/formats/deployment.ts";
import type { Colours } from "./colours.ts";
import { pairs } from "./table.ts";

export function deployedText(
  colours: Colours,
  file: string,
  { contracts, routes, chainId }: Deployment,
  activated: boolean,
): string {
  const insecure = routes.some(({ setup }) => setup === "development");
  return [
    "",
    `${colours.green("✔")} ${file}`,
    "",
    pairs(colours, [
      ["chain", chainId.toString()],
      ["VenueRegistry", contracts.venueRegistry.address],
      ["MarketRegistry", contracts.marketRegistry.address],
      ["VerifierRouter", contracts.verifierRouter.address],
      ["MarginClaims", contracts.marginClaims.address],
      ...routes.map(({ circuit, verifier }) => [circuit, verifier.address] as const),
    ]),
    ...(activated
      ? []
      : [
          "",
          "  Once the delay is over, anybody may activate the verifiers:",
          ...routes.map(({ keyDigest }) => `  solvency router activate ${keyDigest}`),
        ]),
    ...(insecure
      ? ["", `  ${colours.red("INSECURE development keys: anybody can forge. Never guard value with this.")}`]
      : []),
  ].join("\n");
}
