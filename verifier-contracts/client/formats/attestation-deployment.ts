import { z } from "zod";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import { addressText, format, wholeText, wordText } from "../../../prover/formats/schema.ts";

/** One contract: where it is, keccak256 of its code on the chain, and the block that has its creation. */
const contract = z.strictObject({
  address: addressText,
  codeHash: wordText,
  block: z.int("must be a block number").min(0, "must be a block number"),
});

/** `solvency-attestation-deployment/1`: the contracts of attestations, beside a deployment of claims, for everyone to check. */
const schema = z.strictObject({
  format: format("solvency-attestation-deployment/1"),
  chainId: wholeText(256n),
  /** Those of the deployment of claims that they stand on. */
  venues: addressText,
  markets: addressText,
  router: addressText,
  /** What SolvencyAttestations was constructed with. */
  admin: addressText,
  contracts: z.strictObject({
    tableRegistry: contract,
    reserveRegistry: contract,
    reviewRegistry: contract,
    solvencyAttestations: contract,
  }),
  /** Who holds the roles of SolvencyAttestations; nobody else holds any. */
  roles: z.strictObject({ DEFAULT_ADMIN_ROLE: z.array(addressText), GUARDIAN_ROLE: z.array(addressText) }),
});

export type AttestationDeployment = Omit<z.output<typeof schema>, "format">;

export async function readAttestationDeployment(path: string): Promise<AttestationDeployment> {
  const { format: _, ...deployment } = await readJson(path, schema);
  return deployment;
}

export async function writeAttestationDeployment(
  path: string,
  deployment: AttestationDeployment,
): Promise<void> {
  const { chainId, ...rest } = deployment;
  await writeJson(path, {
    format: "solvency-attestation-deployment/1",
    chainId: chainId.toString(),
    ...rest,
  });
}
