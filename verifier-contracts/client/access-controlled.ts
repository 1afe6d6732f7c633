import { type ContractTransactionResponse, id, ZeroHash } from "ethers";
import { ContractClient } from "./contract-client.ts";

/** The roles of the contracts, by name; the administrator of OpenZeppelin's AccessControl is the zero role. */
export const ROLES = {
  DEFAULT_ADMIN_ROLE: ZeroHash,
  REGISTRAR_ROLE: id("REGISTRAR_ROLE"),
  GUARDIAN_ROLE: id("GUARDIAN_ROLE"),
  MANAGER_ROLE: id("MANAGER_ROLE"),
} as const;

export type RoleName = keyof typeof ROLES;

/** A contract with OpenZeppelin's AccessControl. */
export abstract class AccessControlled extends ContractClient {
  hasRole(role: string, account: string): Promise<boolean> {
    return this.read("hasRole", role, account);
  }

  grantRole(role: string, account: string): Promise<ContractTransactionResponse> {
    return this.send("grantRole", role, account);
  }

  revokeRole(role: string, account: string): Promise<ContractTransactionResponse> {
    return this.send("revokeRole", role, account);
  }

  /** @param account the sender's own address, which the contract compares */
  renounceRole(role: string, account: string): Promise<ContractTransactionResponse> {
    return this.send("renounceRole", role, account);
  }

  /** Who holds each role, from the events since `fromBlock`. Only of complete history is the answer complete. */
  async roleHolders(fromBlock: number): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const { RoleGranted, RoleRevoked } = this.contract.filters;
    if (RoleGranted === undefined || RoleRevoked === undefined) throw new Error("the ABI has no roles");
    const topics = await Promise.all([RoleGranted(), RoleRevoked()].map((filter) => filter.getTopicFilter()));
    const logs = await this.contract.queryFilter([topics.flat()] as never, fromBlock);
    const holders = new Map<string, Set<string>>();
    for (const log of logs) {
      const parsed = this.contract.interface.parseLog(log);
      if (parsed === null) continue;
      const [role, account] = parsed.args as unknown as [string, string];
      const held = holders.get(role) ?? new Set();
      if (parsed.name === "RoleGranted") held.add(account);
      else held.delete(account);
      holders.set(role, held);
    }
    return holders;
  }
}
