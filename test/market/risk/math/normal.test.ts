import { describe, expect, it } from "vitest";
import { type Fixed, negate, ONE, plus } from "../../../../prover/market/risk/math/fixed.ts";
import { normalDensity, normalDistribution } from "../../../../prover/market/risk/math/normal.ts";
import { fixed, unitsApart } from "./support.ts";

// The first 15 digits are those of Abramowitz and Stegun, table 26.1; all of them mpmath 1.3.0's at 60 digits.
const PUBLISHED = [
  [
    "0.5",
    "0.691462461274013103637704610608337739883602176",
    "0.35206532676429947777468044159651765311031518",
  ],
  ["1", "0.841344746068542948585232545632037922477912967", "0.241970724519143349797830192935560654828671971"],
  [
    "2",
    "0.977249868051820792799717362833466562528223776",
    "0.0539909665131880519505642004107135817398145404",
  ],
  [
    "3",
    "0.998650101968369905473348185232405022622170632",
    "0.0044318484119380071756023526961210112431687318",
  ],
  [
    "-1.5",
    "0.0668072012688580660044940409798860795228951857",
    "0.129517595665891727614099557954741491183832239",
  ],
  [
    "-6",
    "0.00000000098658764503769814070086413239804201866979125",
    "0.00000000607588284982328548699630774068182541460006259",
  ],
  [
    "5.25",
    "0.999999923950394835112857488539349365532722392",
    "0.000000412847098862999836751020605994577195290313271",
  ],
  [
    "-13.5",
    "0.00000000000000000000000000000000000000000781880730565789121570563091552125440268447628",
    "0.000000000000000000000000000000000000000106126881391521608363154619914342963559132666",
  ],
] as const;

const short = (text: string): string => text.slice(0, 62);

describe("normalDistribution", () => {
  it.each(PUBLISHED)("at %s to 42 digits", (x, distribution) => {
    expect(unitsApart(normalDistribution(fixed(x)), fixed(short(distribution)))).toBeLessThan(64n);
  });

  it.each(PUBLISHED)("has the density at %s", (x, _, density) => {
    expect(unitsApart(normalDensity(fixed(x)), fixed(short(density)))).toBeLessThan(64n);
  });

  it("is symmetric, rises, and ends at 0 and 1", () => {
    expect(normalDistribution(0n as Fixed)).toBe(ONE >> 1n);
    let before = -1n;
    for (let tenth = -145; tenth <= 145; tenth++) {
      const x = fixed((tenth / 10).toFixed(1).replace("-0.0", "0"));
      const here = normalDistribution(x);
      expect(unitsApart(plus(here, normalDistribution(negate(x))), ONE)).toBeLessThan(4n);
      expect(here).toBeGreaterThanOrEqual(before);
      before = here;
    }
    expect(normalDistribution(fixed("14"))).toBe(ONE);
    expect(normalDistribution(fixed("-14"))).toBe(0n);
    expect(normalDistribution(fixed("-13.9"))).toBeGreaterThan(0n);
  });
});
