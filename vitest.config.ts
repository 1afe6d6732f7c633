import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // ffjavascript's workers break inside vitest's worker threads.
    pool: "forks",
    // Provers, compilers and nodes are processes of their own: a file that waits for one leaves its core to another file.
    maxWorkers: availableParallelism(),
    // Against hangs only: circuits are compiled and keys made where they are first needed, on machines of any speed.
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
