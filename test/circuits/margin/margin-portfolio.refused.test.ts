import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { poseidon } from "../../../prover/hash/poseidon.ts";
import { inverse } from "../../../prover/keys/scalar-field.ts";
import { listHashes, scenariosCommitment } from "../../../prover/market/risk-commitment.ts";
import type { Market } from "../../../prover/market/row.ts";
import type { ScenarioSet } from "../../../prover/market/scenarios.ts";
import { at } from "../../support/at.ts";
import { type PortfolioAttack, portfolioAttack } from "../../support/portfolio-attack.ts";
import { rebook } from "../../support/portfolio-books.ts";
import { type PortfolioCase, type PortfolioInput, portfolioCase } from "../../support/portfolio-case.ts";
import { COVERED, portfolioMarket } from "../../support/portfolio-market.ts";

let base: PortfolioCase;
let refusals: PortfolioAttack["refusals"];
let refusalsAfter: PortfolioAttack["refusalsAfter"];
let refusalsRebooked: PortfolioAttack["refusalsRebooked"];

/** Places of the holdings, and of the groups they are in. */
const [USDC, PERP, CALL] = [0, 1, 2];
const [SPOT, MAR] = [0, 1];
/** Places of the scenarios as committed: the one by absolute value comes first. */
const [SKEW, DOWN, UP] = [0, 1, 2];

/** Adds to one place of a list of an input. */
function add(list: bigint[], place: number, by: bigint): void {
  list[place] = at(list, place) + by;
}

beforeAll(async () => {
  ({ base, refusals, refusalsAfter, refusalsRebooked } = await portfolioAttack());
});

describe("MarginPortfolio, the account that the edits start from", () => {
  it("is accepted, and loses most in the second committed scenario", async () => {
    expect(base.input.row).toEqual([1n, 11n, 12n]);
    expect(base.input.exposed).toEqual([0n, 1n, 1n]);
    expect(base.input.groupNumber).toEqual([1n, 2n]);
    expect(await refusals(base.input)).toEqual([]);
  });
});

