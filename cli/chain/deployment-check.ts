import { dataSlice, keccak256 } from "ethers";
import { type AccessControlled, ROLES } from "../../verifier-contracts/client/access-controlled.ts";
import type { ContractName, Deployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { bytes32ToName } from "../../verifier-contracts/client/names.ts";
import { Groth16ProofVerifier } from "../../verifier-contracts/client/proof-verifier.ts";
import { ownKeyOf } from "../keys.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { codeCheck } from "./code-check.ts";
import type { DeployedName } from "./contracts.ts";
import { createdIn } from "./creation.ts";
import { isLocalChain } from "./local.ts";
import type { Contracts } from "./place.ts";
import type { Node } from "./rpc.ts";

const NAMES: Readonly<Record<ContractName, DeployedName>> = {
  venueRegistry: "VenueRegistry",
  marketRegistry: "MarketRegistry",
  verifierRouter: "VerifierRouter",
  marginClaims: "MarginClaims",
};

/**
 * Compares what is on the chain with a deployment file and with the contracts as we build them: code, wiring, routes
 * and roles. Trusts neither the file nor what a contract says of itself where its code tells better.
 */
export async function checkDeployment(
  deployment: Deployment,
  contracts: Contracts,
  node: Node,
): Promise<CheckLine[]> {
  const codes = await checkCodes(deployment, node);
  // What a contract of other code answers means nothing, and may be no answer at all.
  if (codes.some(({ holds }) => holds === false)) return codes;
  return [
    ...codes,
    ...(await checkWiring(deployment, contracts)),
    ...(await checkRoutes(deployment, contracts, node)),
    ...(await checkCreations(deployment, node)),
    ...(await checkRoles(deployment, contracts)),
  ];
}

const line = (name: string, holds: boolean, good: string, bad: string): CheckLine => ({
  name,
  holds,
  detail: holds ? good : bad,
});

async function checkCodes({ contracts, routes }: Deployment, node: Node): Promise<CheckLine[]> {
  const { venueRegistry, marketRegistry, verifierRouter, marginClaims } = contracts;
  const venues = venueRegistry.constructorArguments;
  const markets = marketRegistry.constructorArguments;
  const router = verifierRouter.constructorArguments;
  const claims = marginClaims.constructorArguments;
  const checks = [
    codeCheck(node, "VenueRegistry", venueRegistry, [venues.admin]),
    codeCheck(node, "MarketRegistry", marketRegistry, [markets.admin, markets.venues, markets.signerDelay]),
    codeCheck(node, "VerifierRouter", verifierRouter, [router.delay, router.admin]),
    codeCheck(node, "MarginClaims", marginClaims, [
      claims.admin,
      claims.venues,
      claims.markets,
      claims.router,
    ]),
    ...routes.map(({ circuit, verifier }) =>
      codeCheck(node, "Groth16ProofVerifier", verifier, undefined, `verifier of ${circuit}`),
    ),
  ];
  return Promise.all(checks);
}

async function checkWiring(
  { contracts: { venueRegistry, marketRegistry, verifierRouter } }: Deployment,
  { markets, router, claims }: Contracts,
): Promise<CheckLine[]> {
  const wired = async (name: string, found: Promise<unknown>, expected: unknown): Promise<CheckLine> => {
    const value = await found;
    return line(name, value === expected, String(value), `is ${value}, the file's ${expected}`);
  };
  const { signerDelay } = marketRegistry.constructorArguments;
  // The contracts of the file, whose code and roles are looked at: not whatever the constructors were given.
  return Promise.all([
    wired("MarketRegistry.venues", markets.venues(), venueRegistry.address),
    wired("MarketRegistry.signerDelay", markets.signerDelay(), signerDelay),
    wired("VerifierRouter.delay", router.delay(), verifierRouter.constructorArguments.delay),
    wired("MarginClaims.venues", claims.venues(), venueRegistry.address),
    wired("MarginClaims.markets", claims.markets(), marketRegistry.address),
    wired("MarginClaims.router", claims.router(), verifierRouter.address),
  ]);
}

async function checkRoutes(
  { routes, chainId }: Deployment,
  { router }: Contracts,
  node: Node,
): Promise<CheckLine[]> {
  const checks: CheckLine[] = [];
  for (const { keyDigest, verifier, family, circuit, setup } of routes) {
    const name = `route of ${circuit}`;
    const route = await router.routeOf(keyDigest);
    const stored = await storedDigest(verifier.address, node);
    const own = await ownKeyOf(keyDigest);
    const kind = own?.manifest.setup.kind ?? setup;
    const differences = [
      ...(stored === keyDigest ? [] : [`the verifier's key has the digest ${stored}`]),
      ...(route.verifier === verifier.address ? [] : [`the router has the verifier ${route.verifier}`]),
      ...(bytes32ToName(route.family) === family ? [] : [`its family is ${bytes32ToName(route.family)}`]),
      ...(bytes32ToName(route.circuit) === circuit ? [] : [`its circuit is ${bytes32ToName(route.circuit)}`]),
      ...(route.status === "frozen" || route.status === "tombstoned" ? [`it is ${route.status}`] : []),
      ...(kind === setup ? [] : [`it is a ${kind} key of yours, the file says ${setup}`]),
      ...(kind === "development" && !isLocalChain(chainId)
        ? ["its key is a development key: anybody can forge"]
        : []),
    ];
    checks.push(
      line(
        name,
        differences.length === 0,
        `${route.status}, key ${keyDigest.slice(0, 18)}…${own === undefined ? `, ${setup}, says the file` : ""}`,
        `${keyDigest}: ${differences.join("; ")}`,
      ),
    );
  }
  const known = new Set(routes.map(({ keyDigest }) => keyDigest));
  for (const digest of await router.digests()) {
    if (known.has(digest)) continue;
    const { verifier, status, circuit } = await router.routeOf(digest);
    const detail = `${bytes32ToName(circuit)}, ${status}, verifier ${verifier}: not in the file`;
    checks.push({ name: `route of ${digest.slice(0, 18)}…`, holds: status === "tombstoned", detail });
  }
  return checks;
}

/** The digest of the key that a verifier of our code holds: from the key itself, which is the code of an account. */
async function storedDigest(verifier: string, { provider }: Node): Promise<string> {
  const store = await new Groth16ProofVerifier(verifier, provider).keyStore();
  const code = await provider.getCode(store);
  return code === "0x" ? "of nothing" : keccak256(dataSlice(code, 1));
}

/**
 * That each contract was created in the block that the file names: a role granted before that block would not be seen.
 * Every constructor announces its administrator, so that its transaction is found by its log.
 */
async function checkCreations({ contracts }: Deployment, node: Node): Promise<CheckLine[]> {
  const checks = Object.entries(contracts).map(async ([key, { address, block }]) =>
    line(
      `${NAMES[key as ContractName]} creation`,
      await createdIn(node, address, block),
      `in block ${block}`,
      `was not in block ${block}, as the file says: roles granted before would not be seen`,
    ),
  );
  return Promise.all(checks);
}

async function checkRoles(
  { roles, contracts }: Deployment,
  { venues, markets, router, claims }: Contracts,
): Promise<CheckLine[]> {
  const clients: Readonly<Record<ContractName, AccessControlled>> = {
    venueRegistry: venues,
    marketRegistry: markets,
    verifierRouter: router,
    marginClaims: claims,
  };
  const checks: CheckLine[] = [];
  for (const [key, client] of Object.entries(clients) as [ContractName, AccessControlled][]) {
    const held = await client.roleHolders(contracts[key].block);
    for (const [role, holders] of Object.entries(roles[key])) {
      const found = [...(held.get(ROLES[role as keyof typeof ROLES]) ?? [])].sort();
      const expected = [...holders].sort();
      checks.push(
        line(
          `${NAMES[key]} ${role}`,
          found.join() === expected.join(),
          found.join(", "),
          `held by ${found.join(", ") || "nobody"}; the file says ${expected.join(", ") || "nobody"}`,
        ),
      );
    }
  }
  return checks;
}
