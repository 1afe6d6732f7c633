import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Contract, ZeroHash } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mined } from "../../cli/chain/mined.ts";
import { deployToken, type ExchangeChain, openExchangeChain } from "../../cli/exchange/chain.ts";
import { writeLedger } from "../../cli/exchange/ledger.ts";
import { exchangeMarket } from "../../cli/exchange/market.ts";
import { formatFieldElement } from "../../prover/domain/field.ts";
import { formatQuantity } from "../../prover/domain/quantity.ts";
import { readMembership } from "../../prover/formats/epoch.ts";
import { marketToJson } from "../../prover/formats/market.ts";
import { loadVerifierArtefacts } from "../../prover/keys/artefacts.ts";
import { developmentSetup } from "../../prover/keys/setup.ts";
import { SIZE_CLASSES, totalCircuit } from "../../prover/liabilities/attest/size-classes.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { mergeMarkets } from "../../verifier-contracts/client/merge-markets.ts";
import { nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { signMarket } from "../../verifier-contracts/client/typed-data.ts";
import { jsonOf, solvency } from "../cli/support/run.ts";

/** Venue, signers, wallets, customers and auditors on one chain, each with the command line alone. */
const VENUE = "exchange-example";
const COIN = "0x0000000000000000000000000000000000000000";
let home: string;
let chain: ExchangeChain;
let tether: string;
let bitcoin: string;
const at = (name: string): string => join(home, name);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "solvency-test-"));
  const { narrow, fold, table } = SIZE_CLASSES.small;
  const total = totalCircuit(SIZE_CLASSES.small, 6);
  await mkdir(at("keys"));
  for (const circuit of [narrow, fold, table, total]) {
    await symlink(await developmentSetup(circuit), at(`keys/${circuit.id}`));
  }
  chain = await openExchangeChain(VENUE, await loadVerifierArtefacts(await developmentSetup(total)));
  const market = exchangeMarket(VENUE, chain.now);
  await writeFile(at("market.json"), JSON.stringify(marketToJson(market)));
  await writeLedger(at("ledger.csv"), 8);
  const attestation = {
    market: chain.name,
    marketRoot: (await MarketTree.build(market)).root,
    asOf: BigInt(chain.now),
  };
  const place = { chainId: chain.node.chainId, registry: chain.contracts.markets.address };
  const signed = mergeMarkets([
    await signMarket(chain.account("firstSigner"), place, attestation),
    await signMarket(chain.account("secondSigner"), place, attestation),
  ]);
  await mined(await chain.contracts.markets.record(signed));
  const notAfter = BigInt(chain.now) + 365n * 86_400n;
  const [admin, auditor] = [chain.account("deployer").address, chain.account("elsewhere").address];
  const panel = {
    market: nameToBytes32("auditors"),
    admin,
    threshold: 2n,
    signers: [admin, auditor],
    notAfter,
  };
  await mined(await chain.contracts.markets.openMarket(panel));
  tether = await deployToken(chain.account("hot"), "USDT", 6, 10n ** 14n);
  bitcoin = await deployToken(chain.account("cold"), "BTC", 8, 10n ** 12n);
  const assets = {
    format: "solvency-assets/1",
    closed: ["BTC/USDT:USDT", "ETH/USDT:USDT"],
    owedIn: { "PNL-USDT": "USDT" },
    tokens: [
      { row: "ETH", token: COIN, decimals: 18 },
      { row: "USDT", token: tether, decimals: 6 },
      { row: "BTC", token: bitcoin, decimals: 8 },
    ],
  };
  await writeFile(at("assets.json"), JSON.stringify(assets));
}, 900_000);
afterAll(async () => {
  await chain?.node.stop();
  await rm(home, { recursive: true, force: true });
});

