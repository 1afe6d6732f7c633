/** What works in a browser: witnesses, proofs and verifying. See groth16/web-engine.ts for threads. */
export type { Groth16Proof, ProverBackend } from "./groth16/backend.ts";
export type { WebWorker } from "./groth16/engine/web-thread.ts";
export { verifyProof } from "./groth16/verify.ts";
export { canShareMemory, type WebEngineOptions, webEngineBackend } from "./groth16/web-engine.ts";
export { type WitnessCalculator, witnessCalculator } from "./groth16/witness-calculator.ts";
export type { VerificationKey } from "./keys/verification-key.ts";
