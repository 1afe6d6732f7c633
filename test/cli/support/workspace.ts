import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  type Account,
  accountToJson,
  buildEpoch,
  type FieldElement,
  type Market,
  type Membership,
  marketToJson,
  writeMembership,
  writeOwnerSecret,
} from "../../../prover/index.ts";
import { testMarket } from "../../support/market.ts";
import { OWNER_SECRET, type RequestOptions, testAccount } from "../../support/request.ts";
import { MAIN } from "./run.ts";

/** Recognisable, so that it can be looked for in all output. */
export const CANARY = OWNER_SECRET;
export const OTHER_SECRET = 0xbadc0ffee0ddf00dbadc0ffee0ddf00dn as FieldElement;

export const RECIPIENT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
export const CONTRACT = "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9";
/** A consumer's scope: any field element will do where no contract is asked. */
export const SCOPE = "0x5c09e";

/** A temporary folder with a market, an account in an epoch, and the owner secret; a test may break each of them. */
export interface Workspace {
  readonly at: (...parts: string[]) => string;
  readonly market: Market;
  readonly account: Account;
  readonly membership: Membership;
  /** Options of `prove margin` but --out. */
  readonly proveArgs: readonly string[];
  readonly readJson: (name: string) => Promise<Record<string, unknown>>;
  readonly write: (name: string, content: string | object) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** @param options of the account, and of the market it and its neighbours are in */
export async function workspace(
  options: Pick<RequestOptions, "market" | "holdings" | "mode"> = {},
): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), "solvency-cli-"));
  const at = (...parts: string[]): string => join(folder, ...parts);
  const write = async (name: string, content: string | object): Promise<string> => {
    await writeFile(at(name), typeof content === "string" ? content : JSON.stringify(content, null, 2));
    return at(name);
  };
  const { market = testMarket() } = options;
  const account = await testAccount({ ...options, market });
  const others = await Promise.all(
    [43n, 44n].map((tag) => testAccount({ ...options, market, tag, ownerSecret: OTHER_SECRET })),
  );
  const { memberships } = await buildEpoch({ venue: market.venue, number: 1, asOf: market.asOf }, [
    account,
    ...others,
  ]);
  const [membership] = memberships;
  if (membership === undefined) throw new Error("an epoch without members");
  await mkdir(at("accounts"));
  for (const each of [account, ...others])
    await write(`accounts/${each.tag}.json`, accountToJson(each, market));
  await write("market.json", marketToJson(market));
  await writeMembership(at("membership.json"), membership);
  await writeOwnerSecret(at("owner.json"), CANARY);
  const proveArgs = [
    ...["prove", "margin", "--membership", at("membership.json"), "--market", at("market.json")],
    ...["--owner-secret", at("owner.json"), "--recipient", RECIPIENT, "--chain-id", "31337"],
    ...["--contract", CONTRACT, "--scope", SCOPE],
  ];
  return {
    at,
    market,
    account,
    membership,
    proveArgs,
    write,
    readJson: async (name) => JSON.parse(await readFile(at(name), "utf8")) as Record<string, unknown>,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Copies the repository's examples into `examples/` of the workspace. */
export async function copyExamples(folder: string): Promise<void> {
  await cp(join(dirname(dirname(MAIN)), "examples"), join(folder, "examples"), { recursive: true });
}

/** Permission bits, in octal. */
export const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
