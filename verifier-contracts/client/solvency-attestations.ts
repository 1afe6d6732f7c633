import { type ContractRunner, type ContractTransactionResponse, ZeroAddress, ZeroHash } from "ethers";
import { firstBlockAt } from "../../prover/reserves/block-at.ts";
import { solvencyAttestationsAbi } from "../abi/solvencyAttestations.ts";
import { AccessControlled } from "./access-controlled.ts";
import { plain } from "./plain.ts";
import type { Publication, Unsigned } from "./publication.ts";

/** An asset that is owed or held. Amounts are in 1e-8. */
export interface Coverage {
  /** Place of its row in the table, from 0. */
  readonly row: bigint;
  readonly liability: bigint;
  readonly onChain: bigint;
  readonly attested: bigint;
}

/** What is recorded of an attestation; all zero if there is none. */
export interface SolvencyAttestation {
  /** EIP-712 digest of what the venue signed. */
  readonly statement: string;
  readonly bundle: string;
  readonly market: string;
  readonly table: bigint;
  readonly subtree: bigint;
  readonly marketAsOf: bigint;
  readonly attestedAt: bigint;
  readonly verifier: bigint;
  /** Place in TABLE_KINDS. */
  readonly kind: bigint;
  readonly rowCount: bigint;
  /** Of how many contracts longs and shorts do not cancel out. */
  readonly openRows: bigint;
  /** Of how many assets the reserves are less than what is owed: those on chain, and all together. */
  readonly shortOnChain: bigint;
  readonly shortWithAttested: bigint;
}

/** What a consumer asks of a venue at the time of use. Ages are in seconds. */
export interface SolvencyRequirement {
  /** bytes32 */
  readonly market: string;
  /** bytes32; the zero word if the consumer has verified the bundle by itself. */
  readonly panel: string;
  /** bytes32; the statement whose bundle the consumer has verified by itself. The zero word for any; not without a panel. */
  readonly statement: string;
  readonly maxAccountsAge: bigint;
  readonly maxMarketAge: bigint;
  /** Every account must meet its maintenance requirement. */
  readonly margin: boolean;
  /** Reserves elsewhere count. */
  readonly attested: boolean;
  /** Reserves on this chain must cover what is owed also now. */
  readonly current: boolean;
  /** Longs and shorts in a contract need not cancel out: then what is owed is the venue's word. */
  readonly openContracts: boolean;
}

/** The contract SolvencyAttestations with types: see ISolvencyAttestations.sol. */
export class SolvencyAttestations extends AccessControlled {
  constructor(address: string, runner: ContractRunner) {
    super(address, solvencyAttestationsAbi, runner);
  }

  attest(publication: Publication): Promise<ContractTransactionResponse> {
    return this.send("attest", publication);
  }

  isSolvent(venue: string, required: SolvencyRequirement): Promise<boolean> {
    return this.read("isSolvent", venue, required);
  }

  coverageOf(venue: string, epoch: bigint): Promise<readonly Coverage[]> {
    return this.read("coverageOf", venue, epoch);
  }

  /** With the balances on this chain as they are now. */
  coverageNow(venue: string, epoch: bigint): Promise<readonly Coverage[]> {
    return this.read("coverageNow", venue, epoch);
  }

  attestationOf(venue: string, epoch: bigint): Promise<SolvencyAttestation> {
    return this.read("attestationOf", venue, epoch);
  }

  /**
   * What was published of a recorded epoch, from the call that published it, which is a transaction of its own. The node is taken at its word:
   * compare with what is recorded. Undefined if it has none.
   */
  async publicationOf(venue: string, epoch: bigint): Promise<Publication | undefined> {
    const { attestedAt } = await this.attestationOf(venue, epoch);
    if (attestedAt === 0n) return undefined;
    const { SolvencyAttested } = this.contract.filters;
    if (SolvencyAttested === undefined) throw new Error("the ABI has no SolvencyAttested");
    const first = await firstBlockAt(this.provider, attestedAt);
    const end = await firstBlockAt(this.provider, attestedAt + 1n);
    const [log] = await this.contract.queryFilter(SolvencyAttested(venue, epoch), first, end - 1);
    const sent = await log?.getTransaction();
    const call = sent === undefined ? null : this.contract.interface.parseTransaction(sent);
    return call?.name === "attest" ? (plain(call.args[0]) as Publication) : undefined;
  }

  /** 0 if there is none. */
  latestEpochOf(venue: string): Promise<bigint> {
    return this.read("latestEpochOf", venue);
  }

  epochSignalOf(venue: string, epoch: bigint): Promise<bigint> {
    return this.read("epochSignalOf", venue, epoch);
  }

  statementDigestOf(unsigned: Unsigned): Promise<string> {
    const blank = { attestor: ZeroAddress, signature: "0x", keyDigest: ZeroHash, proof: Array(8).fill(0n) };
    return this.read("statementDigestOf", { ...blank, ...unsigned });
  }

  pause(): Promise<ContractTransactionResponse> {
    return this.send("pause");
  }

  unpause(): Promise<ContractTransactionResponse> {
    return this.send("unpause");
  }

  paused(): Promise<boolean> {
    return this.read("paused");
  }

  venues(): Promise<string> {
    return this.read("venues");
  }

  markets(): Promise<string> {
    return this.read("markets");
  }

  tables(): Promise<string> {
    return this.read("tables");
  }

  reserves(): Promise<string> {
    return this.read("reserves");
  }

  reviews(): Promise<string> {
    return this.read("reviews");
  }

  router(): Promise<string> {
    return this.read("router");
  }
}
