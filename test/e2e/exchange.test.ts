import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../prover/domain/field.ts";
import { writeOwnerSecret } from "../../prover/formats/owner.ts";
import { jsonOf, type Ran, runNode, solvency } from "../cli/support/run.ts";

/** An exchange's whole way, with real proofs of the smallest size, a chain, and the command line as customers and auditors use it. */
let home: string;
let ran: Ran;
const at = (...parts: string[]): string => join(home, ...parts);

interface Run {
  refused: { who: string; why: string }[];
  withAllReserves: { name: string; holds: boolean | null }[];
  withOneCoinLess: { name: string; holds: boolean | null; detail: string }[];
  users: { checked: string[] };
  batches: number;
  bundle: { hash: string };
  next: { command: string; exitCode: number }[];
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "solvency-test-"));
  ran = await solvency(["quickstart:exchange", "--accounts", "20", "--dir", "qx", "--json"], { cwd: home });
}, 900_000);
afterAll(() => rm(home, { recursive: true, force: true }));

describe("quickstart:exchange", () => {
  it("attests, and the contract says solvent; one coin removed, and it says not", () => {
    expect(ran.code, ran.stderr).toBe(0);
    const run = jsonOf(ran) as unknown as Run;
    expect(run.batches).toBe(3);
    expect(run.withAllReserves.map(({ name, holds }) => [name, holds])).toEqual(
      ["files", "market", "proofs", "total", "recorded", "rows", "reserves", "solvent now"].map((name) => [
        name,
        true,
      ]),
    );
    expect(run.withOneCoinLess).toMatchObject([
      { name: "recorded", holds: true },
      { name: "rows", holds: true },
      { name: "reserves", holds: false, detail: "reserves now are short of 1 USDT" },
      { name: "solvent now", holds: false, detail: "the contract says: not solvent" },
    ]);
    expect(run.users.checked).toEqual(["1001", "1011", "1020"]);
  });

  it("prints next commands that work as printed", async () => {
    const { next } = jsonOf(ran) as unknown as Run;
    expect(next.length).toBeGreaterThan(3);
    for (const { command, exitCode } of next) {
      // `node cli/main.ts …`, from a folder that is not the clone.
      const played = await runNode(command.split(" ").slice(1), { cwd: home });
      expect([command, played.code, played.stderr]).toEqual([command, exitCode, ""]);
    }
    const help = (await solvency(["attestation", "sign-table", "--help"])).stdout;
    const [, example = ""] = / \$ solvency (attestation sign-table .*)$/m.exec(help) ?? [];
    const args = example.replaceAll("quickstart-exchange/", "qx/").split(" ");
    const signed = await solvency(args, { cwd: home, env: { SOLVENCY_PRIVATE_KEY: `0x${"01".repeat(32)}` } });
    expect(signed.code, signed.stderr).toBe(0);
    expect(signed.stdout).toMatch(/contracts +BTC\/USDT:USDT, ETH\/USDT:USDT/);
    expect(signed.stdout).toMatch(/owed in +PNL-USDT in USDT/);
    expect(signed.stdout).toMatch(/counts in full +0x0{40}, 18 decimals, as ETH/);
  }, 60_000);

  it("names the two accounts that cannot be attested, and why", () => {
    const { refused } = jsonOf(ran) as unknown as Run;
    expect(refused.map(({ who, why }) => [who, why])).toEqual([
      ["account 1021", "account 1021 has negative equity"],
      [
        "account 1022",
        expect.stringMatching(/ledger\.csv: line \d+, quantity is "1e6": must be a plain decimal/),
      ],
    ]);
  });
});

const marketTime = async (): Promise<string> =>
  String((JSON.parse(await readFile(at("qx/market.json"), "utf8")) as { asOf: number }).asOf);
const build = async (...more: string[]) =>
  solvency([
    ...[
      "attestation",
      "build",
      "--ledger",
      at("qx/ledger.csv"),
      "--market",
      at("qx/market.json"),
      "--size",
      "small",
    ],
    ...["--venue", "exchange-example", "--epoch", "2", "--as-of", await marketTime(), "--leave-out"],
    ...["--work", at("work"), "--out", at("bundle"), ...more],
  ]);

