import { Result } from "ethers";

/** An ABI value without ethers's wrapping: structs as objects, lists as arrays, numbers as bigint. */
export function plain(value: unknown): unknown {
  if (!(value instanceof Result)) return value;
  const items = value.toArray().map(plain);
  const names = namesOf(value);
  return names.length === 0 ? items : Object.fromEntries(names.map((name, i) => [name, items[i]]));
}

/** Names of a struct's fields; none for a list. */
function namesOf(result: Result): string[] {
  try {
    return Object.keys(result.toObject());
  } catch {
    return []; // ethers refuses to make an object of unnamed items
  }
}
