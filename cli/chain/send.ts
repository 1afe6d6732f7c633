import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import { count } from "../screen/amounts.ts";
import type { Result, Screen } from "../screen/screen.ts";
import { pairs } from "../screen/table.ts";
import { mined } from "./mined.ts";
import { type Contracts, type PlaceOptions, placeOf } from "./place.ts";
import { asking } from "./rpc.ts";
import { type SignerOptions, signerFrom } from "./signer.ts";

export interface Sent {
  readonly receipt: ContractTransactionReceipt;
  readonly chainId: bigint;
  readonly sender: string;
}

/** Sends one transaction to one of the contracts and waits until it is mined. */
export async function send(
  screen: Screen,
  options: PlaceOptions & SignerOptions,
  transact: (contracts: Contracts, sender: string) => Promise<ContractTransactionResponse>,
): Promise<Sent> {
  const wallet = await signerFrom(options);
  const { node, contracts } = await placeOf(options);
  screen.progress.show("waiting for the transaction");
  const receipt = await asking(node.shownUrl, async () => {
    const sent = await transact(contracts(wallet.connect(node.provider)), wallet.address);
    return mined(sent);
  });
  screen.progress.stop();
  return { receipt, chainId: node.chainId, sender: wallet.address };
}

/** What came of it: the facts in plain words, then the transaction. */
export function sentResult(
  { receipt, chainId, sender }: Sent,
  headline: string,
  facts: readonly (readonly [name: string, value: string])[],
  json: Readonly<Record<string, unknown>>,
): Result {
  return {
    json: { ...json, transaction: transactionJson(receipt, chainId) },
    text: ({ colours }) =>
      [
        `${colours.green("✔")} ${headline}`,
        "",
        pairs(colours, [
          ...facts,
          ["sender", sender],
          ["transaction", receipt.hash],
          ["gas", count(receipt.gasUsed)],
        ]),
      ].join("\n"),
  };
}

export const transactionJson = (
  { hash, blockNumber, gasUsed }: Pick<ContractTransactionReceipt, "hash" | "blockNumber" | "gasUsed">,
  chainId: bigint,
): Record<string, unknown> => ({
  hash,
  block: blockNumber,
  gasUsed: gasUsed.toString(),
  chainId: chainId.toString(),
});
