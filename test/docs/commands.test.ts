import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { acceptedAssetsSchema } from "../../prover/formats/accepted-assets.ts";
import { statementSchema } from "../../prover/formats/account.ts";
import { assetsSchema } from "../../prover/formats/row-meanings.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { solvency } from "../cli/support/run.ts";

const docs = join(packageFolder(), "docs");
const pages = (await readdir(docs)).filter((name) => name.endsWith(".md"));
const text = (page: string): Promise<string> => readFile(join(docs, page), "utf8");

/** Lines of code that call the program: in blocks, where a backslash goes on, and between backticks. */
const commandLines = (page: string): string[] =>
  [...page.replace(/\\\n\s*/g, "").matchAll(/^(?: {4})?(solvency [^\n#]*)|`(solvency [^`\n]*)`/gm)].map(
    ([, line = "", inline = ""]) => `${line}${inline}`.trim(),
  );

const helps = new Map<string, Promise<string>>();
const help = (command: readonly string[]): Promise<string> => {
  const found = helps.get(command.join(" ")) ?? solvency([...command, "--help"]).then(({ stdout }) => stdout);
  helps.set(command.join(" "), found);
  return found;
};

/** Of the command that a line begins with: groups list commands, commands do not. */
async function helpOf(words: readonly string[]): Promise<string> {
  for (let depth = 1; depth <= words.length; depth++) {
    const shown = await help(words.slice(0, depth));
    if (!/^Commands:$/m.test(shown)) return shown;
  }
  return "";
}

describe.each(pages)("docs/%s", (page) => {
  it("shows commands that there are, with options that they have", async () => {
    const lines = commandLines(await text(page));
    for (const line of lines) {
      const words = line.split(/\s+/).slice(1);
      const shown = await helpOf(words);
      expect(shown, line).toMatch(/^Usage: solvency \w/);
      for (const flag of words.filter((word) => word.startsWith("--"))) {
        expect(shown, line).toMatch(new RegExp(`^  (?:-\\w, )?${flag}[ \\n]`, "m"));
      }
    }
  }, 60_000);
});

it("finds the commands of a page", async () => {
  expect(commandLines(await text("exchanges.md")).length).toBeGreaterThan(20);
});

describe("examples of files", () => {
  const json = async (page: string, place = 0): Promise<unknown> =>
    JSON.parse([...(await text(page)).matchAll(/```json\n([\s\S]*?)```/g)][place]?.[1] ?? "");

  it("are files that are read", async () => {
    expect(statementSchema.safeParse(await json("customers.md")).error).toBeUndefined();
    expect(assetsSchema.safeParse(await json("exchanges.md")).error).toBeUndefined();
    expect(acceptedAssetsSchema.safeParse(await json("exchanges.md", 1)).error).toBeUndefined();
  });
});
