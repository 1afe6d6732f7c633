import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import type { Usd } from "../../../prover/domain/usd.ts";
import { inverse } from "../../../prover/keys/scalar-field.ts";
import { packPredicate, slack, unpackPredicate } from "../../../prover/margin/predicate.ts";
import { compileTemplate } from "../../support/template.ts";

const predicateCircuit = () =>
  compileTemplate({
    main: "Predicate(1, 179)",
    files: ["margin/Predicate.circom"],
    inputs: ["predicate", "kind", "ratioBps", "equity", "maintenance", "initial"],
  });

interface Asked {
  readonly kind: bigint;
  readonly ratioBps: bigint;
  readonly buffer: bigint;
}

interface Account {
  readonly equity: bigint;
  readonly maintenance: bigint;
  readonly initial: bigint;
}

const pack = ({ kind, ratioBps, buffer }: Asked): bigint => kind + 2n * ratioBps + 2n ** 21n * buffer;

const input = (asked: Asked, account: Account) => ({
  predicate: pack(asked),
  kind: asked.kind,
  ratioBps: asked.ratioBps,
  ...account,
});

const RICH: Account = { equity: 2n ** 164n, maintenance: 0n, initial: 0n };
const MOST = 2n ** 165n - 1n;

describe("Predicate: the comparison", () => {
  it.each([
    { name: "all zero", asked: { kind: 0n, ratioBps: 0n, buffer: 0n }, account: [0n, 0n, 0n] },
    {
      name: "equity = maintenance at ratio 1",
      asked: { kind: 0n, ratioBps: 10_000n, buffer: 0n },
      account: [77n, 77n, 99n],
    },
    {
      name: "equity = initial at ratio 1",
      asked: { kind: 1n, ratioBps: 10_000n, buffer: 0n },
      account: [99n, 77n, 99n],
    },
    {
      name: "equity = 1.2 of maintenance",
      asked: { kind: 0n, ratioBps: 12_000n, buffer: 0n },
      account: [6n, 5n, 9n],
    },
    {
      name: "equity = buffer",
      asked: { kind: 0n, ratioBps: 0n, buffer: 3n },
      account: [3n * 10n ** 17n, 5n, 9n],
    },
    {
      name: "ratio and buffer",
      asked: { kind: 1n, ratioBps: 5_000n, buffer: 2n },
      account: [2n * 10n ** 17n + 4n, 5n, 8n],
    },
  ])(
    "accepts $name, where slack is 0, and refuses one unit of equity less (T-39)",
    async ({ asked, account }) => {
      const circuit = await predicateCircuit();
      const [equity = 0n, maintenance = 0n, initial = 0n] = account;
      const required =
        asked.ratioBps * (asked.kind === 1n ? initial : maintenance) + 10n ** 21n * asked.buffer;
      expect(required).toBe(10_000n * equity);
      expect(await circuit.accepts(input(asked, { equity, maintenance, initial }))).toBe(true);
      expect(await circuit.accepts(input(asked, { equity: equity - 1n, maintenance, initial }))).toBe(false);
    },
  );

  it("refuses a slack of -1e-29 USD, the smallest there is", async () => {
    const circuit = await predicateCircuit();
    const asked = { kind: 0n, ratioBps: 1n, buffer: 0n };
    const at = (maintenance: bigint) => input(asked, { equity: 5n, maintenance, initial: maintenance });
    expect(await circuit.accepts(at(50_000n))).toBe(true);
    expect(await circuit.accepts(at(50_001n))).toBe(false);
  });

  it("decides as the reference model's slack does (2,000 random accounts near the limit)", async () => {
    const circuit = await predicateCircuit();
    const amount = fc.nat(165).chain((bits) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }));
    fc.assert(
      fc.property(
        fc.record({
          kind: fc.constantFrom("maintenance" as const, "initial" as const),
          ratioBps: fc.bigInt({ min: 0n, max: 2n ** 20n - 1n }),
          bufferUsd: fc.nat(64).chain((bits) => fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n })),
        }),
        amount,
        amount,
        fc.bigInt({ min: -2n, max: 2n }),
        (predicate, maintenance, initial, offset) => {
          const free = slack(predicate, {
            equity: 0n as Usd,
            maintenance: maintenance as Usd,
            initial: initial as Usd,
          });
          const equity = (-free + 9_999n) / 10_000n + offset;
          fc.pre(equity <= MOST);
          const account = { equity: equity as Usd, maintenance: maintenance as Usd, initial: initial as Usd };
          const witness = circuit.witness({
            predicate: packPredicate(predicate),
            kind: predicate.kind === "initial" ? 1n : 0n,
            ratioBps: predicate.ratioBps,
            ...account,
          });
          expect(circuit.violated(witness).length === 0).toBe(slack(predicate, account) >= 0n);
        },
      ),
      { numRuns: 2000, seed: 2 },
    );
  });

  it("reads the requirement that kind names", async () => {
    const circuit = await predicateCircuit();
    const account = { equity: 10n, maintenance: 5n, initial: 20n };
    expect(await circuit.accepts(input({ kind: 0n, ratioBps: 10_000n, buffer: 0n }, account))).toBe(true);
    expect(await circuit.accepts(input({ kind: 1n, ratioBps: 10_000n, buffer: 0n }, account))).toBe(false);
  });
});

