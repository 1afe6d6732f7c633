import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // ffjavascript's workers break inside vitest's worker threads.
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
