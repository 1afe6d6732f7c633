import { markTestWorkerDone } from "hardhat/internal/coverage";
import { afterAll } from "vitest";

afterAll(() => markTestWorkerDone("vitest"));