describe("MarginPortfolio refuses a loss that is understated (T-13, T-39)", () => {
  it("by 1e-34 USD, and takes the exact loss and any greater one", async () => {
    const change = (by: bigint) => (input: PortfolioInput) => {
      input.worstLoss += by;
    };
    expect(await refusalsAfter(change(-1n))).toEqual([`scenario ${DOWN}`]);
    expect(await refusalsAfter(change(0n))).toEqual([]);
    expect(await refusalsAfter(change(1n))).toEqual([]);
    expect(await refusalsAfter(change(10n ** 34n))).toEqual([]);
  });

  it("down to that of the scenario which is not the worst, and of none", async () => {
    const losses = base.valuation.perScenario.map(({ pnl }) => -pnl);
    const set = (loss: bigint) => (input: PortfolioInput) => {
      input.worstLoss = loss;
    };
    expect(await refusalsAfter(set(at(losses, 1)))).toEqual([`scenario ${DOWN}`]);
    expect(await refusalsAfter(set(0n))).toEqual([SKEW, DOWN, UP].map((s) => `scenario ${s}`));
  });

  it("to a gain, for an account that no scenario makes lose", async () => {
    const safe = await portfolioCase({ holdings: { USDC: "1" } });
    const { input } = safe;
    expect(input.worstLoss).toBe(0n);
    expect(await refusals(input)).toEqual([]);
    const refused = await refusals({ ...input, worstLoss: -1n });
    expect(refused).toEqual([`scenario ${SKEW}`, `scenario ${DOWN}`, `scenario ${UP}`, "worst loss"]);
  });

  it("by a sum's sign: a loss at the rate of gains, a gain at the rate of losses", async () => {
    const flip = (g: number, s: number) => (input: PortfolioInput) => {
      const signs = at(input.positive, g);
      signs[s] = 1n - at(signs, s);
    };
    expect(await refusalsAfter(flip(MAR, DOWN))).toEqual([`size[${MAR}][${DOWN}]`]);
    expect(await refusalsAfter(flip(MAR, UP))).toEqual([`size[${MAR}][${UP}]`]);
    expect(await refusalsAfter(flip(SPOT, DOWN))).toEqual([`size[${SPOT}][${DOWN}]`]);
  });

  it("by half a sign, which would take the mean of both rates", async () => {
    const edit = (input: PortfolioInput): void => {
      at(input.positive, MAR)[DOWN] = inverse(2n);
      // (1.01 - 0.98) / 2 of what the options are worth there: the account would lose so much less.
      input.worstLoss -= 15_000_000n * (2n * 10n ** 8n * 21_025_000_000n) * 10n ** 9n;
    };
    expect(await refusalsAfter(edit)).toEqual([`positive[${MAR}][${DOWN}]`]);
  });

  it("by half a sign of a loss, which absolute values would not count at all", async () => {
    const edit = (input: PortfolioInput): void => {
      at(input.gains, MAR)[0] = inverse(2n);
    };
    expect(await refusalsAfter(edit)).toEqual([`gains[${MAR}][0]`]);
  });

  it("to less than nothing, for an account that gains in every scenario", async () => {
    const market = portfolioMarket();
    const scenarios = (market.portfolio?.scenarios ?? []).map((each) => ({ ...each, absolute: false }));
    const rising = {
      ...market,
      portfolio: { ...market.portfolio, scenarios },
      rows: market.rows.map((row) =>
        row.risk
          ? { ...row, risk: { ...row.risk, prices: row.risk.prices.map(() => row.risk?.base ?? 0n) } }
          : row,
      ),
    } as Market;
    const base90 = rising.rows.map((row) =>
      row.risk
        ? { ...row, risk: { ...row.risk, base: ((row.risk.base * 9n) / 10n) as typeof row.risk.base } }
        : row,
    );
    const { input } = await portfolioCase({
      market: { ...rising, rows: base90 },
      holdings: { USDC: "1", "BTC-PERP": "1" },
    });
    expect(input.worstLoss).toBe(0n);
    expect(await refusals(input)).toEqual([]);
    // A gain is no equity: 1e-34 USD of it would lower the requirement.
    expect(await refusals({ ...input, worstLoss: -1n })).toEqual(["worst loss"]);
  });

  it("by a sign that is neither, a rate beyond either", async () => {
    const edit = (input: PortfolioInput): void => {
      at(input.positive, MAR)[DOWN] = 2n;
    };
    expect(await refusalsAfter(edit)).toEqual([`positive[${MAR}][${DOWN}]`, `size[${MAR}][${DOWN}]`]);
  });

  it("by a gain that passes for a loss where absolute values count, and by a loss that passes for a gain", async () => {
    const short = await portfolioCase({ holdings: { USDC: "1000000", "BTC-MAR-60000-P": "-1" } });
    const { input } = short;
    expect(await refusals(input)).toEqual([]);
    expect(at(input.gains, 0)).toEqual([1n]);
    at(input.gains, 0)[0] = 0n;
    expect(await refusals(input)).toEqual(["pnl size[0][0]"]);
    const edit = (given: PortfolioInput): void => {
      at(given.gains, MAR)[0] = 1n;
    };
    expect(await refusalsAfter(edit)).toEqual([`pnl size[${MAR}][0]`]);
  });
});

