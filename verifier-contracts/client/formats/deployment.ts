import { z } from "zod";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import { addressText, format, wholeText, wordText } from "../../../prover/formats/schema.ts";

const block = z.int("must be a block number").min(0, "must be a block number");

/** One contract: where it is, and what code it has. */
const contract = <Arguments extends z.ZodType>(constructorArguments: Arguments) =>
  z.strictObject({
    address: addressText,
    constructorArguments,
    /** keccak256 of its code on the chain, values of immutables included. */
    codeHash: wordText,
    /** The block that has its creation. */
    block,
  });

const holders = z.array(addressText, "must be a list of addresses");

/** `solvency-deployment/1`: what was deployed to a chain, for everyone to check. */
export const deploymentSchema = z.strictObject({
  format: format("solvency-deployment/1"),
  chainId: wholeText(256n),
  contracts: z.strictObject({
    venueRegistry: contract(z.strictObject({ admin: addressText })),
    marketRegistry: contract(
      z.strictObject({ admin: addressText, venues: addressText, signerDelay: wholeText(64n) }),
    ),
    verifierRouter: contract(z.strictObject({ delay: wholeText(48n), admin: addressText })),
    marginClaims: contract(
      z.strictObject({
        admin: addressText,
        venues: addressText,
        markets: addressText,
        router: addressText,
      }),
    ),
  }),
  /** The verifiers, by the digest of their key, in the order of the router. */
  routes: z.array(
    z.strictObject({
      keyDigest: wordText,
      /** The constructor's argument is the key that the digest names. */
      verifier: contract(z.strictObject({ keyDigest: wordText })),
      family: z.string().min(1, "must be a name"),
      circuit: z.string().min(1, "must be a name"),
      /** "development": anybody can forge. */
      setup: z.enum(["development", "ceremony"], { error: 'must be "development" or "ceremony"' }),
    }),
    "must be a list of routes",
  ),
  /** Who holds the roles of each contract. */
  roles: z.strictObject({
    venueRegistry: z.strictObject({
      DEFAULT_ADMIN_ROLE: holders,
      REGISTRAR_ROLE: holders,
      GUARDIAN_ROLE: holders,
    }),
    marketRegistry: z.strictObject({
      DEFAULT_ADMIN_ROLE: holders,
      REGISTRAR_ROLE: holders,
      GUARDIAN_ROLE: holders,
    }),
    verifierRouter: z.strictObject({
      DEFAULT_ADMIN_ROLE: holders,
      MANAGER_ROLE: holders,
      GUARDIAN_ROLE: holders,
    }),
    marginClaims: z.strictObject({ DEFAULT_ADMIN_ROLE: holders, GUARDIAN_ROLE: holders }),
  }),
});

export type Deployment = Omit<z.output<typeof deploymentSchema>, "format">;

export type ContractName = keyof Deployment["contracts"];

export async function readDeployment(path: string): Promise<Deployment> {
  const { format: _, ...deployment } = await readJson(path, deploymentSchema);
  return deployment;
}

export async function writeDeployment(path: string, deployment: Deployment): Promise<void> {
  await writeJson(path, deploymentToJson(deployment));
}

export function deploymentToJson(deployment: Deployment): z.input<typeof deploymentSchema> {
  const { chainId, contracts, routes, roles } = deployment;
  const { marketRegistry, verifierRouter } = contracts;
  return {
    format: "solvency-deployment/1",
    chainId: chainId.toString(),
    contracts: {
      ...contracts,
      marketRegistry: {
        ...marketRegistry,
        constructorArguments: {
          ...marketRegistry.constructorArguments,
          signerDelay: marketRegistry.constructorArguments.signerDelay.toString(),
        },
      },
      verifierRouter: {
        ...verifierRouter,
        constructorArguments: {
          ...verifierRouter.constructorArguments,
          delay: verifierRouter.constructorArguments.delay.toString(),
        },
      },
    },
    routes,
    roles,
  };
}
