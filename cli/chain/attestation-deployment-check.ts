import { ROLES } from "../../verifier-contracts/client/access-controlled.ts";
import type { AttestationDeployment } from "../../verifier-contracts/client/formats/attestation-deployment.ts";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { codeCheck } from "./code-check.ts";
import type { Contracts } from "./place.ts";
import type { Node } from "./rpc.ts";

/**
 * Compares the contracts of attestations with their file and with our build: code, what each is built on, which is in its code, and who
 * administers. `contracts` are those of the deployment of claims that the caller has checked.
 */
export async function checkAttestationDeployment(
  { contracts, admin, venues, markets, router }: AttestationDeployment,
  claims: Contracts,
  node: Node,
): Promise<CheckLine[]> {
  const { tableRegistry, reserveRegistry, reviewRegistry, solvencyAttestations } = contracts;
  const others = [tableRegistry, reserveRegistry, reviewRegistry].map(({ address }) => address);
  // Constructors are run again: what they store in the code has to be what they are given here.
  const codes = await Promise.all([
    codeCheck(node, "TableRegistry", tableRegistry, [markets]),
    codeCheck(node, "ReserveRegistry", reserveRegistry, []),
    codeCheck(node, "ReviewRegistry", reviewRegistry, [markets]),
    codeCheck(node, "SolvencyAttestations", solvencyAttestations, [admin, venues, ...others, router]),
  ]);
  const onClaims = (
    [
      ["venues", venues, claims.venues],
      ["markets", markets, claims.markets],
      ["router", router, claims.router],
    ] as const
  ).map(([name, found, { address }]) => ({
    name: `stands on ${name}`,
    holds: found === address,
    detail: found === address ? found : `is ${found}, that of the claims ${address}`,
  }));
  if (codes.some(({ holds }) => holds === false)) return [...codes, ...onClaims];
  return [...codes, ...onClaims, await administrators(solvencyAttestations, admin, node)];
}

async function administrators(
  { address, block }: AttestationDeployment["contracts"]["solvencyAttestations"],
  admin: string,
  { provider }: Node,
): Promise<CheckLine> {
  const held = await new SolvencyAttestations(address, provider).roleHolders(block);
  const found = [...(held.get(ROLES.DEFAULT_ADMIN_ROLE) ?? [])];
  const holds = found.join() === admin;
  const name = "SolvencyAttestations DEFAULT_ADMIN_ROLE";
  return {
    name,
    holds,
    detail: holds ? admin : `held by ${found.join(", ") || "nobody"}; the file says ${admin}`,
  };
}
