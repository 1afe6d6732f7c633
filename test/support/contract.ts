import { Interface, type InterfaceAbi } from "ethers";
import { plain } from "../../verifier-contracts/client/plain.ts";
import type { Chain, Receipt } from "./chain.ts";

export interface CallOptions {
  readonly from?: string;
  readonly gas?: bigint;
}

export interface SendOptions extends CallOptions {
  /** Time of the block that takes it, later than the chain's now. */
  readonly at?: bigint;
}

/** A deployed contract, spoken to through an ABI. Failures throw Reverted. */
export class Contract {
  readonly chain: Chain;
  readonly address: string;
  readonly abi: Interface;

  constructor(chain: Chain, address: string, abi: InterfaceAbi) {
    this.chain = chain;
    this.address = address;
    this.abi = new Interface(abi);
  }

  /** Deploys a contract of the project, which its published ABI then speaks to. */
  static async deploy(
    chain: Chain,
    name: string,
    abi: InterfaceAbi,
    args: readonly unknown[],
  ): Promise<Contract> {
    return new Contract(chain, await chain.deploy(name, args), abi);
  }

  data(name: string, args: readonly unknown[] = []): string {
    return this.abi.encodeFunctionData(name, args);
  }

  /** Sends a transaction; from the first account unless told otherwise. */
  send(name: string, args: readonly unknown[] = [], options: SendOptions = {}): Promise<Receipt> {
    const from = options.from ?? this.chain.account(0);
    return this.chain.transact({ ...options, from, to: this.address, data: this.data(name, args) }, this.abi);
  }

  /** Calls at the chain's now. Structs and several results come back as objects, one result as itself. */
  async read(name: string, args: readonly unknown[] = [], options: CallOptions = {}): Promise<unknown> {
    const from = options.from ?? this.chain.account(0);
    const result = await this.chain.call(
      { ...options, from, to: this.address, data: this.data(name, args) },
      this.abi,
    );
    const values = this.abi.decodeFunctionResult(name, result);
    return plain(values.length === 1 ? values[0] : values);
  }

  /** This contract's events in a receipt. */
  events(receipt: Receipt): { readonly name: string; readonly args: unknown }[] {
    return receipt.logs
      .filter(({ address }) => address.toLowerCase() === this.address.toLowerCase())
      .map((log) => {
        const parsed = this.abi.parseLog(log);
        if (parsed === null) throw new Error(`an event the ABI does not have: ${log.topics.join()}`);
        return { name: parsed.name, args: plain(parsed.args) };
      });
  }
}