describe("Predicate: bounds", () => {
  it("holds the greatest equity, and refuses the most negative slack without wrapping (B6, T-13)", async () => {
    const circuit = await predicateCircuit();
    const least = { kind: 0n, ratioBps: 0n, buffer: 0n };
    const most = { kind: 1n, ratioBps: 2n ** 20n - 1n, buffer: 2n ** 64n - 1n };
    expect(await circuit.accepts(input(least, { equity: MOST, maintenance: MOST, initial: MOST }))).toBe(
      true,
    );
    expect(await circuit.accepts(input(least, { equity: 0n, maintenance: MOST, initial: MOST }))).toBe(true);
    for (const equity of [-1n, -MOST]) {
      expect(await circuit.accepts(input(least, { equity, maintenance: 0n, initial: 0n }))).toBe(false);
      expect(await circuit.accepts(input(most, { equity, maintenance: MOST, initial: MOST }))).toBe(false);
    }
    expect(await circuit.accepts(input(most, { equity: MOST, maintenance: MOST, initial: MOST }))).toBe(
      false,
    );
  });

  it("refuses a slack of 2^179, which no bounded account reaches", async () => {
    const circuit = await predicateCircuit();
    const asked = { kind: 0n, ratioBps: 0n, buffer: 0n };
    const last = (2n ** 179n - 1n) / 10_000n;
    expect(last).toBeGreaterThan(MOST);
    expect(await circuit.accepts(input(asked, { equity: last, maintenance: 0n, initial: 0n }))).toBe(true);
    expect(await circuit.accepts(input(asked, { equity: last + 1n, maintenance: 0n, initial: 0n }))).toBe(
      false,
    );
  });

  it("takes the bound of equity from its caller: a field fraction would pass here (B5)", async () => {
    const circuit = await predicateCircuit();
    const equity = inverse(10_000n);
    expect(await circuit.accepts(input({ kind: 0n, ratioBps: 0n, buffer: 0n }, { ...RICH, equity }))).toBe(
      true,
    );
    expect(equity).toBeGreaterThan(2n ** 165n);
  });

  it.each([
    { name: "ratio", at: (ratioBps: bigint) => ({ kind: 0n, ratioBps, buffer: 0n }), last: 2n ** 20n - 1n },
    { name: "buffer", at: (buffer: bigint) => ({ kind: 0n, ratioBps: 0n, buffer }), last: 2n ** 64n - 1n },
    { name: "kind", at: (kind: bigint) => ({ kind, ratioBps: 0n, buffer: 0n }), last: 1n },
  ])(
    "accepts $name from 0 to its greatest value and refuses -1 and one more (T-02)",
    async ({ at, last }) => {
      const circuit = await predicateCircuit();
      expect(await circuit.accepts(input(at(0n), RICH))).toBe(true);
      expect(await circuit.accepts(input(at(last), RICH))).toBe(true);
      expect(await circuit.accepts(input(at(-1n), RICH))).toBe(false);
      expect(await circuit.accepts(input(at(last + 1n), RICH))).toBe(false);
    },
  );
});

