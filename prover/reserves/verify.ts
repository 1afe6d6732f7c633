import { InvalidProofError, RuleError } from "../domain/errors.ts";
import { provenHeader } from "./balance.ts";
import { type ChainAccess, NO_ACCESS } from "./chain-access.ts";
import { reserveAmount } from "./chain-units.ts";
import { assetOf, BITCOIN, type BitcoinHolding, type EvmHolding, type ReserveEvidence } from "./evidence.ts";
import { isOwned } from "./ownership.ts";

/** An asset on a chain that the verifier accepts: no evidence says by itself which token, or which slot of it, is money. */
export interface AcceptedAsset {
  readonly chain: string;
  /** Absent for the chain's coin. */
  readonly token?: { readonly address: string; readonly slot: bigint };
  /** Index of the row it counts for. */
  readonly row: number;
  readonly decimals: number;
}

export interface VerifyOptions {
  /** Chain of the attestation, such as "eip155:1": its balances the contract reads by itself, and they do not count again. */
  readonly contractChain: string;
  readonly accepted: readonly AcceptedAsset[];
  readonly access?: ChainAccess;
  /** How far a block may be from the time of the evidence, in seconds; 3,600 unless told otherwise. */
  readonly maxDistance?: number;
}

/** Amounts of an asset, in 1e-8 units. */
export interface ReserveAmounts {
  /** Of holdings of which everything was checked. */
  readonly verified: bigint;
  /** Of the others, which may be worth nothing: see `unchecked` of the holdings. */
  readonly unverified: bigint;
}

export interface CheckedHolding {
  readonly place: number;
  readonly chain: string;
  readonly address: string;
  readonly row: number;
  readonly amount: bigint;
  readonly checked: readonly string[];
  /** Empty if everything was checked. */
  readonly unchecked: readonly string[];
}

export interface ReserveReport {
  /** The time of the evidence, in Unix seconds. */
  readonly asOf: number;
  /** By index of the row. */
  readonly amounts: ReadonlyMap<number, ReserveAmounts>;
  readonly holdings: readonly CheckedHolding[];
  /** What no evidence of this kind shows, in words for a reader of the report. */
  readonly limits: readonly string[];
}

/** True of every attestation of reserves (T-17). */
export const LIMITS = [
  "What moved from one chain to another within the hour may be there twice.",
  "Reserves may be borrowed for the hour of the attestation, or pledged to others.",
  "That an address signs shows control of its key, not whose the coins are.",
  "Whether the same address was shown for another venue is not visible here.",
] as const;

/**
 * Checks the evidence of reserves on other chains. Fails closed: what is wrong throws, what cannot be checked counts apart.
 *
 * @throws InvalidProofError naming the first holding whose ownership, asset, proof or block does not hold, or that is there twice
 */
export async function verifyReserves(
  evidence: ReserveEvidence,
  { contractChain, accepted, access = NO_ACCESS, maxDistance = 3_600 }: VerifyOptions,
): Promise<ReserveReport> {
  const time: TimeRule = { asOf: evidence.asOf, maxDistance, blocks: new Map() };
  const seen = new Set<string>();
  const holdings: CheckedHolding[] = [];
  for (const [place, holding] of evidence.holdings.entries()) {
    const refuse = (why: string, cause?: unknown): never => {
      throw new InvalidProofError(`holdings[${place}]: ${why}`, { cause });
    };
    const [chain, address] = whereOf(holding);
    const token = holding.kind === "evm" ? holding.token : undefined;
    if (seen.has(assetOf(holding))) refuse(`${address} is there twice for one asset`);
    seen.add(assetOf(holding));

    if (chain === contractChain) refuse(`the contract reads balances on ${chain} by itself`);
    const asset = accepted.find((each) => isSameAsset(each, chain, token));
    if (asset === undefined)
      return refuse(`${token?.address ?? "the coin"} of ${chain} is no asset that is accepted`);
    if (asset.row !== holding.row) refuse(`counts for row ${asset.row}, not for row ${holding.row}`);
    if (!(await isOwned(evidence, holding)))
      refuse(`${address} has not signed that it backs the venue in this epoch`);

    try {
      const told =
        holding.kind === "evm" ? await checkEvm(holding, access, time) : checkBitcoin(holding, access, time);
      const amount = reserveAmount(holding.balance, asset.decimals);
      const checked = ["the address signed for venue and epoch", ...told.checked];
      holdings.push({ place, chain, address, row: asset.row, amount, checked, unchecked: told.unchecked });
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      refuse(error.message, error);
    }
  }
  return { asOf: evidence.asOf, amounts: amountsOf(holdings), holdings, limits: LIMITS };
}

