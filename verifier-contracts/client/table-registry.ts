import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { tableRegistryAbi } from "../abi/tableRegistry.ts";
import { ContractClient } from "./contract-client.ts";
import type { SignedTable, TableAttestation } from "./tables.ts";

/** What is recorded of a table; all zero if nothing is. */
export interface RecordedTable {
  readonly marketRoot: bigint;
  readonly rows: string;
  readonly asOf: bigint;
  readonly kind: bigint;
}

/** The contract TableRegistry with types: see ITableRegistry.sol. */
export class TableRegistry extends ContractClient {
  constructor(address: string, runner: ContractRunner) {
    super(address, tableRegistryAbi, runner);
  }

  record(signed: SignedTable): Promise<ContractTransactionResponse> {
    return this.send("record", signed);
  }

  tableOf(market: string, table: bigint): Promise<RecordedTable> {
    return this.read("tableOf", market, table);
  }

  digestOf(attestation: TableAttestation): Promise<string> {
    return this.read("digestOf", attestation);
  }

  markets(): Promise<string> {
    return this.read("markets");
  }
}
