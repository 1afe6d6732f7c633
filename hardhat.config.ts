import { createRequire } from "node:module";
import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

export default defineConfig({
  plugins: [hardhatEthers],
  paths: {
    sources: ["./verifier-contracts", "./examples/credit-line"],
    artifacts: "./build/artifacts",
    cache: "./build/hardhat-cache",
  },
  solidity: {
    profiles: {
      default: {
        compilers: [
          {
            // The npm package `solc` ships the WASM compiler: nothing is downloaded.
            version: (require("solc/package.json") as { version: string }).version,
            path: require.resolve("solc/soljson.js"),
            settings: { optimizer: { enabled: true, runs: 1_000_000 }, evmVersion: "cancun" },
          },
        ],
      },
    },
  },
  networks: {
    sim: { type: "edr-simulated", chainType: "l1", hardfork: "cancun", allowUnlimitedContractSize: false },
  },
});
