import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readJson, writeJson } from "../../prover/formats/json.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { makeFolder } from "../files.ts";
import type { Folder } from "./folder.ts";

/** What BTC falls to in the second half. */
export const FALLEN_BTC = "96000";
const BTC_CONTRACT = "BTC/USDT:USDT";

const sourceSchema = z.looseObject({
  asOf: z.number(),
  venue: z.string(),
  collateral: z.array(z.looseObject({ asset: z.string(), price: z.string() })),
  perpetuals: z.looseObject({ marks: z.record(z.string(), z.string()) }),
});

const examples = (): string => join(packageFolder(), "examples");

/** The venue of the examples, which gives its name to the market too. */
export async function exampleVenue(): Promise<string> {
  return (await readJson(join(examples(), "market.json"), sourceSchema)).venue;
}

export interface Sources {
  readonly market: string;
  readonly fallenMarket: string;
  readonly balance: string;
  readonly positions: string;
  readonly venue: string;
  readonly btc: string;
}

/**
 * Copies the examples into the quickstart's folder, with the present time in place of the day their prices are from:
 * a contract refuses stale markets. A second market has a lower BTC price.
 */
export async function copySources(folder: Folder, asOf: number): Promise<Sources> {
  await makeFolder(folder.at("source"));
  const copy = async (name: string): Promise<string> => {
    const target = folder.at("source", name);
    await copyFile(join(examples(), name), target);
    return target;
  };
  await copy("leverage-tiers.json");
  const source = await readJson(join(examples(), "market.json"), sourceSchema);
  const [market, fallenMarket] = [
    folder.at("source", "market.json"),
    folder.at("source", "market-after-fall.json"),
  ];
  await writeJson(market, { ...source, asOf });
  await writeJson(fallenMarket, {
    ...source,
    asOf: asOf + 1,
    collateral: source.collateral.map((asset) =>
      asset.asset === "BTC" ? { ...asset, price: FALLEN_BTC } : asset,
    ),
    perpetuals: { ...source.perpetuals, marks: { ...source.perpetuals.marks, [BTC_CONTRACT]: FALLEN_BTC } },
  });
  const [balance, positions] = [await copy("balance.json"), await copy("positions.json")];
  const btc = source.perpetuals.marks[BTC_CONTRACT] ?? "";
  return { market, fallenMarket, balance, positions, venue: source.venue, btc };
}