describe("MarginPortfolio refuses scenario data that was not published (T-23, T-42)", () => {
  it("another price, of any scenario, by 1e-8 USD; another base", async () => {
    for (const s of [SKEW, DOWN, UP]) {
      const edit = (input: PortfolioInput): void => add(at(input.price, CALL), s, 1n);
      expect(await refusalsRebooked(edit)).toEqual([`risk[${CALL}]`]);
    }
    for (const step of [1n, -1n]) {
      expect(await refusalsRebooked((input) => add(input.base, PERP, step))).toEqual([`risk[${PERP}]`]);
    }
  });

  it("the array of another row, with its base and group", async () => {
    const edit = (input: PortfolioInput): void => {
      input.price[CALL] = at(input.price, PERP);
      input.base[CALL] = at(input.base, PERP);
      input.word[CALL] = at(input.word, PERP);
      input.share[CALL] = at(input.share, CALL).toReversed();
    };
    expect(await refusalsRebooked(edit)).toEqual([`risk[${CALL}]`]);
  });

  it("the commitment of another row, in the row's own piece", async () => {
    const edit = (input: PortfolioInput): void => {
      input.risk[CALL] = at(input.risk, PERP);
      input.price[CALL] = at(input.price, PERP);
      input.base[CALL] = at(input.base, PERP);
      input.word[CALL] = at(input.word, PERP);
      input.share[CALL] = at(input.share, CALL).toReversed();
    };
    expect(await refusalsRebooked(edit)).toEqual([`market[${CALL}] group`]);
  });

  it("none at all, of a row that has some; and some, of a row that has none", async () => {
    const hide = (input: PortfolioInput): void => {
      input.exposed[CALL] = 0n;
      input.share[CALL] = [0n, 0n];
    };
    expect(await refusalsRebooked(hide)).toEqual([`risk[${CALL}]`]);
    const invent = (input: PortfolioInput): void => {
      input.exposed[USDC] = 1n;
      input.word[USDC] = at(input.word, PERP);
      input.share[USDC] = [at(input.quantity, USDC), 0n];
      input.price[USDC] = [0n, 10n ** 12n, 10n ** 12n]; // gains wherever gains count
    };
    expect(await refusalsRebooked(invent)).toEqual([`risk[${USDC}]`]);
  });

  it("half of it: a flag that is neither", async () => {
    const edit = (input: PortfolioInput): void => {
      input.exposed[CALL] = 2n;
      input.share[CALL] = at(input.share, CALL).map((units) => (2n * units) % FIELD_MODULUS);
    };
    expect(await refusalsRebooked(edit)).toEqual([`exposed[${CALL}]`, `risk[${CALL}]`]);
  });

  it("prices of the prover's own, with a flag that scales their hash to the published one", async () => {
    const hash = await poseidon();
    const edit = (input: PortfolioInput): void => {
      input.price[CALL] = [0n, 0n, 0n];
      input.base[CALL] = 0n;
      const lists = listHashes(hash, Array<FieldElement>(36).fill(0n as FieldElement));
      const own = hash([at(input.word, CALL) as FieldElement, 0n as FieldElement, scenarios(), ...lists]);
      const flag = (at(input.risk, CALL) * inverse(own)) % FIELD_MODULUS;
      input.exposed[CALL] = flag;
      input.share[CALL] = [0n, (flag * at(input.quantity, CALL)) % FIELD_MODULUS];
    };
    const scenarios = (): FieldElement =>
      scenariosCommitment(hash, base.request.market.market.portfolio as ScenarioSet);
    expect(await refusalsRebooked(edit)).toEqual([`exposed[${CALL}]`]);
  });

  it.each<[string, (input: PortfolioInput) => void]>([
    ["a scenario left out, its damp 0", (input) => add(input.damp, DOWN, -at(input.damp, DOWN))],
    ["a scenario damped by 1e-9 more", (input) => add(input.damp, DOWN, -1n)],
    ["a scenario by absolute value that counts its gains", (input) => add(input.absolute, SKEW, -1n)],
    [
      "a lower maintenance factor",
      (input) => {
        input.maintenanceFactor -= 1n;
      },
    ],
    [
      "a lower initial factor",
      (input) => {
        input.initialFactor -= 1n;
      },
    ],
  ])("%s: no row was published for such scenarios", async (_, edit) => {
    expect(await refusalsRebooked(edit)).toEqual([`risk[${PERP}]`, `risk[${CALL}]`].toSorted());
  });

  it("a flag by absolute value that is neither", async () => {
    const refused = await refusalsRebooked((input) => add(input.absolute, SKEW, 1n));
    expect(refused).toContain("absolute[0]");
  });

  it.each([4, 16, 17, 36])(
    "a market of %i scenarios, of which the circuit has places for three",
    async (count) => {
      const { input } = await portfolioCase({
        market: portfolioMarket(count),
        holdings: { ...COVERED, USDC: "1000000" },
      });
      expect(await refusals(input)).toEqual([`risk[${PERP}]`, `risk[${CALL}]`].toSorted());
    },
  );

  it("two scenarios by absolute value, of which the circuit has a place for one", async () => {
    const market = portfolioMarket();
    const scenarios = (market.portfolio?.scenarios ?? []).map((each, s) => ({ ...each, absolute: s > 0 }));
    const two = { ...market, portfolio: { ...market.portfolio, scenarios } } as Market;
    const { input } = await portfolioCase({ market: two, holdings: { ...COVERED, USDC: "1000000" } });
    expect(await refusals(input)).toEqual([`risk[${PERP}]`, `risk[${CALL}]`].toSorted());
    // With both flags in the one place the commitment opens, and the second scenario would count its gains.
    input.absolute[0] = 3n;
    rebook(input);
    expect(await refusals(input)).toContain("absolute[0]");
    expect(await refusals(input)).not.toContain(`risk[${PERP}]`);
  });
});

