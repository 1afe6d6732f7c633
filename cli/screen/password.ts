import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { writeStderr } from "./write.ts";

/** Asks on the terminal without showing what is typed; undefined where there is no terminal. */
export async function askPassword(prompt: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  writeStderr(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await lines.question("");
  } finally {
    lines.close();
    writeStderr("\n");
  }
}
