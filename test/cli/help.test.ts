import { describe, expect, it } from "vitest";
import { jsonOf, solvency } from "./support/run.ts";

const COMMANDS = [
  "market build",
  "market show",
  "account import",
  "account show",
  "epoch build",
  "prove margin",
  "verify",
  "submit",
  "keys setup",
  "keys show",
  "quickstart",
  "quickstart:exchange",
  "attestation deploy",
  "attestation check-deployment",
  "attestation build",
  "attestation publish",
  "attestation review",
  "attestation record-review",
  "attestation show",
  "attestation sign-table",
  "attestation verify",
  "inclusion check",
  "reserves own",
  "reserves sign",
  "reserves record",
  "reserves message",
  "reserves prove",
  "deploy",
  "deployment check",
  "venue register",
  "venue attestor consent",
  "venue attestor add",
  "venue attest",
  "venue post",
  "venue show",
  "venue retire",
  "venue revoke",
  "oracle open",
  "oracle signer add",
  "oracle sign",
  "oracle merge",
  "oracle post",
  "oracle show",
  "oracle retire",
  "oracle revoke",
  "scope open",
  "scope level add",
  "scope show",
  "claims watch",
  "claims audit",
  "router show",
  "router propose",
  "router activate",
  "router freeze",
  "router unfreeze",
  "router tombstone",
];

describe("help", () => {
  it("lists every command", async () => {
    const { code, stdout } = await solvency(["--help"]);
    expect(code).toBe(0);
    for (const word of new Set(COMMANDS.map((command) => command.split(" ")[0] ?? ""))) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toContain(
      "Exit codes: 0 ok, 1 invalid, 2 usage, 3 bad input, 4 not provable, 5 environment",
    );
  });

  it.each(COMMANDS)("%s --help has an example of itself", async (command) => {
    const { code, stdout, stderr } = await solvency([...command.split(" "), "--help"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`Examples?:\\n  \\$ solvency ${command}`));
    expect(stdout).toContain("--json");
  });

  it.each(["submit", "deploy", "venue attest", "oracle sign"])(
    "%s offers no option for a private key",
    async (command) => {
      const { stdout } = await solvency([...command.split(" "), "--help"]);
      expect(stdout).not.toMatch(/--private-key[ =<]/);
    },
  );

  it("refuses a private key among the arguments", async () => {
    const refused = await solvency(["submit", "x", "--rpc", "http://127.0.0.1:1", "--private-key", "0x01"]);
    expect(refused.code).toBe(2);
  });

  it("prints its version", async () => {
    expect(await solvency(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe("usage errors", () => {
  it.each([
    ["an unknown command", ["frobnicate"]],
    ["an unknown subcommand", ["market", "frobnicate"]],
    ["a missing option", ["market", "build"]],
    ["a missing argument", ["verify"]],
    ["an unknown option", ["verify", "x", "--fast"]],
    ["a value outside the choices", ["keys", "show", "--circuit", "margin-standard-9"]],
    ["two options that exclude each other", ["keys", "setup", "--all", "--circuit", "margin-standard-8"]],
  ])("%s exits with 2 and one line of error", async (_, args) => {
    const { code, stdout, stderr } = await solvency(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: /);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("shows the help on stderr when no command is given", async () => {
    const { code, stdout, stderr } = await solvency([]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: solvency");
  });

  it("is one JSON object with --json", async () => {
    const ran = await solvency(["market", "build", "--json"]);
    expect(ran.code).toBe(2);
    expect(jsonOf(ran)).toEqual({
      error: { code: "usage", message: expect.stringContaining("--out"), details: [] },
    });
  });
});
