import type { ContractRunner, ContractTransactionResponse } from "ethers";
import { marketRegistryAbi } from "../abi/marketRegistry.ts";
import { AttestationRegistry } from "./attestation-registry.ts";
import type { MarketAttestation, SignedMarket } from "./attestations.ts";

export interface MarketOpening {
  /** bytes32 */
  readonly market: string;
  readonly admin: string;
  /** At least 2; never changes. */
  readonly threshold: bigint;
  readonly signers: readonly string[];
  /** The last time for which the first signers' signatures count. */
  readonly notAfter: bigint;
}

/** The contract MarketRegistry with types: see IMarketRegistry.sol. */
export class MarketRegistry extends AttestationRegistry {
  constructor(address: string, runner: ContractRunner) {
    super(address, marketRegistryAbi, runner);
  }

  openMarket(opening: MarketOpening): Promise<ContractTransactionResponse> {
    const { market, admin, threshold, signers, notAfter } = opening;
    return this.send("openMarket", market, admin, threshold, signers, notAfter);
  }

  addSigner(
    market: string,
    signer: string,
    notBefore: bigint,
    notAfter: bigint,
  ): Promise<ContractTransactionResponse> {
    return this.send("addSigner", market, signer, notBefore, notAfter);
  }

  record(signed: SignedMarket): Promise<ContractTransactionResponse> {
    return this.send("record", signed);
  }

  /** @throws ContractRefusal as `record` would */
  async validate(signed: SignedMarket): Promise<void> {
    await this.read("validate", signed);
  }

  /** 0 if there is none for this time. */
  marketRootOf(market: string, asOf: bigint): Promise<bigint> {
    return this.read("marketRootOf", market, asOf);
  }

  /** 0 if the market is not open. */
  thresholdOf(market: string): Promise<bigint> {
    return this.read("thresholdOf", market);
  }

  digestOf(attestation: MarketAttestation): Promise<string> {
    return this.read("digestOf", attestation);
  }

  signerDelay(): Promise<bigint> {
    return this.read("signerDelay");
  }

  venues(): Promise<string> {
    return this.read("venues");
  }

  /** The attestation that recorded a root, from the events since a block: the latest, if it was of several times. */
  async recordOf(market: string, marketRoot: bigint, fromBlock = 0): Promise<MarketAttestation | undefined> {
    const { MarketRootRecorded } = this.contract.filters;
    if (MarketRootRecorded === undefined) throw new Error("the ABI has no MarketRootRecorded");
    const logs = await this.contract.queryFilter(MarketRootRecorded(market, null, marketRoot), fromBlock);
    const times = logs.map((log) => this.contract.interface.parseLog(log)?.args.asOf as bigint);
    const latest = times.reduce((a, b) => (a > b ? a : b), 0n);
    return latest === 0n ? undefined : { market, marketRoot, asOf: latest };
  }
}
