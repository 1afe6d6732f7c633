#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache(); // halves the start-up
const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
