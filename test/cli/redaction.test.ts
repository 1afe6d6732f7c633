import { describe, expect, it } from "vitest";
import { failureOf } from "../../cli/failure.ts";
import { keepSecret, keepSecretElement, redact } from "../../cli/redaction.ts";
import {
  EnvironmentError,
  type FieldElement,
  InputError,
  RuleError,
  UnsafeKeyError,
} from "../../prover/index.ts";

describe("redaction (T-32)", () => {
  it("replaces a secret element in every notation", () => {
    const secret = 0x1234567890abcdef1234567890abcdefn as FieldElement;
    keepSecretElement(secret);
    const text = `a ${secret} b 0x${secret.toString(16).padStart(64, "0")} c ${secret.toString(16)}`;
    expect(redact(text)).not.toContain("abcdef");
    expect(redact(text)).not.toContain(secret.toString());
  });

  it("leaves short texts alone, which would garble everything", () => {
    keepSecret("1");
    expect(redact("1 of 10")).toBe("1 of 10");
  });
});

describe("failures", () => {
  it("gives each kind its exit code", () => {
    expect(failureOf(new InputError({ field: "f", rule: "r" }))).toMatchObject({
      exitCode: 3,
      code: "bad-input",
    });
    expect(failureOf(new RuleError("r"))).toMatchObject({ exitCode: 3, code: "bad-input" });
    expect(failureOf(new EnvironmentError("e"))).toMatchObject({ exitCode: 5, code: "environment" });
    expect(failureOf(new UnsafeKeyError("malformed", "m"))).toMatchObject({
      exitCode: 5,
      code: "unsafe-key",
    });
    expect(failureOf(Object.assign(new Error("x"), { code: "ENOSPC", path: "/f" }))).toMatchObject({
      exitCode: 5,
      message: "cannot use /f: the disk is full",
    });
  });

  it("says of an unknown error that it is internal, and how to get the trace", () => {
    const { exitCode, message, details } = failureOf(new TypeError("x is not a function\n at y"));
    expect(exitCode).toBe(5);
    expect(message).toBe("internal error: x is not a function");
    expect(details.join()).toContain("SOLVENCY_DEBUG=1");
  });
});
