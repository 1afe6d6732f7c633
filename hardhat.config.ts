import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

/** Set by `npm run coverage:contracts`: contracts that report what they run, kept apart from those that others use. */
const coverage = process.env.HARDHAT_COVERAGE === "true";

// The npm package `solc` ships the WASM compiler: nothing is downloaded.
const compiler = (runs: number) => ({
  version: (require("solc/package.json") as { version: string }).version,
  path: require.resolve("solc/soljson.js"),
  settings: { optimizer: { enabled: true, runs }, evmVersion: "cancun" },
});

export default defineConfig({
  plugins: [hardhatEthers],
  paths: {
    // Harnesses of libraries, too, when coverage is measured: what only they run is run as well.
    sources: coverage
      ? ["./verifier-contracts", "./examples/credit-line", "./test/contracts/harness"]
      : ["./verifier-contracts", "./examples/credit-line"],
    // What forge runs; harnesses are no tests.
    tests: { solidity: "./test/invariants" },
    artifacts: coverage ? "./build/coverage/artifacts" : "./build/artifacts",
    cache: coverage ? "./build/coverage/cache" : "./build/hardhat-cache",
  },
  solidity: {
    profiles: {
      default: {
        compilers: [compiler(1_000_000)],
        // Called once an epoch, and near the limit of size otherwise: see docs/decisions/058-size-of-attestations.md.
        overrides: { "verifier-contracts/attestations/SolvencyAttestations.sol": compiler(200) },
      },
    },
  },
  networks: {
    sim: { type: "edr-simulated", chainType: "l1", hardfork: "cancun", allowUnlimitedContractSize: coverage },
  },
});
