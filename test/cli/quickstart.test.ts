import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { environment, jsonOf, MAIN, printed, runNode, solvency } from "./support/run.ts";
import { copyExamples, modeOf } from "./support/workspace.ts";

const require = createRequire(import.meta.url);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "solvency-quickstart-"));
  await copyExamples(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const at = (...parts: string[]): string => join(folder, ...parts);
const inFolder = (args: readonly string[]) => solvency(args, { cwd: folder });

interface Report {
  readonly steps: readonly { name: string; milliseconds: number }[];
  readonly contract: { readonly address: string; readonly isSolvent: boolean };
  readonly refused: {
    readonly afterFall: { exitCode: number; message: string; details: string[] };
    readonly forgeries: readonly { refused: boolean; by: string }[];
    readonly changedClaim: { verifier: string[]; contract: string };
  };
  readonly next: readonly { command: string; exitCode: number }[];
}

let report: Report;

describe("quickstart", () => {
  it("goes from nothing to a claim on a chain", async () => {
    const ran = await inFolder(["quickstart", "--json"]);
    expect(ran.code, ran.stderr).toBe(0);
    const json = jsonOf(ran);
    report = json as unknown as Report;
    expect(json).toMatchObject({
      seenByTheTraderOnly: { equity: "62891.196", maintenance: "2246.1515", ratio: "27.9995" },
      claim: "equity ≥ maintenance margin",
      proofBytes: 256,
      contract: { chainId: "31337", isSolvent: true, claimOf: { epoch: "1" } },
    });
    expect(Object.keys(json.publicInputs as object)).toEqual([
      "accountsRoot",
      "marketRoot",
      "predicate",
      "scope",
      "nullifier",
      "context",
    ]);
    expect(report.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["chain", "attest", "submit"]),
    );
  });

  it("shows what is refused, and by whom", () => {
    const { afterFall, forgeries, changedClaim } = report.refused;
    expect(afterFall.exitCode).toBe(4);
    expect(afterFall.details.join()).toMatch(/shortfall +5268\.1355 USD/);
    expect(forgeries.map(({ refused }) => refused)).toEqual([true, true, true]);
    expect(forgeries[0]?.by).toMatch(/AssertBits .* in Predicate .* in MarginStandard/);
    expect(forgeries[1]?.by).toMatch(/AssertMember .* in TreePath .* in MarginStandard/);
    expect(forgeries[2]?.by).toMatch(/AssertBits .* in Placement .* in MarginStandard/);
    expect(changedClaim).toMatchObject({ verifier: ["proof"], contract: "InvalidProof" });
  });

  it("leaves private files private and public ones without secrets", async () => {
    const { secret } = JSON.parse(await readFile(at("quickstart/owner-secret.json"), "utf8")) as {
      secret: string;
    };
    const members = await readdir(at("quickstart/epoch/members"));
    expect(members).toHaveLength(22);
    const { salt } = JSON.parse(await readFile(at("quickstart/epoch/members/1001.json"), "utf8")) as {
      salt: string;
    };
    for (const name of ["owner-secret.json", "accounts/1001.json", "epoch/members/1001.json"]) {
      expect(await modeOf(at("quickstart", name))).toBe("600");
    }
    const claimFiles = await readdir(at("quickstart/claim"));
    const attested = ["accounts-attestation.json", "market-attestation.json", "deployments/31337.json"];
    const open = [
      "market.json",
      "epoch/epoch.json",
      ...attested,
      ...claimFiles.map((name) => join("claim", name)),
    ];
    const texts = await Promise.all(open.map((name) => readFile(at("quickstart", name), "utf8")));
    for (const hidden of [secret, salt]) {
      for (const text of [...texts, ...printed]) {
        expect(text).not.toContain(hidden.slice(2));
        expect(text).not.toContain(BigInt(hidden).toString());
      }
    }
  });

  it("prints next commands that work as printed", async () => {
    expect(report.next.length).toBeGreaterThanOrEqual(4);
    for (const { command, exitCode } of report.next) {
      const [program = "", ...args] = command.split(" ");
      const snarkjs = join(dirname(require.resolve("snarkjs")), "cli.cjs");
      const ran = await runNode(program === "npx" ? [snarkjs, ...args.slice(1)] : args, { cwd: folder });
      expect([command, ran.code, ran.stderr.split("\n").length]).toEqual([
        command,
        exitCode,
        exitCode === 0 ? 1 : 5,
      ]);
    }
  });
});

describe("every example in the help works with the quickstart's files", () => {
  const commands = [
    "market build",
    "market show",
    "account import",
    "account show",
    "epoch build",
    "prove margin",
  ];
  const chain = ["venue attest", "oracle sign"];
  it.each([...commands, "verify", "keys setup", "keys show", ...chain])("%s", async (command) => {
    const { stdout } = await solvency([...command.split(" "), "--help"]);
    const examples = [...stdout.matchAll(/^ {2}\$ solvency (.*)$/gm)].map(([, args = ""]) => args);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      // A public test key, for the commands that sign.
      const env = { SOLVENCY_PRIVATE_KEY: `0x${"01".repeat(32)}` };
      const ran = await solvency(example.split(" "), { cwd: folder, env });
      expect([example, ran.code, ran.stderr]).toEqual([example, 0, ""]);
    }
  });
});

/** Starts a quickstart and waits until its node runs. */
async function started(dir: string) {
  const child = spawn(process.execPath, [MAIN, "quickstart", "--dir", dir], {
    cwd: folder,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (data: Buffer) => {
      said += data.toString();
      const found = /node at (\S+),/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(`it ended early: ${said}`)));
  });
  return { child, ended, url };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { method: "POST", body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}' }).then(
    () => true,
    () => false,
  );

describe("quickstart's clean-up", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGKILL", "SIGKILL"],
  ] as const)("leaves no node behind on %s", async (signal, code) => {
    const { child, ended, url } = await started(`interrupted-${signal}`);
    expect(await answers(url)).toBe(true);
    child.kill(signal);
    expect(await ended).toBe(code);
    await expect.poll(() => answers(url), { timeout: 5_000 }).toBe(false);
  });

  it("leaves a folder alone that it did not make", async () => {
    await writeFile(at("mine.txt"), "precious");
    const ran = await inFolder(["quickstart", "--dir", "."]);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("is not empty, and not made by the quickstart");
    expect(await readFile(at("mine.txt"), "utf8")).toBe("precious");
  });
});