describe("MarginPortfolio refuses groups that are not the published ones (T-03, T-44)", () => {
  const shares = (g: number) => [PERP, CALL].map((i) => `share[${i}][${g}]`);

  it("a place with a higher rate of gains or a lower one of losses", async () => {
    expect(await refusalsRebooked((input) => add(input.groupGain, MAR, 1n))).toEqual([
      `share[${CALL}][${MAR}]`,
    ]);
    expect(await refusalsRebooked((input) => add(input.groupLoss, MAR, -1n))).toEqual([
      `share[${CALL}][${MAR}]`,
    ]);
    expect(shares(MAR)).toContain(`share[${CALL}][${MAR}]`);
  });

  it("gains above losses: the word carried over between its fields", async () => {
    const fromLoss = (input: PortfolioInput): void => {
      add(input.groupGain, MAR, 1n);
      add(input.groupLoss, MAR, -(2n ** 32n));
    };
    expect(await refusalsRebooked(fromLoss)).toEqual([`loss[${MAR}]`]);
    const fromNumber = (input: PortfolioInput): void => {
      add(input.groupNumber, SPOT, -1n);
      add(input.groupGain, SPOT, 2n ** 32n);
    };
    expect(await refusalsRebooked(fromNumber)).toEqual([`gain[${SPOT}]`]);
    const toNumber = (input: PortfolioInput): void => {
      add(input.groupNumber, MAR, 1n);
      add(input.groupGain, MAR, -(2n ** 32n));
    };
    expect(await refusalsRebooked(toNumber)).toEqual([`gain[${MAR}]`]);
  });

  it("a holding in the place of another group, in none, or in two", async () => {
    const share =
      (...parts: bigint[]) =>
      (input: PortfolioInput) => {
        input.share[CALL] = parts;
      };
    const units = -2n * 10n ** 8n;
    expect(await refusalsRebooked(share(0n, units))).toEqual([]);
    // Against the perpetual's rates, which do not discount.
    expect(await refusalsRebooked(share(units, 0n))).toEqual([`share[${CALL}][${SPOT}]`]);
    expect(await refusalsRebooked(share(0n, 0n))).toEqual([`shares[${CALL}]`]);
    expect(await refusalsRebooked(share(1n, units - 1n))).toEqual([`share[${CALL}][${SPOT}]`]);
    expect(await refusalsRebooked(share(0n, units + 1n))).toEqual([`shares[${CALL}]`]);
  });

  it("a group in two places, which would net less of an absolute value", async () => {
    const edit = (input: PortfolioInput): void => {
      for (const list of [input.groupNumber, input.groupGain, input.groupLoss]) list[SPOT] = at(list, MAR);
      input.share[PERP] = [0n, 0n];
      input.share[CALL] = [10n ** 8n, -3n * 10n ** 8n];
      input.positive[SPOT] = [1n, 1n, 1n];
    };
    expect(await refusalsRebooked(edit)).toContain(`number[${MAR}]`);
  });

  it("groups out of order", async () => {
    const edit = (input: PortfolioInput): void => {
      for (const list of [input.groupNumber, input.groupGain, input.groupLoss]) list.reverse();
      for (const table of [input.positive, input.gains]) table.reverse();
      input.share = input.share.map((parts) => parts.toReversed());
    };
    expect(await refusalsRebooked(edit)).toEqual([`number[${MAR}]`]);
  });
});