describe("Predicate: the packing", () => {
  it.each([
    { kind: 0n, ratioBps: 10_000n, buffer: 0n },
    { kind: 1n, ratioBps: 10_000n, buffer: 12_345_678_900n },
    { kind: 1n, ratioBps: 2n ** 20n - 1n, buffer: 2n ** 64n - 1n },
    { kind: 0n, ratioBps: 0n, buffer: 0n },
  ])("has one reading, for kind $kind, ratio $ratioBps, buffer $buffer (B8, T-03)", async (asked) => {
    const circuit = await predicateCircuit();
    const predicate = pack(asked);
    const carry = 2n ** 20n;
    const accepted: string[] = [];
    for (const kind of [-2n, -1n, 0n, 1n, 2n, 3n, 2n * carry]) {
      for (const shift of [-2n * carry, -carry, -1n, 0n, 1n, carry, 2n * carry]) {
        const ratioBps = asked.ratioBps + shift;
        const witness = circuit.witness({ predicate, kind, ratioBps, ...RICH });
        if (circuit.violated(witness).length === 0) accepted.push(`${kind} ${ratioBps}`);
      }
    }
    expect(accepted).toEqual([`${asked.kind} ${asked.ratioBps}`]);
  });

  it("lets no carry turn a high ratio into a low one: only the range of the ratio refuses it (T-03)", async () => {
    const circuit = await predicateCircuit();
    // equity 10 meets half a maintenance margin of 20, not one and a half.
    const account = { equity: 10n, maintenance: 20n, initial: 20n };
    const asked = { kind: 0n, ratioBps: 15_000n, buffer: 0n };
    expect(await circuit.accepts(input({ ...asked, ratioBps: 5_000n }, account))).toBe(true);
    expect(await circuit.accepts(input(asked, account))).toBe(false);
    const forged = { ...input(asked, account), ratioBps: asked.ratioBps - 2n ** 20n };
    expect(await circuit.refusedBy(forged)).toHaveLength(2); // the ratio is negative, the buffer too high to be met
    const other = {
      ...input(asked, { ...account, equity: 10n ** 30n }),
      ratioBps: asked.ratioBps - 2n ** 20n,
    };
    expect(await circuit.refusedBy(other)).toHaveLength(1);
  });

  it("refuses a predicate with bit 85 or any higher bit set, or near the modulus (B8, T-06)", async () => {
    const circuit = await predicateCircuit();
    const asked = { kind: 0n, ratioBps: 10_000n, buffer: 5n };
    for (const extra of [
      2n ** 85n,
      2n ** 86n,
      2n ** 128n,
      2n ** 252n,
      FIELD_MODULUS - 2n ** 85n,
      FIELD_MODULUS - 2n ** 24n,
    ]) {
      const predicate = pack(asked) + extra;
      expect(await circuit.accepts({ predicate, kind: 0n, ratioBps: 10_000n, ...RICH }), `${extra}`).toBe(
        false,
      );
      expect(() => unpackPredicate(predicate)).toThrow();
    }
  });
});

describe("Predicate: the witness", () => {
  it("has no choice (T-01)", async () => {
    const circuit = await predicateCircuit();
    expect(circuit.determination.undetermined).toEqual([]);
    const account = { equity: 10n ** 30n, maintenance: 10n ** 29n, initial: 10n ** 29n + 5n };
    const witness = circuit.witness(input({ kind: 1n, ratioBps: 12_000n, buffer: 777n }, account));
    expect(circuit.violated(witness)).toEqual([]);
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it("costs 1 + 20 + 64 + 179 + 2 = 266 constraints", async () => {
    expect((await predicateCircuit()).products).toBe(266);
  });
});