describe("attestation", () => {
  it("build makes a bundle and proves nothing twice", async () => {
    const first = await build("--json");
    expect(first.code, first.stderr).toBe(0);
    expect(jsonOf(first)).toMatchObject({
      attested: 20,
      batches: 3,
      folds: 1,
      proofsMade: 6,
      users: { files: 20 },
    });
    const again = await build("--json");
    expect(jsonOf(again)).toMatchObject({ proofsMade: 0, bundle: (jsonOf(first) as unknown as Run).bundle });
    expect(again.stderr).toContain("left out: account 1021");
  }, 300_000);

  it("build attests nothing where accounts cannot be attested and nobody said to leave them out", async () => {
    const strict = await solvency([
      ...[
        "attestation",
        "build",
        "--ledger",
        at("qx/ledger.csv"),
        "--market",
        at("qx/market.json"),
        "--size",
        "small",
      ],
      ...["--venue", "exchange-example", "--epoch", "3", "--work", at("strict"), "--out", at("none")],
    ]);
    expect(strict.code).toBe(3);
    expect(strict.stderr).toContain("account 1021");
    expect(strict.stderr).toContain("account 1022");
  }, 60_000);

  it("build refuses prices of another time before it does any work", async () => {
    const stale = await build("--as-of", String(Number(await marketTime()) + 3_601), "--work", at("stale"));
    expect(stale.code).toBe(3);
    expect(stale.stderr).toContain("asOf is");
    expect(stale.stderr).toContain("must be at most an hour from the market's time");
    await expect(readFile(at("stale/epoch-secret.json"))).rejects.toThrow("ENOENT");
  });

  it("show says what a bundle says, and that it is unchecked", async () => {
    const shown = await solvency(["attestation", "show", at("bundle")]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain("exchange-example, epoch 2");
    expect(shown.stdout).toContain("Nothing of this was checked.");
  });

  it("verify gives one verdict; offline it says that the chain was not asked", async () => {
    const good = await solvency(["attestation", "verify", at("bundle"), "--offline"]);
    expect(good.code, good.stderr).toBe(0);
    expect(good.stdout).toContain("HOLDS");
    expect(good.stdout).toMatch(/– chain +not asked/);
    const neither = await solvency(["attestation", "verify", at("bundle")]);
    expect(neither.code).toBe(3);
  }, 60_000);

  it("verify ends with 1 and names the stage, where one byte or one proof is another", async () => {
    await cp(at("bundle"), at("spoiled"), { recursive: true });
    const proofs = await readFile(at("spoiled/proofs.ndjson"), "utf8");
    await writeFile(
      at("spoiled/proofs.ndjson"),
      proofs.replace(/"pi_c":\["(\d)/, (_, digit) => `"pi_c":["${(Number(digit) % 9) + 1}`),
    );
    const bad = await solvency(["attestation", "verify", at("spoiled"), "--offline", "--json"]);
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain("the attestation does not hold (files");
    expect(jsonOf(bad)).toMatchObject({ valid: false });
  }, 60_000);
});

describe("inclusion check", () => {
  const member = () => at("work/users/1001.json");
  const rootOf = async () =>
    (JSON.parse(await readFile(at("bundle/manifest.json"), "utf8")) as { accountsRoot: string }).accountsRoot;

  it("compares the customer's own statement, and says what it did not look at", async () => {
    const file = JSON.parse(await readFile(member(), "utf8")) as {
      owner: string;
      holdings: { row: number; quantity: string }[];
    };
    const market = JSON.parse(await readFile(at("qx/market.json"), "utf8")) as {
      rows: { index: number; name: string }[];
    };
    const names = new Map(market.rows.map(({ index, name }) => [index, name]));
    const holdings = file.holdings.map(({ row, quantity }) => ({ row: names.get(row), quantity }));
    const statement = {
      format: "solvency-account/1",
      tag: "1001",
      mode: "cross",
      owner: file.owner,
      holdings,
    };
    await writeFile(at("own.json"), JSON.stringify(statement));
    const check = async () =>
      solvency([
        "inclusion",
        "check",
        member(),
        "--statement",
        at("own.json"),
        "--market",
        at("qx/market.json"),
        "--root",
        await rootOf(),
      ]);
    const good = await check();
    expect(good.code, good.stderr).toBe(0);
    expect(good.stdout).toContain("INCLUDED");
    // Names of rows are in no root: without the chain, the market's file is the venue's word.
    expect(good.stdout).toMatch(/– holdings +are yours, if the rows are called so: give --rpc/);
    expect(good.stdout).toMatch(/– owner +whether it is yours alone: give --customer/);
    expect(good.stdout).toMatch(/– reserves +not looked at/);
    expect(good.stdout).toMatch(/– epoch +whether others look at the same one/);

    const [first, ...rest] = holdings;
    await writeFile(
      at("own.json"),
      JSON.stringify({ ...statement, holdings: [{ ...first, quantity: "1" }, ...rest] }),
    );
    const other = await check();
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("the venue committed to another account");
  }, 60_000);

  it("says whose account it is: one could be shown to all of equal balances (T-60)", async () => {
    const check = async (...who: string[]) =>
      solvency(["inclusion", "check", member(), "--root", await rootOf(), ...who]);
    const mine = await check("--customer", "customer-1001");
    expect(mine.code, mine.stderr).toBe(0);
    expect(mine.stdout).toMatch(/✔ owner +is "customer-1001": nobody else was given this account/);
    const another = await check("--customer", "customer-1002");
    expect(another.code).toBe(1);
    expect(another.stderr).toContain("others may have been given the same file");
    await writeOwnerSecret(at("secret.json"), 7n as FieldElement);
    expect((await check("--owner-secret", at("secret.json"))).code).toBe(1);
  }, 60_000);

  it("refuses another root, and wants to know which root to trust", async () => {
    const wrong = await solvency(["inclusion", "check", member(), "--root", `0x${"0".repeat(63)}7`]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("in another tree than the attested one");
    expect((await solvency(["inclusion", "check", member()])).code).toBe(3);
  });
});
