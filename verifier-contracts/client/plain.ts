import { Result } from "ethers";

/** An ABI value without ethers's wrapping: structs as objects, lists as arrays, numbers as bigint. */
export function plain(value: unknown): unknown {
  if (!(value instanceof Result)) return value;
  const items = value.toArray().map(plain);
  const names = namesOf(value);
  return names.length === 0 ? items : Object.fromEntries(names.map((name, i) => [name, items[i]]));
}

/** Names of a struct's fields; none for a list: ethers calls the only item of one "_", and refuses to name several. */
function namesOf(result: Result): string[] {
  try {
    const names = Object.keys(result.toObject());
    return names.every((name) => name === "_") ? [] : names;
  } catch {
    return [];
  }
}
