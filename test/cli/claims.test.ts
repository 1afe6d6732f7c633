import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mined } from "../../cli/chain/mined.ts";
import { type Anvil, startAnvil } from "./support/anvil.ts";
import { environment, jsonOf, MAIN, printed, solvency } from "./support/run.ts";
import { ATTESTOR, DEPLOYER, STRANGER, TRADER, type VenueWorld, venueWorld } from "./support/venue-world.ts";

let world: VenueWorld;
let evidence: string[];
beforeAll(async () => {
  world = await venueWorld();
  evidence = ["--accounts-attestation", world.accountsFile, "--market-attestation", world.marketFile];
  await world.prove("claim");
});
afterAll(() => world?.close());

/** A process that runs on, line by line. */
interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<number | null>;
  /** All it said so far. */
  readonly said: () => string;
  /** Resolves once stdout or stderr has this. */
  readonly until: (text: string | RegExp, times?: number) => Promise<void>;
}

function start(args: readonly string[], key?: string): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: environment(key === undefined ? {} : { SOLVENCY_PRIVATE_KEY: key }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      text += data.toString();
      printed.push(data.toString());
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    ended,
    said: () => text,
    until: (wanted, times = 1) =>
      expect
        .poll(() => text.split(wanted).length - 1, { timeout: 60_000, interval: 50 })
        .toBeGreaterThanOrEqual(times),
  };
}

interface WatchLine {
  readonly kind: string;
  readonly nullifier?: string;
  readonly transaction?: string;
}

const linesOf = (text: string): WatchLine[] =>
  text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as WatchLine);

const watchArgs = (...more: string[]): string[] => [
  ...["claims", "watch", "--rpc", world.anvil.url, "--claims", world.claims.address, "--json", ...more],
];

const submitArgs = (): string[] => ["submit", world.ws.at("claim"), "--rpc", world.anvil.url, ...evidence];

async function submitted(): Promise<string> {
  const ran = await world.as(TRADER, [...submitArgs(), "--json"]);
  expect(ran.code, ran.stderr).toBe(0);
  return (jsonOf(ran) as { transactions: [{ hash: string }] }).transactions[0].hash;
}

describe("submit --confirmations", () => {
  it("sees that a re-organisation took its block, and waits until the claim is in the chain again (T-25)", async () => {
    const state = await world.anvil.request<string>("evm_snapshot");
    const running = start([...submitArgs(), "--confirmations", "3"], TRADER.privateKey);
    await running.until("mined in block");
    const block = await world.anvil.provider.getBlock("latest");
    const hash = block?.transactions[0] ?? "";
    const raw = await world.anvil.request<string>("eth_getRawTransactionByHash", hash);
    await world.anvil.request("anvil_reorg", 1, []);
    await running.until("is no longer part of the chain");
    expect((await world.claims.claimOf(world.scope, await nullifier())).epoch).toBe(0n);
    await world.anvil.request("eth_sendRawTransaction", raw);
    await running.until("mined in block", 2);
    await world.anvil.request("anvil_mine", "0x3");
    expect(await running.ended, running.said()).toBe(0);
    expect(running.said()).toMatch(/isSolvent +true/);
    await world.anvil.request("evm_revert", state);
  });
});

describe("submit --confirmations, on a branch where the contract refuses", () => {
  it("says that the transaction failed, and no success (T-25, T-41)", async () => {
    const state = await world.anvil.request<string>("evm_snapshot");
    const running = start([...submitArgs(), "--confirmations", "3", "--json"], TRADER.privateKey);
    await running.until("mined in block");
    const block = await world.anvil.provider.getBlock("latest");
    const hash = block?.transactions[0] ?? "";
    const raw = await world.anvil.request<string>("eth_getRawTransactionByHash", hash);
    await world.anvil.request("anvil_reorg", 1, []);
    await running.until("is no longer part of the chain");
    await mined(await world.claims.as(DEPLOYER.connect(world.anvil.provider)).pause());
    await world.anvil.request("eth_sendRawTransaction", raw);
    await world.anvil.request("anvil_mine", "0x3");
    expect(await running.ended, running.said()).toBe(1);
    expect(running.said()).toContain("the transaction failed");
    expect(running.said()).not.toContain('"submitted": true');
    await world.anvil.request("evm_revert", state);
  });
});

const nullifier = async (): Promise<bigint> => {
  const { publicSignals } = (await world.ws.readJson("claim/claim.json")) as unknown as {
    publicSignals: string[];
  };
  return BigInt(publicSignals[4] ?? "0");
};

let transaction: string;

