import { z } from "zod";
import { InputError } from "../../../prover/domain/errors.ts";
import { type FieldElement, formatFieldElement } from "../../../prover/domain/field.ts";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import {
  addressText,
  bytesText,
  fieldText,
  format,
  unixSeconds,
  wholeText,
  wordText,
} from "../../../prover/formats/schema.ts";
import { type AssetToken, rowsDigest, type SignedTable, TABLE_KINDS, type TableRow } from "../tables.ts";
import type { RegistryPlace } from "../typed-data.ts";

const place = wholeText(16n);

/**
 * `solvency-table-attestation/1`: signatures of a market's signers over its table and what its rows are. Files of the same attestation are
 * merged until there are as many as the market's threshold.
 */
export const tableAttestationSchema = z.strictObject({
  format: format("solvency-table-attestation/1"),
  chainId: wholeText(256n),
  /** TableRegistry. */
  registry: addressText,
  market: wordText,
  marketRoot: fieldText,
  asOf: unixSeconds,
  table: fieldText,
  kind: z.enum(TABLE_KINDS),
  rows: z.array(z.strictObject({ index: place, asset: place, closed: z.boolean(), name: wordText })).min(1),
  tokens: z.array(z.strictObject({ token: addressText, decimals: wholeText(8n), row: place })),
  signatures: z.array(z.strictObject({ signer: addressText, signature: bytesText })).min(1),
});

export interface PlacedTable {
  readonly place: RegistryPlace;
  readonly signed: SignedTable;
  readonly rows: readonly TableRow[];
  readonly tokens: readonly AssetToken[];
}

export async function readTableAttestation(path: string): Promise<PlacedTable> {
  const file = await readJson(path, tableAttestationSchema);
  const { chainId, registry, market, marketRoot, asOf, table, kind, rows, tokens } = file;
  const signatures = file.signatures.toSorted((a, b) => (BigInt(a.signer) < BigInt(b.signer) ? -1 : 1));
  return {
    place: { chainId, registry },
    rows,
    tokens,
    signed: {
      attestation: {
        market,
        marketRoot,
        asOf: BigInt(asOf),
        table,
        kind: BigInt(TABLE_KINDS.indexOf(kind)),
        rows: rowsDigest(rows, tokens),
      },
      signers: signatures.map(({ signer }) => signer),
      signatures: signatures.map(({ signature }) => signature),
    },
  };
}

export async function writeTableAttestation(path: string, placed: PlacedTable): Promise<void> {
  const { attestation, signers, signatures } = placed.signed;
  const file: z.input<typeof tableAttestationSchema> = {
    format: "solvency-table-attestation/1",
    chainId: placed.place.chainId.toString(),
    registry: placed.place.registry,
    market: attestation.market,
    marketRoot: formatFieldElement(attestation.marketRoot as FieldElement),
    asOf: Number(attestation.asOf),
    table: formatFieldElement(attestation.table as FieldElement),
    kind: TABLE_KINDS[Number(attestation.kind)] ?? "flat",
    rows: placed.rows.map(({ index, asset, closed, name }) => ({
      index: `${index}`,
      asset: `${asset}`,
      closed,
      name,
    })),
    tokens: placed.tokens.map(({ token, decimals, row }) => ({
      token,
      decimals: `${decimals}`,
      row: `${row}`,
    })),
    signatures: signers.map((signer, k) => ({ signer, signature: (signatures[k] ?? "0x").toLowerCase() })),
  };
  await writeJson(path, file);
}

/**
 * One attestation with the signatures of all.
 * @throws InputError for files of different attestations
 */
export function mergeTables(placed: readonly PlacedTable[]): PlacedTable {
  const [first] = placed;
  if (first === undefined)
    throw new InputError({ field: "table attestations", rule: "at least one is needed" });
  const text = ({ place: at, signed }: PlacedTable) =>
    [at.chainId, at.registry, ...Object.values(signed.attestation)].join(" ");
  if (placed.some((each) => text(each) !== text(first))) {
    throw new InputError({ field: "table attestations", rule: "must be of one table, at one registry" });
  }
  const signatures = new Map(
    placed.flatMap(({ signed }) =>
      signed.signers.map((signer, k) => [signer, signed.signatures[k] ?? "0x"] as const),
    ),
  );
  const signers = [...signatures.keys()].toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const signed = {
    ...first.signed,
    signers,
    signatures: signers.map((signer) => signatures.get(signer) ?? "0x"),
  };
  return { ...first, signed };
}