interface Told {
  readonly checked: readonly string[];
  readonly unchecked: readonly string[];
}

/** Which blocks count: near the time of the evidence, and of each chain one alone. What moves between blocks would be there twice. */
interface TimeRule {
  readonly asOf: number;
  readonly maxDistance: number;
  /** By chain, the one that the first holding is of. */
  readonly blocks: Map<string, string>;
}

function assertNear(time: bigint, block: bigint | number, { asOf, maxDistance }: TimeRule): void {
  const distance = time > BigInt(asOf) ? time - BigInt(asOf) : BigInt(asOf) - time;
  if (distance <= BigInt(maxDistance)) return;
  throw new RuleError(
    `block ${block} is ${distance} seconds from the time of the evidence; at most ${maxDistance} count`,
  );
}

async function checkEvm(holding: EvmHolding, access: ChainAccess, rule: TimeRule): Promise<Told> {
  const { hash, number, timestamp } = await provenHeader(holding);
  assertNear(timestamp, number, rule);
  const first = rule.blocks.get(holding.chain) ?? hash;
  rule.blocks.set(holding.chain, first);
  if (first !== hash) throw new RuleError(`is of block ${hash}, others on ${holding.chain} of ${first}`);
  const proof = `the state of block ${number} has the balance`;
  const known = await access.blockHash(holding.chain, number);
  if (known === undefined) {
    return { checked: [proof], unchecked: [`that block ${number} with hash ${hash} is of ${holding.chain}`] };
  }
  if (known !== hash) throw new RuleError(`block ${number} of ${holding.chain} is ${known}, not ${hash}`);
  return { checked: [proof, `block ${number} is of ${holding.chain}`], unchecked: [] };
}

function checkBitcoin(
  { address, balance, height }: BitcoinHolding,
  { bitcoin }: ChainAccess,
  rule: TimeRule,
): Told {
  const found = bitcoin?.satoshis(address);
  if (bitcoin !== undefined) {
    if (bitcoin.height !== height) {
      throw new RuleError(`is of block ${height}, your node was asked after block ${bitcoin.height}`);
    }
    assertNear(BigInt(bitcoin.time), height, rule);
  }
  if (found === undefined) {
    return { checked: [], unchecked: [`that the address has ${balance} satoshis after block ${height}`] };
  }
  if (found < balance) throw new RuleError(`has ${found} satoshis after block ${height}, not ${balance}`);
  return { checked: [`the address has the satoshis after block ${height}`], unchecked: [] };
}

const whereOf = (holding: EvmHolding | BitcoinHolding): readonly [chain: string, address: string] =>
  holding.kind === "evm" ? [holding.chain, holding.owner] : [BITCOIN, holding.address];

const isSameAsset = (
  asset: AcceptedAsset,
  chain: string,
  token: { readonly address: string; readonly slot: bigint } | undefined,
): boolean =>
  asset.chain === chain &&
  asset.token?.address.toLowerCase() === token?.address.toLowerCase() &&
  asset.token?.slot === token?.slot;

function amountsOf(holdings: readonly CheckedHolding[]): ReadonlyMap<number, ReserveAmounts> {
  const amounts = new Map<number, ReserveAmounts>();
  for (const { row, amount, unchecked } of holdings) {
    const { verified, unverified } = amounts.get(row) ?? { verified: 0n, unverified: 0n };
    const isVerified = unchecked.length === 0;
    amounts.set(row, {
      verified: isVerified ? verified + amount : verified,
      unverified: isVerified ? unverified : unverified + amount,
    });
  }
  return amounts;
}