describe("claims audit", () => {
  beforeAll(async () => {
    transaction = await submitted();
  });

  const audit = (hash: string, ...more: string[]) =>
    solvency([
      ...["claims", "audit", hash, "--rpc", world.anvil.url, "--claims", world.claims.address, "--json"],
      ...more,
    ]);

  it("verifies a past claim again, from its logs", async () => {
    const ran = await audit(transaction);
    expect(ran.code, ran.stderr).toBe(0);
    const { claims } = jsonOf(ran) as { claims: { checks: { name: string; holds: boolean }[] }[] };
    expect(claims[0]).toMatchObject({ valid: true, transaction, recipient: TRADER.address, epoch: "1" });
    const names = claims[0]?.checks.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["proof", "context", "accounts attested", "market attested"]),
    );
  });

  it("refuses a transaction that is not there, one without a claim, and a text that is none", async () => {
    const unknown = await audit(`0x${"ab".repeat(32)}`);
    expect([unknown.code, unknown.stderr]).toEqual([5, expect.stringContaining("knows no transaction")]);
    const block = await world.anvil.provider.getBlock(1);
    const other = await audit(block?.transactions[0] ?? "");
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining("recorded no claim")]);
    expect((await audit("0x12")).code).toBe(3);
  });

  it("says what a claim rests on that was revoked since", async () => {
    const state = await world.anvil.request<string>("evm_snapshot");
    const { asOf } = world.ws.market;
    const done = await world.as(DEPLOYER, [
      ...["venue", "revoke", world.ws.market.venue, ATTESTOR.address, "--from", String(asOf - 10)],
      ...["--rpc", world.anvil.url, "--deployment", world.deploymentFile],
    ]);
    expect(done.code, done.stderr).toBe(0);
    const ran = await audit(transaction);
    expect(ran.code).toBe(0); // the proof holds as ever; the claim no longer does
    expect(ran.stdout).toContain("the accounts count no more: a key was revoked");
    await world.anvil.request("evm_revert", state);
  });
});

describe("claims watch --once", () => {
  it("tells of every claim so far, one line each", async () => {
    const ran = await solvency(watchArgs("--once"));
    expect(ran.code, ran.stderr).toBe(0);
    const lines = ran.stdout.trim();
    expect(lines).toContain('"kind":"recorded"');
    expect(lines).toContain(transaction);
    const kinds = lines.split("\n").map((line) => (JSON.parse(line) as WatchLine).kind);
    expect(kinds).toEqual(["recorded", "end"]);
  });

  it("can be told one scope, and how deep blocks must be", async () => {
    const other = await solvency(watchArgs("--once", "--scope", "0x7"));
    expect(other.stdout).not.toContain("recorded");
    const deep = await solvency(watchArgs("--once", "--confirmations", "50"));
    expect(deep.stdout).not.toContain('"recorded"');
  });

  it("refuses an address without a contract", async () => {
    const args = ["claims", "watch", "--rpc", world.anvil.url, "--claims", STRANGER.address, "--once"];
    const ran = await solvency(args);
    expect([ran.code, ran.stderr]).toEqual([5, expect.stringContaining("there is no contract")]);
  });
});

describe("claims watch", () => {
  it("announces claims, retracts them when the chain is re-organised or begins anew, and goes on (T-25)", async () => {
    const running = start(watchArgs("--from-block", "0"));
    await running.until('"kind":"recorded"');
    // Three blocks deep: the claim's and two more.
    const depth = (await world.anvil.provider.getBlockNumber()) - (await blockOf(transaction)) + 1;
    const raw = await world.anvil.request<string>("eth_getRawTransactionByHash", transaction);
    await world.anvil.request("anvil_reorg", depth, []);
    await running.until('"kind":"retracted"');
    await world.anvil.request("eth_sendRawTransaction", raw);
    await running.until('"kind":"recorded"', 2);

    await world.anvil.stop();
    await running.until("asking again until it does");
    const anew: Anvil = await startAnvil({ port: world.anvil.port });
    try {
      await running.until("answers again");
      await running.until('"kind":"retracted"', 2);
      const events = linesOf(running.said());
      expect(events.map(({ kind }) => kind)).toEqual(["recorded", "retracted", "recorded", "retracted"]);
      expect(new Set(events.map((event) => event.nullifier)).size).toBe(1);
    } finally {
      running.child.kill("SIGINT");
      await anew.stop();
    }
    expect(await running.ended).toBe(130);
  });

  it("has shown no private key (T-32)", () => {
    for (const text of printed) expect(text).not.toContain(TRADER.privateKey.slice(2));
  });
});

async function blockOf(hash: string): Promise<number> {
  const receipt = await world.anvil.provider.getTransactionReceipt(hash);
  return receipt?.blockNumber ?? 0;
}
