import { describe, expect, it } from "vitest";
import { InputError } from "../../prover/domain/errors.ts";
import { JsonNumber, parseExactJson } from "../../prover/vectors/exact-json.ts";

describe("parseExactJson", () => {
  it("keeps every digit of a number, and nothing else changes", () => {
    const read = parseExactJson(
      '{"a": 18446744073709551615, "b": [1.50, -0, 1e-8], "c": "1", "d": true, "e": null}',
      "f.json",
    );
    expect(read).toEqual({
      a: new JsonNumber("18446744073709551615"),
      b: [new JsonNumber("1.50"), new JsonNumber("-0"), new JsonNumber("1e-8")],
      c: "1",
      d: true,
      e: null,
    });
    expect((read as { a: JsonNumber }).a.text).toBe("18446744073709551615");
  });

  it("knows which numbers may have lost digits", () => {
    expect(new JsonNumber("9007199254740991").mayBeRounded).toBe(false);
    expect(new JsonNumber("18446744073709552000").mayBeRounded).toBe(true);
    // A double would have been written as ...992.
    expect(new JsonNumber("-9007199254740993").mayBeRounded).toBe(false);
  });

  it.each(["", "{", "[1,]", "NaN", "{'a': 1}"])("refuses %j", (text) => {
    expect(() => parseExactJson(text, "f.json")).toThrow(InputError);
    expect(() => parseExactJson(text, "f.json")).toThrow("f.json: the file: is not valid JSON");
  });
});
