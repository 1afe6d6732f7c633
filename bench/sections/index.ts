import type { Section } from "../contender.ts";

/** In the order in which they run. Loaded when they are needed: some load libraries that others are not to carry. */
export const SECTIONS: Readonly<Record<string, () => Promise<Section>>> = {
  prove: async () => (await import("./prove.ts")).section,
  witness: async () => (await import("./witness.ts")).section,
  verify: async () => (await import("./verify.ts")).section,
  poseidon: async () => (await import("./poseidon.ts")).section,
  tree: async () => (await import("./tree.ts")).section,
};
