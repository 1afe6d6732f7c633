import { defineConfig } from "vitest/config";

/** For `npm run coverage:contracts`: the contracts' tests on contracts that report what they run. */
export default defineConfig({
  test: {
    include: ["test/contracts/**/*.test.ts", "test/examples/**/*.test.ts"],
    // Reporting costs gas.
    exclude: ["test/contracts/**/gas.test.ts"],
    globalSetup: ["test/contracts/instrumented/global-setup.ts"],
    setupFiles: ["test/contracts/instrumented/worker-setup.ts"],
    pool: "forks",
    testTimeout: 240_000,
    hookTimeout: 480_000,
  },
});
