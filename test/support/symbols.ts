import { readFile } from "node:fs/promises";

/** Wires by signal name without the leading "main.", from circom's .sym file. */
export type Symbols = ReadonlyMap<string, number>;

/** Signals that the compiler simplified away are left out. */
export async function readSymbols(path: string): Promise<Symbols> {
  const symbols = new Map<string, number>();
  for (const line of (await readFile(path, "utf8")).split("\n")) {
    const [, wire, , name] = line.split(",");
    if (name !== undefined && Number(wire) >= 0) symbols.set(name.replace(/^main\./, ""), Number(wire));
  }
  return symbols;
}
