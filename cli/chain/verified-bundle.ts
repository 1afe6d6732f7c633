import { type Command, Option } from "commander";
import { InputError } from "../../prover/index.ts";
import { allHold, type Stage } from "../../prover/liabilities/bundle/stage.ts";
import { type BundleReport, verifyBundle } from "../../prover/liabilities/bundle/verify-bundle.ts";
import { compareWithChain } from "../../verifier-contracts/client/bundle-on-chain.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import {
  type Coverage,
  SolvencyAttestations,
} from "../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../verifier-contracts/client/venue-registry.ts";
import { assertKeys, assertKeysNotOf, KEYS_OPTION, liabilityVerifyingKeys } from "../liability-keys.ts";
import { address, duration, option } from "../options.ts";
import type { Screen } from "../screen/screen.ts";
import { type ElsewhereOptions, elsewhere } from "./elsewhere.ts";
import { asking, connect, type Node } from "./rpc.ts";

/** Options by which a bundle is verified: with which chain, keys and nodes. */
export interface VerificationOptions extends ElsewhereOptions {
  readonly rpc?: string;
  readonly attestations?: string;
  readonly market?: string;
  readonly panel?: string;
  readonly offline?: boolean;
  readonly keys?: string;
  readonly maxAge: string;
}

export function withVerification(command: Command): Command {
  return (
    command
      .addOption(new Option("--rpc <url>", "a node of the chain").conflicts("offline"))
      .option("--attestations <address>", "the contract SolvencyAttestations")
      .option("--market <name>", "the market whose signers you trust for prices and rows")
      .option(...KEYS_OPTION)
      .option("--max-age <duration>", "how old accounts and prices may be", "1d")
      // Without its chain nobody knows what the contract counts itself.
      .addOption(
        new Option("--accept <file>", "what counts as reserves on other chains").conflicts("offline"),
      )
      .option("--reserves-rpc <urls...>", "your nodes of those chains")
      .option("--bitcoin-balances <file>", "what your node of Bitcoin said of the addresses")
  );
}

export interface VerifiedBundle {
  readonly report: BundleReport;
  readonly stages: readonly Stage[];
  readonly holds: boolean;
  /** What is owed and held of every asset, now; undefined where it could not be read. */
  readonly coverage: readonly Coverage[] | undefined;
  /** Where it was compared with a chain. */
  readonly chain: { readonly node: Node; readonly attestations: SolvencyAttestations } | undefined;
}

/**
 * Checks everything of a bundle, by itself and, unless offline, with the chain.
 * @throws InputError for options that name no chain
 */
export async function verifiedBundle(
  screen: Screen,
  folder: string,
  options: VerificationOptions,
): Promise<VerifiedBundle> {
  const chain = chainOptions(options);
  await assertKeysNotOf(folder, options.keys);
  await assertKeys(folder, options.keys);
  const node = chain === undefined ? undefined : await connect(chain.rpc);
  const reserves = node === undefined ? undefined : await elsewhere(folder, node.chainId, options);
  const report = await verifyBundle(folder, {
    keyOf: liabilityVerifyingKeys(options.keys),
    ...(reserves === undefined ? {} : { reserves }),
    onProgress: (done, total) => screen.progress.show("verifying proofs", done, total),
  });
  if (chain === undefined || node === undefined) {
    return { report, stages: report.stages, holds: report.holds, coverage: undefined, chain: undefined };
  }
  const attestations = new SolvencyAttestations(chain.attestations, node.provider);
  const compared = await asking(node.shownUrl, async () => {
    const venues = new VenueRegistry(await attestations.venues(), node.provider);
    const { market, maxAge, panel } = chain;
    const required = {
      maxAccountsAge: maxAge,
      maxMarketAge: maxAge,
      ...(panel === undefined ? {} : { panel }),
    };
    return compareWithChain(report, { attestations, venues, market, required });
  });
  const stages = [...report.stages, ...compared.stages];
  const { coverage } = compared;
  return { report, stages, holds: allHold(stages), coverage, chain: { node, attestations } };
}

function chainOptions({ rpc, attestations, market, panel, offline, maxAge }: VerificationOptions) {
  if (offline === true) return undefined;
  if (rpc === undefined || attestations === undefined || market === undefined) {
    const given = { "--rpc": rpc, "--attestations": attestations, "--market": market };
    const [field = ""] = Object.entries(given).find(([, value]) => value === undefined) ?? [];
    throw new InputError({ field, rule: "--rpc, --attestations and --market are needed, or --offline" });
  }
  return {
    rpc,
    attestations: option("--attestations", attestations, address),
    market: option("--market", market, nameToBytes32),
    panel: panel === undefined ? undefined : option("--panel", panel, nameToBytes32),
    maxAge: option("--max-age", maxAge, duration),
  };
}