type Who = Parameters<ExchangeChain["account"]>[0];
const as = async (who: Who, ...args: string[]) => {
  const ran = await solvency(args, { env: { SOLVENCY_PRIVATE_KEY: chain.account(who).privateKey } });
  expect(ran.code, ran.stderr).toBe(0);
  return ran;
};
const onChain = () => ["--rpc", chain.node.url, "--attestations", chain.contracts.attestations.address];
const trusted = () => [...onChain(), "--market", VENUE];
const verify = (...more: string[]) =>
  solvency(["attestation", "verify", at("bundle"), ...trusted(), ...more, "--json"]);

describe("An exchange on a chain, by the command line", () => {
  it("builds, has its table signed, owns reserves, publishes, and is verified", async () => {
    const build = await solvency([
      ...[
        "attestation",
        "build",
        "--ledger",
        at("ledger.csv"),
        "--market",
        at("market.json"),
        "--size",
        "small",
      ],
      ...["--venue", VENUE, "--epoch", "1", "--as-of", String(chain.now), "--leave-out"],
      ...["--work", at("work"), "--out", at("bundle")],
    ]);
    expect(build.code, build.stderr).toBe(0);
    const early = await verify();
    expect(early.code).toBe(1);
    expect(early.stderr).toContain("(recorded, rows, reserves, solvent now)");

    const registry = chain.contracts.tables.address;
    for (const who of ["firstSigner", "secondSigner"] as const) {
      const place = ["--chain-id", String(chain.node.chainId), "--registry", registry];
      await as(
        who,
        ...["attestation", "sign-table", at("market.json"), "--size", "small"],
        ...["--assets", at("assets.json")],
        ...place,
        ...["--out", at(`${who}.json`)],
      );
    }
    await as("hot", "reserves", "own", "--venue", VENUE, ...onChain());
    const reserves = [
      "--chain-id",
      String(chain.node.chainId),
      "--registry",
      chain.contracts.reserves.address,
    ];
    await as("cold", "reserves", "sign", "--venue", VENUE, ...reserves, "--out", at("cold.json"));
    await as("elsewhere", "reserves", "record", at("cold.json"), ...onChain());
    const published = await as(
      "attestor",
      ...["attestation", "publish", at("bundle"), ...onChain()],
      ...["--table", at("firstSigner.json"), at("secondSigner.json")],
      ...[
        "--holding",
        `${COIN}:${chain.account("cold").address}`,
        `${tether}:${chain.account("hot").address}`,
        `${bitcoin}:${chain.account("cold").address}`,
      ],
      ...["--uri", "https://exchange.example/epochs/1", "--json"],
    );
    expect(jsonOf(published)).toMatchObject({ venue: VENUE, epoch: 1 });
    const verdict = await verify();
    expect(verdict.code, verdict.stderr).toBe(0);
    const untrusted = await solvency([
      "attestation",
      "verify",
      at("bundle"),
      ...onChain(),
      "--market",
      "auditors",
    ]);
    expect([untrusted.code, untrusted.stderr]).toEqual([
      1,
      expect.stringContaining("(recorded, rows, reserves, solvent now)"),
    ]);
    expect(untrusted.stdout).toContain("whose signers you did not name");
    const own = await solvency(["attestation", "verify", at("bundle"), "--offline", "--keys", at("keys")]);
    expect(own.code, own.stderr).toBe(0);
    const theirs = await solvency([
      "attestation",
      "verify",
      at("bundle"),
      "--offline",
      "--keys",
      at("bundle"),
    ]);
    expect([theirs.code, theirs.stderr]).toEqual([3, expect.stringContaining("must not be in the bundle")]);
    expect(jsonOf(verdict)).toMatchObject({ valid: true, scope: "bundle and chain", insecureKeys: true });
  }, 300_000);

  it("lets no signer sign a table whose rows hide what is owed (T-59)", async () => {
    const assets = JSON.parse(await readFile(at("assets.json"), "utf8")) as object;
    await writeFile(at("wrong.json"), JSON.stringify({ ...assets, owedIn: { "PNL-USDT": "BTC" } }));
    const place = ["--chain-id", "31337", "--registry", chain.contracts.tables.address];
    const ran = await solvency(
      [
        "attestation",
        "sign-table",
        at("market.json"),
        "--size",
        "small",
        "--assets",
        at("wrong.json"),
        ...place,
      ].concat(["--out", at("wrong-table.json")]),
      { env: { SOLVENCY_PRIVATE_KEY: chain.account("firstSigner").privateKey } },
    );
    expect(ran.code, ran.stderr).toBe(3);
    expect(ran.stderr).toContain("BTC: worth of an owned unit");
    await expect(readFile(at("wrong-table.json"))).rejects.toThrow("ENOENT");
  });

  it("is solvent for those who trust a panel, once one of it has verified everything", async () => {
    const requirement = {
      ...{ market: chain.name, panel: nameToBytes32("auditors"), statement: ZeroHash },
      ...{ maxAccountsAge: 86_400n, maxMarketAge: 86_400n },
      ...{ margin: false, attested: false, current: true, openContracts: false },
    };
    const isSolvent = () => chain.contracts.attestations.isSolvent(chain.name, requirement);
    expect(await isSolvent()).toBe(false);
    const review = ["attestation", "review", at("bundle"), "--panel", "auditors", ...trusted()];
    for (const who of ["elsewhere", "deployer"] as const) {
      await as(who, ...review, "--out", at(`review-${who}.json`));
    }
    const files = [at("review-elsewhere.json"), at("review-deployer.json")];
    await as("hot", "attestation", "record-review", ...files, ...onChain());
    expect(await isSolvent()).toBe(true);
    expect((await verify("--panel", "auditors")).code).toBe(0);
    expect((await verify("--panel", "others")).code).toBe(1);
    const twice = await solvency([
      "attestation",
      "record-review",
      files[0] ?? "",
      files[0] ?? "",
      ...onChain(),
    ]);
    expect(twice.code).toBe(3);
    expect(twice.stderr).toContain("review-elsewhere.json: signer is");
    const early = await solvency([...review, "--as-of", "1", "--out", at("early.json")], {
      env: { SOLVENCY_PRIVATE_KEY: chain.account("elsewhere").privateKey },
    });
    expect([early.code, early.stderr]).toEqual([
      3,
      expect.stringContaining("must not be before the accounts"),
    ]);
  }, 60_000);

  it("lets a customer check with the root from the chain", async () => {
    const member = at("work/users/1003.json");
    const ran = await solvency(["inclusion", "check", member, ...onChain()]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toMatch(/✔ root +is the attested one, on chain 31337/);
    expect(ran.stdout).toMatch(/✔ epoch +is the latest attested/);
    const { tag, mode, owner, holdings } = await readMembership(member).then(({ account }) => account);
    const market = JSON.parse(await readFile(at("market.json"), "utf8")) as {
      rows: { index: number; name: string }[];
    };
    const nameOf = (row: number) => market.rows.find(({ index }) => index === row)?.name ?? "";
    const statement = {
      format: "solvency-account/1",
      ...{ tag: String(tag), mode, owner: formatFieldElement(owner) },
      holdings: holdings.map(({ row, quantity }) => ({
        row: nameOf(row),
        quantity: formatQuantity(quantity),
      })),
    };
    await writeFile(at("own.json"), JSON.stringify(statement));
    const check = (marketFile: string) =>
      solvency([
        ...["inclusion", "check", member, "--customer", "customer-1003"],
        ...["--statement", at("own.json"), "--market", at(marketFile), ...onChain()],
      ]);
    const own = await check("market.json");
    expect(own.code, own.stderr).toBe(0);
    expect(own.stdout).toMatch(/✔ holdings +are yours, to the last unit/);
    // Exchanged names: the root is the same, and what is owed in BTC would be counted in USDT (T-62).
    const [first, second] = market.rows;
    if (first === undefined || second === undefined) throw new Error("the market has no rows");
    [first.name, second.name] = [second.name, first.name];
    await writeFile(at("exchanged.json"), JSON.stringify(market));
    await writeFile(
      at("own.json"),
      JSON.stringify({
        ...statement,
        holdings: holdings.map(({ row, quantity }) => ({
          row: nameOf(row),
          quantity: formatQuantity(quantity),
        })),
      }),
    );
    const exchanged = await check("exchanged.json");
    expect([exchanged.code, exchanged.stderr]).toEqual([
      1,
      expect.stringContaining("the signers call rows[0] otherwise"),
    ]);
    const changed = (await readFile(member, "utf8")).replace('"epoch": 1', '"epoch": 2');
    await writeFile(at("other-epoch.json"), changed);
    const other = await solvency(["inclusion", "check", at("other-epoch.json"), ...onChain()]);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("no attestation of exchange-example for epoch 2");
  }, 60_000);

  it("publishes no shortage by accident: an epoch is attested once, for ever", async () => {
    const published = [
      ...["attestation", "publish", at("bundle"), ...onChain()],
      ...["--table", at("firstSigner.json"), at("secondSigner.json")],
      ...[
        "--holding",
        `${COIN}:${chain.account("cold").address}`,
        "--uri",
        "https://exchange.example/epochs/1",
      ],
    ];
    const env = { SOLVENCY_PRIVATE_KEY: chain.account("attestor").privateKey };
    const short = await solvency(published, { env });
    expect([short.code, short.stderr]).toEqual([
      3,
      expect.stringMatching(/does not cover what is owed of USDT, BTC; nothing was sent/),
    ]);
    const again = await solvency([...published, "--short"], { env });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("EpochAlreadyAttested")]);
  }, 60_000);

  it("backs no venue that is not there, and says what an address is not", async () => {
    const env = { SOLVENCY_PRIVATE_KEY: chain.account("elsewhere").privateKey };
    const typo = await solvency(["reserves", "own", "--venue", "exchange-exmaple", ...onChain()], { env });
    expect([typo.code, typo.stderr]).toEqual([5, expect.stringContaining("exchange-exmaple")]);
    const wrong = ["--rpc", chain.node.url, "--attestations", chain.contracts.markets.address];
    const ran = await solvency(["reserves", "own", "--venue", VENUE, ...wrong], { env });
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("does not answer as a SolvencyAttestations does");
    expect(ran.stderr).not.toContain("internal error");
  }, 60_000);

  it("calls nothing wrong that it could not check: a verifier without keys", async () => {
    const ran = await solvency(["attestation", "verify", at("bundle"), ...trusted()], {
      env: { SOLVENCY_CACHE: at("empty") },
    });
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("nothing was checked: you have no key for solvency-batch-8x8");
    expect(ran.stderr).toContain("solvency keys setup --circuit solvency-total-64");
  }, 60_000);

  it("is no longer solvent when reserves have left, and the verdict says where", async () => {
    const token = new Contract(
      tether,
      ["function transfer(address,uint256) returns (bool)"],
      chain.account("hot"),
    );
    await mined(await token.getFunction("transfer")(chain.account("elsewhere").address, 10n ** 14n));
    const verdict = await verify();
    expect(verdict.code).toBe(1);
    expect(verdict.stderr).toContain("the attestation does not hold (reserves, solvent now)");
    const review = [
      "attestation",
      "review",
      at("bundle"),
      "--panel",
      "auditors",
      ...trusted(),
      "--out",
      at("no.json"),
    ];
    const ran = await solvency(review, {
      env: { SOLVENCY_PRIVATE_KEY: chain.account("elsewhere").privateKey },
    });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("nothing was signed");
    await expect(readFile(at("no.json"))).rejects.toThrow("ENOENT");
  }, 60_000);
});
