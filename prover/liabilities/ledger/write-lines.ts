import { open } from "node:fs/promises";

const FLUSH = 2 ** 18;

/** Writes lines, each with its end, to a file that only its owner reads, and waits until they are on the disk. */
export async function writePrivateLines(
  path: string,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    let pending = "";
    for await (const line of lines) {
      pending += line;
      if (pending.length < FLUSH) continue;
      await file.writeFile(pending);
      pending = "";
    }
    await file.writeFile(pending);
    await file.sync();
  } finally {
    await file.close();
  }
}
