import { encodeBytes32String } from "ethers";
import { circuitById, MARGIN_FAMILY } from "../../../circuits/registry.ts";
import type { FieldElement } from "../../../prover/domain/field.ts";
import type { Claim } from "../../../prover/formats/claim.ts";
import { solidityKey } from "../../../prover/keys/solidity-key.ts";
import { type Predicate, packPredicate, parsePredicate } from "../../../prover/margin/predicate.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { marginClaimsAbi } from "../../../verifier-contracts/abi/marginClaims.ts";
import { verifierRouterAbi } from "../../../verifier-contracts/abi/verifierRouter.ts";
import { submissionOf, termsOf } from "../../../verifier-contracts/client/submission.ts";
import { contractArtifact } from "../../support/artifact.ts";
import { at } from "../../support/at.ts";
import { type Chain, START } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { CIRCUIT_ID, type OWNERS, provenClaim, rootsOf, verifierArtefacts } from "../../support/proofs.ts";
import { MARKET, RegistriesWorld, VENUE } from "../../support/registries.ts";
import { compileSolidity } from "../../support/solidity.ts";

export const HOUR = 3_600n;
export const DAY = 24n * HOUR;

/** Dollars in the smallest unit of the token, which has six decimals. */
export const usd = (dollars: bigint): bigint => dollars * 1_000_000n;

/** The ladder: equity >= ratio * maintenance margin + 5,000 USD, which is what a line may owe. */
export const LADDER: readonly Predicate[] = ["1.2", "1.5", "2"].map((ratio) =>
  parsePredicate("maintenance", ratio, "5000"),
);

export const TERMS = {
  limit: usd(5_000n),
  deposit: usd(250n),
  bufferUSD: at(LADDER, 0).bufferUsd,
  gracePeriod: 6n * HOUR,
  maxAgeToDraw: HOUR / 4n,
};

/** Accounts count for two hours, prices for one. */
export const POLICY = {
  venue: VENUE,
  market: MARKET,
  family: encodeBytes32String(MARGIN_FAMILY),
  maxAccountsAge: 2n * HOUR,
  maxMarketAge: HOUR,
};

/** Fixed, so that proofs repeat. */
const DEADLINE = START + 30n * DAY;

export interface ClaimOptions {
  /** Which trader: each has one account at the venue. */
  readonly owner?: keyof typeof OWNERS;
  /** The epoch, 1 to 3, of which accounts and market are taken. */
  readonly epoch: 1 | 2 | 3;
  readonly level?: 0 | 1 | 2;
  readonly recipient: string;
  /** Another consumer's, with the same ladder or one level of it. */
  readonly scope?: FieldElement;
  readonly ladder?: readonly Predicate[];
}

/** A venue, a market, a verifier of the real circuit, MarginClaims, and a credit line with 20,000 USD to lend. */
export class CreditLineWorld {
  readonly registries: RegistriesWorld;
  readonly claims: Contract;
  readonly router: Contract;
  readonly token: Contract;
  readonly line: Contract;
  readonly scope: FieldElement;
  /** Of which time each epoch is. */
  #times = new Map<number, bigint>();

  private constructor(
    registries: RegistriesWorld,
    { claims, router, token, line }: Record<"claims" | "router" | "token" | "line", Contract>,
    scope: FieldElement,
  ) {
    this.registries = registries;
    this.claims = claims;
    this.router = router;
    this.token = token;
    this.line = line;
    this.scope = scope;
  }

  static async open(
    tokenName: "Dollar" | "ReentrantDollar" | "FeeDollar" = "Dollar",
  ): Promise<CreditLineWorld> {
    const registries = await RegistriesWorld.open();
    const { chain, admin, venues, markets } = registries;
    const router = await routed(chain, admin);
    const claims = await Contract.deploy(chain, "MarginClaims", marginClaimsAbi, [
      admin,
      venues.address,
      markets.address,
      router.address,
    ]);
    await claims.send("grantRole", [await claims.read("GUARDIAN_ROLE"), admin]);

    const compiled = (await compileSolidity("test/examples/support/Tokens.sol"))[tokenName];
    if (compiled === undefined) throw new Error(`no token ${tokenName}`);
    const token = new Contract(chain, await chain.deployCode(compiled), compiled.abi);
    const { abi } = await contractArtifact("CreditLine");
    const ratios = LADDER.map(({ ratioBps }) => ratioBps);
    const args = [admin, token.address, TERMS, claims.address, POLICY, ratios];
    const line = await Contract.deploy(chain, "CreditLine", abi, args);
    for (const role of ["RISK_ROLE", "GUARDIAN_ROLE"]) {
      await line.send("grantRole", [await line.read(role), admin]);
    }
    const scope = (await line.read("scope")) as FieldElement;
    const world = new CreditLineWorld(registries, { claims, router, token, line }, scope);
    for (const account of chain.accounts.slice(0, 8)) {
      await token.send("mint", [account, usd(20_000n)]);
      await token.send("approve", [line.address, usd(20_000n)], { from: account });
    }
    await line.send("fund", [usd(20_000n)]);
    return world;
  }

