import { ContractFactory, getAddress, Interface, type InterfaceAbi, toQuantity } from "ethers";
import hre, { network } from "hardhat";
import { plain } from "../../verifier-contracts/client/plain.ts";

/** First second of every test chain, so that proofs, which carry a deadline, can be kept. */
export const START = 1_760_000_000n;

/** Chain id of the in-process network unless a test asks for another. */
export const CHAIN_ID = 31_337n;

/** More than any call of these contracts uses, and well below the block's limit. */
export const PLENTY_OF_GAS = 1_000_000n;

/** What the contracts of a coverage run pay at most for reporting what they run; see `npm run coverage:contracts`. */
export const REPORTING_GAS = process.env.HARDHAT_COVERAGE === "true" ? 100_000n : 0n;

/** A call or transaction that failed. `error` and `args` are what the contract's ABI makes of the data. */
export class Reverted extends Error {
  /** Name of the custom error; "Error" or "Panic"; "OutOfGas"; "" for none of them. */
  readonly error: string;
  readonly args: readonly unknown[];
  /** Absent for calls. */
  readonly gasUsed: bigint | undefined;

  constructor(error: string, args: readonly unknown[], gasUsed?: bigint) {
    super(`reverted with ${error}(${args.map(String).join(", ")})`);
    this.error = error;
    this.args = args;
    this.gasUsed = gasUsed;
  }
}

/** What `expect(...).rejects.toMatchObject` takes: this error with these arguments. */
export const reverting = (error: string, ...args: readonly unknown[]): object => ({ error, args });

export interface Receipt {
  readonly hash: string;
  readonly gasUsed: bigint;
  readonly timestamp: bigint;
  readonly logs: readonly { readonly address: string; readonly topics: string[]; readonly data: string }[];
  readonly contractAddress: string | null;
}

export interface Transaction {
  readonly from: string;
  /** Absent to deploy. */
  readonly to?: string;
  readonly data: string;
  readonly gas?: bigint;
  /** Time of the block that takes it, later than the chain's now; default: one second later. */
  readonly at?: bigint;
}

interface RawReceipt {
  readonly transactionHash: string;
  readonly gasUsed: string;
  readonly blockNumber: string;
  readonly contractAddress: string | null;
  readonly logs: Receipt["logs"];
}

type Connection = Awaited<ReturnType<typeof network.create>>;

/** An in-process Ethereum node of a test file, at Cancun, that starts at START and has a clock of its own. */
export class Chain {
  readonly id: bigint;
  /** Funded accounts. The first deploys. */
  readonly accounts: readonly string[];
  readonly #connection: Connection;

  private constructor(connection: Connection, id: bigint, accounts: readonly string[]) {
    this.#connection = connection;
    this.id = id;
    this.accounts = accounts;
  }

