#!/usr/bin/env node
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`error: solvency needs Node.js 22.13 or newer; this is ${process.version}`);
  process.exit(5);
}
module.enableCompileCache(); // halves the start-up
const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
