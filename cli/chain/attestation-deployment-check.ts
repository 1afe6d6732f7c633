import { ROLES, type RoleName } from "../../verifier-contracts/client/access-controlled.ts";
import type { AttestationDeployment } from "../../verifier-contracts/client/formats/attestation-deployment.ts";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { codeCheck } from "./code-check.ts";
import { createdIn } from "./creation.ts";
import type { Contracts } from "./place.ts";
import type { Node } from "./rpc.ts";

/**
 * Compares the contracts of attestations with their file and with our build: code, what each is built on, which is in its code, and
 * who holds roles. `contracts` are those of the deployment of claims that the caller has checked.
 */
export async function checkAttestationDeployment(
  { contracts, admin, venues, markets, router, roles }: AttestationDeployment,
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
  return [...codes, ...onClaims, ...(await checkRoles(solvencyAttestations, roles, node))];
}

/** Every role that anybody holds, the file's and others, from the block of the creation on. */
async function checkRoles(
  { address, block }: AttestationDeployment["contracts"]["solvencyAttestations"],
  roles: AttestationDeployment["roles"],
  node: Node,
): Promise<CheckLine[]> {
  const created = await createdIn(node, address, block);
  const held = await new SolvencyAttestations(address, node.provider).roleHolders(block);
  const named = new Map(
    Object.entries(roles).map(([name, holders]) => [ROLES[name as RoleName], { name, holders }]),
  );
  const ids = new Set([...named.keys(), ...held.keys()]);
  const lines = [...ids].map((role) => {
    const { name, holders } = named.get(role) ?? { name: `role ${role}`, holders: [] };
    const [found, expected] = [[...(held.get(role) ?? [])], holders].map((each) =>
      each.toSorted().join(", "),
    );
    const holds = found === expected;
    const detail = holds
      ? found || "nobody"
      : `held by ${found || "nobody"}; the file says ${expected || "nobody"}`;
    return { name: `SolvencyAttestations ${name}`, holds, detail };
  });
  const detail = created
    ? `in block ${block}`
    : `was not in block ${block}, as the file says: roles granted before would not be seen`;
  return [{ name: "SolvencyAttestations creation", holds: created, detail }, ...lines];
}