  static async open(chainId: bigint = CHAIN_ID): Promise<Chain> {
    const connection = await network.create({
      network: "sim",
      override: { chainId: Number(chainId), initialDate: new Date(Number(START) * 1000) },
    });
    const accounts = (await connection.provider.request({ method: "eth_accounts" })) as string[];
    return new Chain(connection, chainId, accounts.map(getAddress));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async request<T>(method: string, ...params: unknown[]): Promise<T> {
    return (await this.#connection.provider.request({ method, params })) as T;
  }

  account(index: number): string {
    const account = this.accounts[index];
    if (account === undefined) throw new RangeError(`the chain has no account ${index}`);
    return account;
  }

  async now(): Promise<bigint> {
    return this.#timestamp("latest");
  }

  /** Mines an empty block at a time, which calls then see as now. */
  async warpTo(time: bigint): Promise<void> {
    await this.request("evm_setNextBlockTimestamp", toQuantity(time));
    await this.request("evm_mine");
  }

  /** Remembers the state. Each call of the function returned goes back to it. */
  async checkpoint(): Promise<() => Promise<void>> {
    let id = await this.request<string>("evm_snapshot");
    return async () => {
      if (!(await this.request<boolean>("evm_revert", id))) throw new Error(`no snapshot ${id}`);
      id = await this.request("evm_snapshot");
    };
  }

  /** Sends and mines. @throws Reverted, with what `abi` makes of the reason */
  async transact(transaction: Transaction, abi?: Interface): Promise<Receipt> {
    const { from, to, data, gas = PLENTY_OF_GAS, at = (await this.now()) + 1n } = transaction;
    // Else the node adds the seconds that went by on this machine, and a test would depend on its speed.
    await this.request("evm_setNextBlockTimestamp", toQuantity(at));
    try {
      const fields = { from, data, gas: toQuantity(gas), ...(to === undefined ? {} : { to }) };
      return await this.#receipt(await this.request<string>("eth_sendTransaction", fields));
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      const receipt = failure.hash === undefined ? undefined : await this.#receipt(failure.hash);
      throw decodeFailure(failure, abi, receipt?.gasUsed);
    }
  }

  /** Calls at the chain's now. @throws Reverted, with what `abi` makes of the reason */
  async call(transaction: Omit<Transaction, "at">, abi?: Interface): Promise<string> {
    const { from, to, data, gas = PLENTY_OF_GAS } = transaction;
    try {
      return await this.request<string>("eth_call", { from, to, data, gas: toQuantity(gas) }, "latest");
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      throw decodeFailure(failure, abi);
    }
  }

  /** Deploys a contract of the project by name; returns its address. */
  async deploy(name: string, args: readonly unknown[] = [], from: string = this.account(0)): Promise<string> {
    const { abi, bytecode } = await hre.artifacts.readArtifact(name);
    return this.deployCode({ abi, bytecode }, args, from);
  }

  async deployCode(
    code: { readonly abi: InterfaceAbi; readonly bytecode: string },
    args: readonly unknown[] = [],
    from: string = this.account(0),
  ): Promise<string> {
    const { data } = await new ContractFactory(code.abi, code.bytecode).getDeployTransaction(...args);
    const abi = new Interface(code.abi);
    const { contractAddress } = await this.transact({ from, data, gas: 10n * PLENTY_OF_GAS }, abi);
    if (contractAddress === null) throw new Error("the deployment has no address");
    return getAddress(contractAddress);
  }

  async #timestamp(block: string): Promise<bigint> {
    return BigInt(
      (await this.request<{ timestamp: string }>("eth_getBlockByNumber", block, false)).timestamp,
    );
  }

  async #receipt(hash: string): Promise<Receipt> {
    const raw = await this.request<RawReceipt>("eth_getTransactionReceipt", hash);
    return {
      hash,
      gasUsed: BigInt(raw.gasUsed),
      timestamp: await this.#timestamp(raw.blockNumber),
      logs: raw.logs,
      contractAddress: raw.contractAddress,
    };
  }
}

interface Failure {
  readonly outOfGas: boolean;
  readonly data: string;
  readonly hash: string | undefined;
}

/** Reads the node's errors, of which there are two shapes; undefined for anything else. */
function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { data, transactionHash, message } = error as Error & { data?: unknown; transactionHash?: unknown };
  const outOfGas = message.includes("ran out of gas");
  const hashOf = (hash: unknown): string | undefined => (typeof hash === "string" ? hash : undefined);
  if (typeof data === "string") return { outOfGas, data, hash: hashOf(transactionHash) };
  if (typeof data !== "object" || data === null || !("data" in data)) return undefined;
  const inner = data as { data: unknown; transactionHash?: unknown };
  return { outOfGas, data: String(inner.data), hash: hashOf(inner.transactionHash) };
}

function decodeFailure(failure: Failure, abi?: Interface, gasUsed?: bigint): Reverted {
  if (failure.outOfGas) return new Reverted("OutOfGas", [], gasUsed);
  const parsed = failure.data === "0x" ? null : (abi ?? new Interface([])).parseError(failure.data);
  if (parsed === null) return new Reverted("", failure.data === "0x" ? [] : [failure.data], gasUsed);
  return new Reverted(parsed.name, parsed.args.toArray().map(plain), gasUsed);
}
