// A program that uses the library as README shows: it proves, verifies inside, closes its prover, and has nothing else to do.
import { engineBackend, proveMargin } from "../../prover/index.ts";
import { provingArtefacts } from "./circuit.ts";
import { testRequest } from "./request.ts";

const backend = engineBackend();
const address = "0x0000000000000000000000000000000000000001";
const { claim } = await proveMargin(await testRequest(), {
  backend,
  artefacts: provingArtefacts,
  context: { chainId: 31337n, claims: address, submitter: address, recipient: address, deadline: 1n },
});
await backend.close();
console.log(claim.circuit);
