import { access, readdir, readFile, rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatFieldElement, writeMembership, writeOwnerSecret } from "../../prover/index.ts";
import { jsonOf, solvency } from "./support/run.ts";
import { OTHER_SECRET, type Workspace, workspace } from "./support/workspace.ts";

let ws: Workspace;
beforeAll(async () => {
  ws = await workspace();
});
afterAll(() => ws.remove());

interface Case {
  readonly name: string;
  /** Writes the bad files and returns the arguments. */
  readonly args: () => Promise<readonly string[]>;
  /** File, field, value and rule, as the message must have them. */
  readonly says: readonly string[];
  readonly code: number;
}

type Holdings = readonly { row: unknown; quantity: unknown }[];

/** `account show` of a file with these holdings. */
const showing = (holdings: Holdings) => async (): Promise<readonly string[]> => {
  const account = await ws.readJson("accounts/42.json");
  await ws.write("bad.json", { ...account, holdings });
  return ["account", "show", ws.at("bad.json"), "--market", ws.at("market.json")];
};

/** `account show` with a market whose first perpetual was changed. */
const withMarket =
  (change: (row: Record<string, unknown>) => void) => async (): Promise<readonly string[]> => {
    const market = (await ws.readJson("market.json")) as { rows: Record<string, unknown>[] };
    const row = market.rows.find(({ name }) => name === "BTC/USDT:USDT");
    if (row !== undefined) change(row);
    await ws.write("bad.json", market);
    return ["account", "show", ws.at("accounts/42.json"), "--market", ws.at("bad.json")];
  };

const proving = (replaced: Readonly<Record<string, string>>): readonly string[] => {
  const args = [...ws.proveArgs, "--out", ws.at("out")];
  for (const [flag, value] of Object.entries(replaced)) args[args.indexOf(flag) + 1] = value;
  return args;
};

type Brackets = Record<string, unknown>[];

