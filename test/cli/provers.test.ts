import { afterEach, describe, expect, it } from "vitest";
import { proverNamed, RAPIDSNARK_VARIABLE } from "../../cli/provers.ts";
import { InputError } from "../../prover/index.ts";

afterEach(() => {
  delete process.env[RAPIDSNARK_VARIABLE];
});

describe("--prover", () => {
  it.each([
    ["engine", "engine"],
    ["snarkjs", "snarkjs"],
    ["rapidsnark=/opt/prover", "rapidsnark"],
  ])("%s names the %s prover", (text, name) => {
    process.env[RAPIDSNARK_VARIABLE] = "/opt/other";
    expect(proverNamed(text).name).toBe(name);
  });

  it("is the engine by default, or rapidsnark where the environment names an executable", () => {
    expect(proverNamed().name).toBe("engine");
    process.env[RAPIDSNARK_VARIABLE] = "";
    expect(proverNamed().name).toBe("engine");
    process.env[RAPIDSNARK_VARIABLE] = "/opt/prover";
    expect(proverNamed().name).toBe("rapidsnark");
  });

  it.each(["", "Engine", "rapidsnark", "rapidsnark=", "gnark"])("refuses %j", (text) => {
    expect(() => proverNamed(text)).toThrow(InputError);
  });
});
