import { createHash } from "node:crypto";
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInclusion } from "../../prover/accounts/inclusion.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { readMembership } from "../../prover/formats/epoch.ts";
import { type BundleReport, verifyBundle } from "../../prover/liabilities/bundle/verify-bundle.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { attested, identity, STAMP_KEYS, stamp, table } from "../support/attestation.ts";
import { randomAccounts } from "../support/batch-case.ts";
import { manyRows } from "../support/batch-market.ts";
import { temporaryFolder } from "../support/temporary.ts";

type Json = Record<string, unknown>;
interface Line {
  circuit: string;
  publicSignals: string[];
  proof: unknown;
  taken?: number;
}

let home: string;
const bundles: { good: string; nextEpoch: string; otherMarket: string; manySteps: string } = {
  good: "",
  nextEpoch: "",
  otherMarket: "",
  manySteps: "",
};
const accounts = async () =>
  randomAccounts(await table(), { seed: 6, count: 100, most: 8 }).map(({ account }) => account);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "solvency-test-"));
  const build = async (name: string, more: Parameters<typeof identity>[0] = {}) =>
    (await attested(join(home, name), await accounts(), { identity: await identity(more) })).folder;
  for (const name of ["a", "b", "c", "d"]) await mkdir(join(home, name));
  bundles.good = await build("a");
  bundles.nextEpoch = await build("b", { epoch: 4 });
  bundles.otherMarket = await build("c", { table: await table(1_760_000_777) });
  bundles.manySteps = await build("d", { table: await CellTable.build(manyRows(300), "flat") });
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

/** A copy of the good bundle with something changed, its manifest brought in line so that hashes do not tell. */
async function forged(
  change: (bundle: { folder: string; lines: Line[]; total: Line; manifest: Json; market: Json }) => unknown,
  of: keyof typeof bundles = "good",
): Promise<BundleReport> {
  const folder = join(await temporaryFolder(), "bundle");
  await cp(bundles[of], folder, { recursive: true });
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), "utf8")) as never;
  const lines = await linesOf(folder);
  const total = (await read("total.json")) as Line;
  const manifest = (await read("manifest.json")) as Json;
  const market = (await read("market.json")) as Json;
  await change({ folder, lines, total, manifest, market });
  const files = manifest.files as Record<string, Json>;
  const put = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    files[name] = { sha256: createHash("sha256").update(text).digest("hex"), bytes: Buffer.byteLength(text) };
  };
  await put("proofs.ndjson", lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  await put("total.json", JSON.stringify(total));
  await put("market.json", JSON.stringify(market));
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return verifyBundle(folder, STAMP_KEYS);
}

