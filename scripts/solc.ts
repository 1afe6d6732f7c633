#!/usr/bin/env node
/**
 * The npm package `solc` as forge wants a compiler: `solc --version`, and `solc --standard-json` from stdin to stdout.
 * So that all tests use one compiler, and nothing is downloaded.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string; version(): string };

const output = process.argv.includes("--standard-json")
  ? solc.compile(readFileSync(0, "utf8"))
  : `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}`;
process.stdout.write(`${output}\n`);