  get chain(): Chain {
    return this.registries.chain;
  }
  get admin(): string {
    return this.registries.admin;
  }
  get alice(): string {
    return this.chain.account(5);
  }
  get bob(): string {
    return this.chain.account(6);
  }

  /** Remembers the state. Each call of the function returned goes back to it. */
  async checkpoint(): Promise<() => Promise<void>> {
    const restore = await this.chain.checkpoint();
    const times = new Map(this.#times);
    return async () => {
      await restore();
      this.#times = new Map(times);
    };
  }

  async pass(seconds: bigint): Promise<void> {
    await this.chain.warpTo((await this.chain.now()) + seconds);
  }

  /** A claim with a real proof. */
  claim(options: ClaimOptions): Promise<Claim> {
    const { owner = "first", epoch, level = 0, recipient, scope = this.scope, ladder = LADDER } = options;
    const index = (epoch - 1) as 0 | 1 | 2;
    return provenClaim({
      owner,
      accounts: index,
      market: index,
      predicate: at(ladder, level),
      scope,
      context: {
        chainId: this.chain.id,
        claims: this.claims.address,
        submitter: recipient,
        deadline: DEADLINE,
        recipient,
      },
    });
  }

  /** Proves and submits. The accounts and prices of an epoch are of the time when it is first used. Returns the nullifier. */
  async submit(options: ClaimOptions): Promise<bigint> {
    const { epoch, recipient } = options;
    const claim = await this.claim(options);
    const asOf = this.#times.get(epoch) ?? (await this.chain.now());
    this.#times.set(epoch, asOf);
    const { accounts, markets } = await rootsOf();
    const terms = termsOf(claim, {
      predicates: (options.ladder ?? LADDER).map(packPredicate),
      accounts: await this.registries.signAccounts(BigInt(epoch), at(accounts, epoch - 1), asOf),
      market: await this.registries.signMarket(at(markets, epoch - 1), asOf),
    });
    const submission = submissionOf(claim);
    await this.claims.send("submit", [terms, submission], { from: recipient });
    return submission.nullifier;
  }

  /** What the credit line asks of a claim. */
  asked(level: number, maxAge = 2n ** 32n - 1n): object {
    return { predicate: packPredicate(at(LADDER, level)), maxAccountsAge: maxAge, maxMarketAge: maxAge };
  }

  balanceOf(account: string): Promise<bigint> {
    return this.token.read("balanceOf", [account]) as Promise<bigint>;
  }

  /** What the books say, and what the contract has. */
  async books(): Promise<Record<"cash" | "debt" | "deposits" | "balance", bigint>> {
    const [cash, debt, deposits] = await Promise.all(
      ["cash", "totalDebt", "totalDeposits"].map((name) => this.line.read(name) as Promise<bigint>),
    );
    const balance = await this.balanceOf(this.line.address);
    return { cash: cash ?? -1n, debt: debt ?? -1n, deposits: deposits ?? -1n, balance };
  }

  close(): Promise<void> {
    return this.chain.close();
  }
}

/** A router with an active verifier of the real circuit, for the development key. */
async function routed(chain: Chain, admin: string): Promise<Contract> {
  const { verificationKey, keyDigest } = await verifierArtefacts();
  const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [
    solidityKey(verificationKey),
  ]);
  const router = await Contract.deploy(chain, "VerifierRouter", verifierRouterAbi, [1n, admin]);
  for (const role of ["MANAGER_ROLE", "GUARDIAN_ROLE"]) {
    await router.send("grantRole", [await router.read(role), admin]);
  }
  const { family } = circuitById(CIRCUIT_ID);
  const names = [family, CIRCUIT_ID].map(encodeBytes32String);
  await router.send("propose", [keyDigest, verifier.address, ...names]);
  await chain.warpTo((await chain.now()) + 1n);
  await router.send("activate", [keyDigest]);
  return router;
}