const CASES: readonly Case[] = [
  {
    name: "an unknown row",
    args: showing([{ row: "DOGE", quantity: "1" }]),
    says: ["bad.json: holdings[0].row", '"DOGE"', "unknown row"],
    code: 3,
  },
  {
    name: "a row held twice (T-43)",
    args: showing([
      { row: "USDT", quantity: "1" },
      { row: "USDT", quantity: "2" },
    ]),
    says: ["bad.json: holdings[1].row", '"USDT"', "duplicate: holdings[0]"],
    code: 3,
  },
  {
    name: "a quantity of 2^64",
    args: showing([{ row: "USDT", quantity: "184467440737.09551616" }]),
    says: [
      "bad.json: holdings[0].quantity",
      '"184467440737.09551616"',
      "must be within ±184467440737.09551615",
    ],
    code: 3,
  },
  {
    name: "exponent notation (T-40)",
    args: showing([{ row: "USDT", quantity: "1e3" }]),
    says: ["bad.json: holdings[0].quantity", '"1e3"', "no exponent"],
    code: 3,
  },
  {
    name: "a number where a string is required (T-40)",
    args: showing([{ row: "USDT", quantity: 1000 }]),
    says: ["bad.json: holdings[0].quantity", "1000 (number)", "must be a decimal string"],
    code: 3,
  },
  {
    name: "NaN as text",
    args: showing([{ row: "USDT", quantity: "NaN" }]),
    says: ["bad.json: holdings[0].quantity", '"NaN"', "must be a plain decimal"],
    code: 3,
  },
  {
    name: "NaN as JSON",
    args: async () => {
      await ws.write("bad.json", '{"format": "solvency-account/1", "tag": NaN}');
      return ["account", "show", ws.at("bad.json"), "--market", ws.at("market.json")];
    },
    says: ["bad.json: the file", "is not valid JSON", "NaN"],
    code: 3,
  },
  {
    name: "a price of zero",
    args: withMarket((row) => (row.valuePrice = "0")),
    says: ["bad.json: rows[6].valuePrice", '"0"', "must be a price above zero"],
    code: 3,
  },
  {
    name: "a negative price",
    args: withMarket((row) => (row.notionalPrice = "-1")),
    says: ["bad.json: rows[6].notionalPrice", '"-1"', "must be a price above zero"],
    code: 3,
  },
  {
    name: "a bracket that is missing in the middle (T-42)",
    args: withMarket((row) => (row.long as Brackets).splice(1, 1)),
    says: ["bad.json: rows[6] (BTC/USDT:USDT).long[1].floor", "600000", "must equal the cap of bracket 0"],
    code: 3,
  },
  {
    name: "a quantity beyond the last bracket",
    args: showing([{ row: "BTC/USDT:USDT", quantity: "100000" }]),
    says: ["bad.json: holding BTC/USDT:USDT", "100000", "beyond the market's last long bracket"],
    code: 3,
  },
  {
    name: "an account that is not in the tree",
    args: async () => {
      const { account } = ws.membership;
      const holdings = account.holdings.map((held, k) =>
        k === 0 ? { ...held, quantity: (held.quantity + 1n) as typeof held.quantity } : held,
      );
      await writeMembership(ws.at("bad.json"), { ...ws.membership, account: { ...account, holdings } });
      return proving({ "--membership": ws.at("bad.json") });
    },
    says: ["bad.json: membership", "the account is not in the tree of epoch 1"],
    code: 3,
  },
  {
    name: "the wrong owner secret",
    args: async () => {
      await rm(ws.at("bad.json"), { force: true });
      await writeOwnerSecret(ws.at("bad.json"), OTHER_SECRET);
      return proving({ "--owner-secret": ws.at("bad.json") });
    },
    says: ["bad.json: ownerSecret", "wrong owner secret"],
    code: 3,
  },
  {
    name: "more holdings than the membership's capacity",
    args: async () => {
      const file = await ws.readJson("membership.json");
      const holdings = Array.from({ length: 9 }, (_, k) => ({ row: k + 1, quantity: "1" }));
      await ws.write("bad.json", { ...file, holdings });
      return proving({ "--membership": ws.at("bad.json") });
    },
    says: ["bad.json: holdings", "9 rows", "capacity 32 would fit"],
    code: 3,
  },
  {
    name: "JSON cut off",
    args: async () => {
      const text = await readFile(ws.at("market.json"), "utf8");
      await ws.write("bad.json", text.slice(0, text.length / 2));
      return ["market", "show", ws.at("bad.json")];
    },
    says: ["bad.json: the file", "is not valid JSON"],
    code: 3,
  },
  {
    name: "a missing file",
    args: async () => ["market", "show", ws.at("nowhere.json")],
    says: ["cannot read", "nowhere.json", "no such file"],
    code: 5,
  },
  {
    name: "a file of another version",
    args: async () => {
      await ws.write("bad.json", { ...(await ws.readJson("market.json")), format: "solvency-market/2" });
      return ["market", "show", ws.at("bad.json")];
    },
    says: ["bad.json: format", '"solvency-market/2"', 'must be "solvency-market/1"'],
    code: 3,
  },
  {
    name: "a recipient that is no address",
    args: async () => proving({ "--recipient": "0x1234" }),
    says: ["--recipient", '"0x1234"', "must be 0x and 40 hexadecimal digits"],
    code: 3,
  },
  {
    name: "a ratio out of range",
    args: async () => [...proving({}), "--ratio", "105"],
    says: ["--ratio", '"105"', "a ratio must be from 0 to 104.8575"],
    code: 3,
  },
];

const LATER = ["bad.json", "out"];

async function files(): Promise<string[]> {
  return (await readdir(ws.at(), { recursive: true })).filter((name) => !LATER.includes(name)).sort();
}

describe("bad input", () => {
  it.each(CASES)("$name: one error, nothing written", async ({ args, says, code }) => {
    const given = await args();
    const before = await files();
    const ran = await solvency([...given, "--json"]);
    expect(ran.code).toBe(code);
    expect(ran.stderr.match(/^error: /gm)).toHaveLength(1);
    for (const part of says) expect(ran.stderr).toContain(part);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
    const { error } = jsonOf(ran) as { error: { code: string; message: string } };
    expect(error.code).toBe(code === 3 ? "bad-input" : "environment");
    expect(ran.stderr).toContain(error.message);
    expect(await files()).toEqual(before);
    await expect(access(ws.at("out"))).rejects.toThrow();
  });

  it("never repeats a secret that breaks a rule (T-32)", async () => {
    const secret = formatFieldElement(OTHER_SECRET).toUpperCase();
    await ws.write("bad.json", { format: "solvency-owner/1", secret, owner: secret });
    const ran = await solvency(proving({ "--owner-secret": ws.at("bad.json") }));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("bad.json: secret is (not shown)");
    expect(ran.stderr + ran.stdout).not.toContain(secret.slice(10));
  });
});
