import { describe, expect, it } from "vitest";
import { epochLine } from "../../cli/commands/inclusion/epoch-line.ts";

describe("the epoch of an inclusion check (T-58)", () => {
  it("is a success only if it is the latest attested", () => {
    expect(epochLine(7n, 7n)).toMatchObject({ holds: true });
    expect(epochLine(7n, 8n)).toMatchObject({
      holds: null,
      detail: expect.stringContaining("8 is the latest"),
    });
    expect(epochLine(7n, 6n)).toMatchObject({ holds: null });
  });

  it("was not looked at if no chain was asked", () => {
    expect(epochLine(7n, undefined)).toMatchObject({ holds: null, detail: expect.stringContaining("--rpc") });
  });
});
