import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { venueRegistryAbi } from "../abi/venueRegistry.ts";
import { AttestationRegistry } from "./attestation-registry.ts";
import type { AccountsAttestation, AttestorConsent, SignedAccounts } from "./attestations.ts";

/** The contract VenueRegistry with types: see IVenueRegistry.sol. */
export class VenueRegistry extends AttestationRegistry {
  constructor(address: string, runner: ContractRunner) {
    super(address, venueRegistryAbi, runner);
  }

  registerVenue(venue: string, admin: string): Promise<ContractTransactionResponse> {
    return this.send("registerVenue", venue, admin);
  }

  /** @param signature of the attestor over its consent: see signConsent */
  addAttestor(consent: AttestorConsent, signature: string): Promise<ContractTransactionResponse> {
    const { venue, attestor, notBefore, notAfter } = consent;
    return this.send("addAttestor", venue, attestor, notBefore, notAfter, signature);
  }

  isAttestor(key: string): Promise<boolean> {
    return this.read("isAttestor", key);
  }

  record(signed: SignedAccounts): Promise<ContractTransactionResponse> {
    return this.send("record", signed);
  }

  /** @throws ContractRefusal as `record` would */
  async validate(signed: SignedAccounts): Promise<void> {
    await this.read("validate", signed);
  }

  /** Zeros if the epoch is not recorded. */
  accountsRootOf(venue: string, epoch: bigint): Promise<{ readonly root: bigint; readonly asOf: bigint }> {
    return this.read("accountsRootOf", venue, epoch);
  }

  latestOf(venue: string): Promise<{ readonly epoch: bigint; readonly asOf: bigint }> {
    return this.read("latestOf", venue);
  }

  digestOf(attestation: AccountsAttestation): Promise<string> {
    return this.read("digestOf", attestation);
  }

  consentDigestOf({ venue, attestor, notBefore, notAfter }: AttestorConsent): Promise<string> {
    return this.read("consentDigestOf", venue, attestor, notBefore, notAfter);
  }

  /** The attestation that recorded a root, from the events since a block; undefined if there is none. */
  async recordOf(
    venue: string,
    accountsRoot: bigint,
    fromBlock = 0,
  ): Promise<AccountsAttestation | undefined> {
    const { AccountsRootRecorded } = this.contract.filters;
    if (AccountsRootRecorded === undefined) throw new Error("the ABI has no AccountsRootRecorded");
    const [log] = await this.contract.queryFilter(AccountsRootRecorded(venue, null, accountsRoot), fromBlock);
    const parsed = log === undefined ? null : this.contract.interface.parseLog(log);
    if (parsed === null) return undefined;
    const { epoch, asOf } = parsed.args as unknown as { epoch: bigint; asOf: bigint };
    return { venue, epoch, accountsRoot, asOf };
  }
}