async function linesOf(folder: string): Promise<Line[]> {
  const text = await readFile(join(folder, "proofs.ndjson"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

const failed = ({ stages }: BundleReport) =>
  stages.filter(({ holds }) => holds === false).map(({ name }) => name);
const stamped = (line: Line): Line => ({
  ...line,
  proof: stamp(line.circuit, line.publicSignals.map(BigInt)),
});

describe("A bundle", () => {
  it("holds as it was made, and brought in line after no change", async () => {
    expect((await verifyBundle(bundles.good, STAMP_KEYS)).holds).toBe(true);
    expect((await forged(() => {})).holds).toBe(true);
  });

  const batchAt = (lines: readonly Line[], k: number) =>
    lines.findIndex(({ taken }, i) => taken === undefined && i >= k);

  it.each<[string, (bundle: { lines: Line[]; manifest: Json }) => unknown]>([
    ["left out", ({ lines }) => lines.splice(batchAt(lines, 3), 1)],
    [
      "left out, and the count adjusted",
      ({ lines, manifest }) => {
        lines.splice(batchAt(lines, 3), 1);
        manifest.batches = Number(manifest.batches) - 1;
      },
    ],
    [
      "left out, and the fold takes one less",
      ({ lines, manifest }) => {
        const fold = lines.find(({ taken }) => taken === 8);
        lines.splice(batchAt(lines, 3), 1);
        if (fold !== undefined) fold.taken = 7;
        manifest.batches = Number(manifest.batches) - 1;
      },
    ],
    [
      "doubled",
      ({ lines, manifest }) => {
        lines.splice(3, 0, lines[3] as Line);
        manifest.batches = Number(manifest.batches) + 1;
      },
    ],
    ["moved", ({ lines }) => lines.splice(0, 2, lines[1] as Line, lines[0] as Line)],
    ["put in another's place", ({ lines }) => lines.splice(2, 1, lines[1] as Line)],
    [
      "added at the end",
      ({ lines, manifest }) => {
        lines.push(lines[0] as Line);
        manifest.batches = Number(manifest.batches) + 1;
      },
    ],
  ])("with a batch %s is refused (T-28)", async (_, change) => {
    expect(failed(await forged(change))).toEqual(["proofs"]);
  });

  it.each(["nextEpoch", "otherMarket"] as const)(
    "with a batch, a fold or the total of %s is refused",
    async (which) => {
      const others = await linesOf(bundles[which]);
      expect(failed(await forged(({ lines }) => lines.splice(0, 1, others[0] as Line)))).toEqual(["proofs"]);
      const first = others.findIndex(({ taken }) => taken !== undefined);
      expect(failed(await forged(({ lines }) => lines.splice(first, 1, others[first] as Line)))).toEqual([
        "proofs",
      ]);
      expect(failed(await forged(({ lines }) => lines.splice(0, lines.length, ...others)))).toEqual([
        "proofs",
      ]);
      const total = JSON.parse(await readFile(join(bundles[which], "total.json"), "utf8")) as Line;
      expect(failed(await forged((bundle) => Object.assign(bundle.total, total)))).toEqual(["total"]);
    },
  );

  it("with a market of another time or price is refused", async () => {
    expect(failed(await forged(({ market }) => Object.assign(market, { asOf: 1_760_000_777 })))).toEqual([
      "market",
    ]);
    const cheaper = (market: Json) =>
      Object.assign((market.rows as Json[])[1] ?? {}, { valuePrice: "1", notionalPrice: "1" });
    expect(failed(await forged(({ market }) => cheaper(market)))).toEqual(["market"]);
  });

  it.each([3_600, -3_600])(
    "with accounts %i s from the prices holds, and a second more is refused",
    async (distance) => {
      const moved = (by: number) =>
        forged(({ manifest }) => Object.assign(manifest, { asOf: Number(manifest.asOf) + by }));
      expect((await moved(distance)).holds).toBe(true);
      expect(failed(await moved(distance + Math.sign(distance)))).toEqual(["market"]);
    },
  );

  it("with a sum that is one unit off is refused, also with the signals computed for it", async () => {
    const off = (manifest: Json) => {
      const [first] = manifest.net as { quantity: string }[];
      if (first !== undefined) first.quantity = "0.00000001";
    };
    expect(failed(await forged(({ manifest }) => off(manifest)))).toEqual(["total"]);
  });

  it.each(["epoch", "asOf", "accountsRoot", "subtree", "marketRoot"])(
    "with another %s in the manifest is refused",
    async (name) => {
      const { holds, stages } = await forged(({ manifest }) => {
        manifest[name] =
          typeof manifest[name] === "number" ? Number(manifest[name]) + 1 : `0x${"0".repeat(63)}1`;
      });
      // The time of the accounts is what the venue signs to the chain: no proof has it.
      expect(holds).toBe(name === "asOf");
      expect(stages.every((each) => each.holds === true)).toBe(name === "asOf");
    },
  );

  it.each<[string, (bundle: { lines: Line[]; manifest: Json }) => unknown]>([
    ["a step of the table left out", ({ lines }) => lines.splice(-2, 1)],
    [
      "a step of the table left out, and the count adjusted",
      ({ lines, manifest }) => {
        lines.splice(-2, 1);
        manifest.readings = 2;
      },
    ],
    [
      "the table read to its end less one step",
      ({ lines, manifest }) => {
        manifest.subtree = `0x${BigInt(lines.pop()?.publicSignals[1] ?? 0)
          .toString(16)
          .padStart(64, "0")}`;
        manifest.readings = 2;
      },
    ],
    ["a step of the table doubled", ({ lines }) => lines.splice(-2, 0, lines.at(-2) as Line)],
    ["steps of the table in another order", ({ lines }) => lines.push(...lines.splice(-3, 1))],
    ["a table that begins again", ({ lines }) => lines.push(...lines.slice(-3))],
    ["the table read before the last fold", ({ lines }) => lines.push(...lines.splice(-4, 1))],
    ["a batch after the table", ({ lines }) => lines.push(lines[0] as Line)],
    [
      "a table read against another subtree",
      ({ lines }) => {
        for (const line of lines.slice(-3)) {
          line.publicSignals[0] = "5";
          Object.assign(line, stamped(line));
        }
      },
    ],
    [
      "a step of the table that says how many subtrees it folds",
      ({ lines }) => Object.assign(lines.at(-1) ?? {}, { taken: 1 }),
    ],
    ["a fold that does not", ({ lines }) => Object.assign(lines.at(-4) ?? {}, { taken: undefined })],
  ])("with %s is refused (T-28)", async (_, change) => {
    expect((await forged(() => {}, "manySteps")).holds).toBe(true);
    const report = await forged(change, "manySteps");
    expect(report.holds).toBe(false);
    // Read to less than its end, the table is another one than the total opens.
    expect(["proofs", "total"]).toContain(failed(report)[0]);
  });

  it("with a proof that does not hold, or by another key, is refused by the first line of it", async () => {
    const report = await forged(({ lines }) => Object.assign(lines[4] ?? {}, { proof: lines[5]?.proof }));
    expect(report.stages.find(({ name }) => name === "proofs")?.detail).toContain(
      "proofs.ndjson, line 5: the proof does not hold",
    );
    const keys = await forged(({ manifest }) =>
      Object.assign(manifest.keys as Json, { "solvency-fold": `0x${"1".repeat(64)}` }),
    );
    expect(failed(keys)).toEqual(["proofs"]);
  });

  it("with a commitment that is not canonical is refused (T-06)", async () => {
    const report = await forged(({ lines }) => {
      const [first] = lines;
      const more =
        BigInt(first?.publicSignals[0] ?? 0) +
        21888242871839275222246405745257275088548364400416034343698204186575808495617n;
      if (first !== undefined) lines[0] = stamped({ ...first, publicSignals: [more.toString()] });
    });
    expect(failed(report)).toEqual(["proofs"]);
  });

  it("that was cut off, changed or added to after the manifest is refused, and nothing else is looked at (T-41)", async () => {
    for (const spoil of [
      (folder: string) => writeFile(join(folder, "proofs.ndjson"), ""),
      (folder: string) => appendFile(join(folder, "market.json"), " "),
      (folder: string) => writeFile(join(folder, "more.json"), "{}"),
      (folder: string) => rm(join(folder, "total.json")),
      (folder: string) => writeFile(join(folder, "manifest.json"), "{"),
      (folder: string) => rm(folder, { recursive: true }),
    ]) {
      const folder = join(await temporaryFolder(), "bundle");
      await cp(bundles.good, folder, { recursive: true });
      await spoil(folder);
      const report = await verifyBundle(folder, STAMP_KEYS);
      expect(report.holds).toBe(false);
      expect(report.stages[0]).toMatchObject({ name: "files", holds: false });
    }
  });

  it("is refused where the verifier has no key, or its key throws", async () => {
    const report = await verifyBundle(bundles.good, { keyOf: () => Promise.reject(new Error("no key")) });
    expect(failed(report)).toEqual(["proofs", "total"]);
    const broken = async () => ({
      ...(await STAMP_KEYS.keyOf({ id: "solvency-batch-8x8" } as never)),
      invalid: () => Promise.reject(new Error("broken")),
    });
    expect((await verifyBundle(bundles.good, { keyOf: broken })).holds).toBe(false);
  });
});

describe("checkInclusion", () => {
  const member = async (k: number) => {
    const account = (await accounts())[k];
    if (account === undefined) throw new RangeError("no such account");
    const membership = await readMembership(join(home, "a", "work", "users", `${account.tag}.json`));
    return { account, membership, root: membership.epoch.accountsRoot };
  };

  it("refuses one unit, another mode, a holding less, another salt, another root", async () => {
    const { account, membership, root } = await member(20);
    await checkInclusion(membership, root, account);
    const [first, ...rest] = account.holdings;
    const unit = [{ ...first, quantity: (first?.quantity ?? 0n) + 1n }, ...rest] as never;
    for (const own of [
      { ...account, holdings: unit },
      { ...account, mode: "isolated" },
      { ...account, holdings: rest },
      { ...account, tag: account.tag + 1n },
    ]) {
      await expect(checkInclusion(membership, root, own as never)).rejects.toThrow(
        "committed to another account",
      );
      // The venue could have written the same into the file: then the leaf is not in the tree.
      await expect(checkInclusion({ ...membership, account: own as never }, root)).rejects.toThrow(
        "not where the path says",
      );
    }
    const salted = { ...membership, salt: (membership.salt + 1n) as FieldElement };
    await expect(checkInclusion(salted, root)).rejects.toThrow("not where the path says");
    await expect(checkInclusion(membership, (root + 1n) as FieldElement)).rejects.toThrow("in another tree");
  });

  it("refuses another customer's path, and a path with its end replaced", async () => {
    const [a, b] = [await member(3), await member(70)];
    await expect(checkInclusion({ ...a.membership, path: b.membership.path }, a.root)).rejects.toThrow(
      "not where the path says",
    );
    const path = a.membership.path.map((level, k) => (k === 7 ? level.map(() => 5n as FieldElement) : level));
    await expect(checkInclusion({ ...a.membership, path }, a.root)).rejects.toThrow(
      "not where the path says",
    );
  });
});
