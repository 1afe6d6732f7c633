import type { Command } from "commander";
import { ContractFactory } from "ethers";
import { EnvironmentError, InputError, loadVerifierArtefacts } from "../../../prover/index.ts";
import { solidityKey } from "../../../prover/keys/solidity-key.ts";
import { ROLES } from "../../../verifier-contracts/client/access-controlled.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { ContractRefusal } from "../../../verifier-contracts/client/refusal.ts";
import type { VerifierRouter } from "../../../verifier-contracts/client/verifier-router.ts";
import { buildContracts, contractArtifact } from "../../chain/contracts.ts";
import { isLocalChain } from "../../chain/local.ts";
import { mined } from "../../chain/mined.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { asking } from "../../chain/rpc.ts";
import { sentResult } from "../../chain/send.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";

interface Options extends PlaceOptions, SignerOptions {
  readonly keys: string;
}

/** Looked at first: a verifier that cannot be proposed is deployed for nothing. */
async function assertProposable(
  router: VerifierRouter,
  digest: string,
  sender: string,
  folder: string,
): Promise<void> {
  const { status } = await router.routeOf(digest);
  if (status !== "unknown") {
    const rule = `holds a key that the router knows already: ${status}; there is no second try`;
    throw new InputError({ field: "--keys", value: JSON.stringify(folder), rule });
  }
  if (await router.hasRole(ROLES.MANAGER_ROLE, sender)) return;
  throw new ContractRefusal("AccessControlUnauthorizedAccount", {
    account: sender,
    neededRole: ROLES.MANAGER_ROLE,
  });
}

export function routerPropose(parent: Command): void {
  const command = addCommand(parent, "propose", {
    summary: "deploy a verifier for a key and propose it to the router; for managers",
    examples: ["router propose --keys keys/margin-standard-8 --rpc http://127.0.0.1:8545"],
    notes: ["It can be activated when the router's delay is over. There is no second try for a key."],
  });
  withSigner(withPlace(command), "a manager")
    .requiredOption("--keys <folder>", "the key folder")
    .action(
      perform(async (screen, options: Options) => {
        const { circuit, keyDigest, manifest, verificationKey } = await loadVerifierArtefacts(options.keys);
        const wallet = await signerFrom(options);
        const { node, contracts } = await placeOf(options);
        if (manifest.setup.insecure && !isLocalChain(node.chainId)) {
          throw new EnvironmentError(
            `a development key is refused on chain ${node.chainId}, which is not local`,
            {
              details: ["Anybody can forge for it. Give the folder of a key from a ceremony."],
            },
          );
        }
        const known = contracts(node.provider).router;
        await asking(node.shownUrl, () => assertProposable(known, keyDigest, wallet.address, options.keys));
        screen.progress.show("building the contracts");
        await buildContracts();
        const signer = wallet.connect(node.provider);
        const { router } = contracts(signer);
        const { receipt, verifier } = await asking(node.shownUrl, async () => {
          const { abi, bytecode } = await contractArtifact("Groth16ProofVerifier");
          const factory = new ContractFactory(abi, bytecode, signer);
          const made = await factory.deploy(solidityKey(verificationKey));
          const creation = made.deploymentTransaction();
          if (creation !== null) await mined(creation);
          const at = await made.getAddress();
          const names = [nameToBytes32(circuit.family), nameToBytes32(circuit.id)] as const;
          return { receipt: await mined(await router.propose(keyDigest, at, ...names)), verifier: at };
        });
        const facts = [
          ["key", keyDigest],
          ["verifier", verifier],
          ["then", `solvency router activate ${keyDigest}`],
        ] as const;
        const json = { keyDigest, verifier, circuit: circuit.id, family: circuit.family };
        const sent = { receipt, chainId: node.chainId, sender: wallet.address };
        return sentResult(sent, `${circuit.id} proposed`, facts, json);
      }),
    );
}
