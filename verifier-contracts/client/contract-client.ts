import {
  Contract,
  type ContractRunner,
  type ContractTransactionResponse,
  type InterfaceAbi,
  isError,
  type Provider,
} from "ethers";
import { EnvironmentError } from "../../prover/domain/errors.ts";
import { plain } from "./plain.ts";
import { refusalOf } from "./refusal.ts";
import type { RegistryPlace } from "./typed-data.ts";

/** A node's estimate is the least that passes at this moment; a block later it may be a little more. In percent. */
const GAS_MARGIN = 10n;

/** What the typed clients have in common: calls, transactions, decoded refusals. */
export abstract class ContractClient {
  readonly address: string;
  protected readonly contract: Contract;

  /** @param runner a provider to read; a signer with a provider to send */
  constructor(address: string, abi: InterfaceAbi, runner: ContractRunner) {
    this.address = address;
    this.contract = new Contract(address, abi, runner);
  }

  /** The node that is asked. @throws Error without one */
  get provider(): Provider {
    const provider = this.contract.runner?.provider;
    if (provider === null || provider === undefined) throw new Error(`${this.address} has no provider`);
    return provider;
  }

  /** Where signatures for this contract count. */
  async place(): Promise<RegistryPlace> {
    const { chainId } = await this.provider.getNetwork();
    return { chainId, registry: this.address };
  }

  /**
   * Calls without a transaction.
   * @returns the value; of several an object, by name
   * @throws ContractRefusal when the contract reverts with an error of ours
   */
  protected async read<T>(name: string, ...args: readonly unknown[]): Promise<T> {
    const result = await this.contract
      .getFunction(name)
      .staticCallResult(...args)
      .catch((error: unknown) => this.#rethrow(error));
    return plain(result.length === 1 ? result[0] : result) as T;
  }

  /**
   * Sends a transaction; does not wait for it.
   * @throws ContractRefusal when the contract would revert with an error of ours
   */
  protected async send(name: string, ...args: readonly unknown[]): Promise<ContractTransactionResponse> {
    const method = this.contract.getFunction(name);
    const estimate = await method.estimateGas(...args).catch((error: unknown) => this.#rethrow(error));
    const gasLimit = estimate + (estimate * GAS_MARGIN) / 100n;
    return (await method.send(...args, { gasLimit })) as ContractTransactionResponse;
  }

  protected encode(name: string, ...args: readonly unknown[]): string {
    return this.contract.interface.encodeFunctionData(name, args);
  }

  /**
   * @throws ContractRefusal for an error of our contracts
   * @throws EnvironmentError where the answer is none that this contract gives: there is another contract, or none
   */
  #rethrow(error: unknown): never {
    const refusal = refusalOf(error);
    if (refusal !== undefined) throw refusal;
    const isStrange = isError(error, "BAD_DATA") || (isError(error, "CALL_EXCEPTION") && error.data === "0x");
    if (!isStrange) throw error;
    const { name } = this.constructor;
    throw new EnvironmentError(`${this.address} does not answer as a ${name} does`, {
      details: [
        "Is it the address of that contract, and of this chain? `solvency deploy` and `attestation deploy` write them down.",
      ],
      cause: error,
    });
  }
}
