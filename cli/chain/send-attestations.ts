import type { Command } from "commander";
import type { ContractTransactionReceipt, ContractTransactionResponse, Wallet } from "ethers";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import { address, option } from "../options.ts";
import { mined } from "./mined.ts";
import { asking, connect } from "./rpc.ts";
import { type SignerOptions, signerFrom, withSigner } from "./signer.ts";

/** Options of commands that send a transaction to the contracts of attestations. */
export interface SendAttestationsOptions extends SignerOptions {
  readonly rpc: string;
  readonly attestations: string;
}

/** @param whose what the key is for */
export const withAttestations = (command: Command, whose: string): Command =>
  withSigner(command, whose)
    .requiredOption("--rpc <url>", "a node of the chain")
    .requiredOption("--attestations <address>", "the contract SolvencyAttestations");

/** The contract, and who sends. */
export interface Sending {
  readonly attestations: SolvencyAttestations;
  readonly sender: Wallet;
}

/** Sends one transaction and waits for it. */
export async function sendToAttestations(
  options: SendAttestationsOptions,
  work: (sending: Sending) => Promise<ContractTransactionResponse>,
): Promise<ContractTransactionReceipt> {
  const at = option("--attestations", options.attestations, address);
  const wallet = await signerFrom(options);
  const node = await connect(options.rpc);
  return asking(node.shownUrl, async () => {
    const sender = wallet.connect(node.provider);
    const attestations = new SolvencyAttestations(at, sender);
    return mined(await work({ attestations, sender }));
  });
}
