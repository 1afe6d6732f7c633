import { encodeBytes32String, type TypedDataDomain, type Wallet, ZeroHash } from "ethers";
import { keyDigestOf, solidityKey } from "../../prover/keys/solidity-key.ts";
import { epochSignal } from "../../prover/liabilities/epoch-signal.ts";
import type { BatchAccount } from "../../prover/liabilities/open-batch.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import type { Market } from "../../prover/market/row.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { errorsAbi } from "../../verifier-contracts/abi/errors.ts";
import { groth16ProofVerifierAbi } from "../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { reserveRegistryAbi } from "../../verifier-contracts/abi/reserveRegistry.ts";
import { reviewRegistryAbi } from "../../verifier-contracts/abi/reviewRegistry.ts";
import { solvencyAttestationsAbi } from "../../verifier-contracts/abi/solvencyAttestations.ts";
import { tableRegistryAbi } from "../../verifier-contracts/abi/tableRegistry.ts";
import { verifierRouterAbi } from "../../verifier-contracts/abi/verifierRouter.ts";
import { proofWords } from "../../verifier-contracts/client/proof-words.ts";
import {
  type BundleReview,
  type Ownership,
  type Publication,
  type SolvencyStatement,
  sortedHoldings,
  type Unsigned,
} from "../../verifier-contracts/client/publication.ts";
import type { SolvencyRequirement } from "../../verifier-contracts/client/solvency-attestations.ts";
import {
  OWNERSHIP_TYPES,
  REVIEW_TYPES,
  reserveDomain,
  reviewDomain,
  signStatement,
  TABLE_TYPES,
  tableDomain,
} from "../../verifier-contracts/client/solvency-typed-data.ts";
import {
  type AssetToken,
  describeTable,
  NATIVE_COIN,
  rowsDigest,
  type SignedTable,
  type TableRow,
} from "../../verifier-contracts/client/tables.ts";
import type { RegistryPlace } from "../../verifier-contracts/client/typed-data.ts";
import { batchAccount, holding } from "./batch-case.ts";
import { signedMarket } from "./batch-market.ts";
import { START } from "./chain.ts";
import { Contract, type SendOptions } from "./contract.ts";
import { byAddress, keyOf, MARKET, RegistriesWorld, VENUE } from "./registries.ts";
import { compileSolidity } from "./solidity.ts";
import { provenTotal, totalKey } from "./total-proof.ts";

export const PANEL = encodeBytes32String("panel");
export const BUNDLE = `0x${"b5".repeat(32)}`;

/** Time of accounts and market, when the keys of the registries' world count. */
export const AS_OF = START + 600n;

/** More than an attestation costs. */
export const GAS = 6_000_000n;

/** Places of rows in the test market. */
export const USDT = 0n;
export const BTC = 1n;
export const OKB = 2n;
export const USD = 5n;

/** Places of tokens, whose order is that of their addresses: the native coin comes first. */
export const COIN = 0n;

const UNIT = 100_000_000n;

/** Customers are owed 6,030 USDT (30 of it profit), 0.5 BTC and 10 OKB; their perpetuals cancel out. */
export const LEDGER: readonly BatchAccount[] = [
  batchAccount(11n, [
    holding(1, 1_000n * UNIT),
    holding(2, UNIT / 2n),
    holding(7, -6_450n * UNIT),
    holding(100, UNIT / 10n),
  ]),
  batchAccount(12n, [holding(1, 5_000n * UNIT), holding(7, 6_480n * UNIT), holding(100, -UNIT / 10n)]),
  batchAccount(15n, [holding(4, 10n * UNIT)]),
];

/** The first account holds twice as much of the perpetual: somebody is the other side. */
export const OPEN_LEDGER: readonly BatchAccount[] = [
  batchAccount(11n, [holding(1, 1_000n * UNIT), holding(100, UNIT / 5n)]),
  ...LEDGER.slice(1),
];

/** With the errors of those it calls. */
const WITH_ERRORS = [...new Set([...solvencyAttestationsAbi, ...errorsAbi])];

export interface Making {
  readonly epoch?: bigint;
  /** Time of the market, and of the accounts unless they have their own. */
  readonly asOf?: bigint;
  readonly accountsAsOf?: bigint;
  readonly ledger?: readonly BatchAccount[];
  /** Accounts whose sums are shown in place of the ledger's: nobody proves batches of that. */
  readonly shown?: readonly BatchAccount[];
  readonly statement?: Partial<SolvencyStatement>;
  readonly rows?: readonly TableRow[];
  readonly tokens?: readonly AssetToken[];
  readonly table?: Partial<SignedTable["attestation"]>;
  readonly by?: Wallet;
}

interface Parts {
  readonly registries: RegistriesWorld;
  readonly tables: Contract;
  readonly reserves: Contract;
  readonly reviews: Contract;
  readonly router: Contract;
  readonly attestations: Contract;
  readonly tether: Contract;
  readonly bitcoin: Contract;
  readonly keyDigest: string;
}

/** Registries, router, a verifier of totals, two tokens and the contract, with reserves that just cover what is owed. */
export class SolvencyWorld {
  readonly parts: Parts;
  readonly rows: readonly TableRow[];
  readonly tokens: readonly AssetToken[];
  readonly hot = keyOf("hot wallet");
  readonly cold = keyOf("cold wallet");
  readonly auditors = byAddress([keyOf("first auditor"), keyOf("second auditor")]);

  private constructor(parts: Parts) {
    this.parts = parts;
    const described = describeTable(
      { market: marketAt(AS_OF) },
      {
        closed: new Set([100, 101, 200]),
        owedIn: new Map([
          [7, 1],
          [8, 2],
        ]),
        tokens: [
          { row: 4, token: NATIVE_COIN, decimals: 18 },
          { row: 1, token: parts.tether.address, decimals: 6 },
          { row: 2, token: parts.bitcoin.address, decimals: 8 },
        ],
      },
    );
    this.rows = described.rows;
    this.tokens = described.tokens;
  }

  static async open(): Promise<SolvencyWorld> {
    const registries = await RegistriesWorld.open();
    const { chain, venues, markets, admin } = registries;
    const tables = await Contract.deploy(chain, "TableRegistry", tableRegistryAbi, [markets.address]);
    const reserves = await Contract.deploy(chain, "ReserveRegistry", reserveRegistryAbi, []);
    const reviews = await Contract.deploy(chain, "ReviewRegistry", reviewRegistryAbi, [markets.address]);
    const { router, keyDigest } = await routed(registries);
    const attestations = await Contract.deploy(chain, "SolvencyAttestations", WITH_ERRORS, [
      admin,
      venues.address,
      tables.address,
      reserves.address,
      reviews.address,
      router.address,
    ]);
    await attestations.send("grantRole", [await attestations.read("GUARDIAN_ROLE"), registries.guardian]);
    // One after the other: each transaction of a test chain is a second later than the last.
    const tether = await token(registries);
    const bitcoin = await token(registries);
    const contracts = { tables, reserves, reviews, router, attestations };
    const world = new SolvencyWorld({ registries, ...contracts, tether, bitcoin, keyDigest });
    await world.#fund();
    await world.#openPanel();
    return world;
  }

  get chain() {
    return this.parts.registries.chain;
  }
  get attestations(): Contract {
    return this.parts.attestations;
  }

  place({ address }: Contract): RegistryPlace {
    return { chainId: this.chain.id, registry: address };
  }

  /** Place in the list of tokens. */
  tokenOf({ address }: Contract): bigint {
    return BigInt(this.tokens.findIndex(({ token }) => token === address));
  }

  async #fund(): Promise<void> {
    const { tether, bitcoin } = this.parts;
    await tether.send("set", [this.hot.address, 6_000_000_000n]);
    await tether.send("set", [this.cold.address, 30_000_000n]);
    await bitcoin.send("set", [this.cold.address, 50_000_000n]);
    await this.chain.request("hardhat_setBalance", this.cold.address, `0x${(10n ** 19n).toString(16)}`);
    for (const wallet of [this.hot, this.cold]) await this.own(wallet);
  }

  async #openPanel(): Promise<void> {
    const { markets, registrar, marketAdmin } = this.parts.registries;
    const signers = this.auditors.map(({ address }) => address);
    const until = AS_OF + 1_000_000n;
    await markets.send("openMarket", [PANEL, marketAdmin, 2n, signers, until], { from: registrar });
  }

  async signOwnership(
    owner: Wallet,
    more: Partial<Ownership> & { domain?: TypedDataDomain } = {},
  ): Promise<{ ownership: Ownership; signature: string }> {
    const { domain = reserveDomain(this.place(this.parts.reserves)), ...rest } = more;
    const ownership = { venue: VENUE, owner: owner.address, notAfter: AS_OF + 5_000_000n, ...rest };
    return { ownership, signature: await owner.signTypedData(domain, OWNERSHIP_TYPES, ownership) };
  }

  async own(owner: Wallet, more: Partial<Ownership> = {}, options: SendOptions = {}): Promise<void> {
    await this.parts.reserves.send("record", [[await this.signOwnership(owner, more)]], options);
  }

  /** All reserves that cover the ledger. */
  get holdings() {
    const { tether, bitcoin } = this.parts;
    const [hot, cold] = [this.hot.address, this.cold.address];
    return sortedHoldings([
      { token: this.tokenOf(tether), owner: hot },
      { token: this.tokenOf(tether), owner: cold },
      { token: this.tokenOf(bitcoin), owner: cold },
      { token: COIN, owner: cold },
    ]);
  }

  async signTable(
    attestation: SignedTable["attestation"],
    by: readonly Wallet[] = this.parts.registries.signers.slice(0, 2),
  ): Promise<SignedTable> {
    const domain = tableDomain(this.place(this.parts.tables));
    const signatures = await Promise.all(
      by.map((signer) => signer.signTypedData(domain, TABLE_TYPES, attestation)),
    );
    return { attestation, signers: by.map(({ address }) => address), signatures };
  }

  /** Everything that an attestation takes, signed and proven; what is made otherwise is signed over as well. */
  async publication(making: Making = {}): Promise<Publication> {
    const { registries, keyDigest } = this.parts;
    const { epoch = 1n, asOf = AS_OF, ledger = LEDGER, rows = this.rows, tokens = this.tokens } = making;
    const market = marketAt(asOf);
    const table = await CellTable.build(market, "flat");
    const { root } = await MarketTree.build(market);
    const { totals, proof } = await provenTotal(table, epochSignal(VENUE, epoch), ledger, making.shown);
    const unsigned: Unsigned = {
      accounts: await registries.signAccounts(epoch, totals.accountsRoot, making.accountsAsOf ?? asOf),
      market: await registries.signMarket(root, asOf),
      table: await this.signTable({
        market: MARKET,
        marketRoot: root,
        asOf,
        table: table.digest,
        kind: 0n,
        rows: rowsDigest(rows, tokens),
        ...making.table,
      }),
      rows,
      tokens,
      statement: {
        subtree: totals.subtree,
        net: totals.net,
        holdings: this.holdings,
        attested: [],
        bundle: BUNDLE,
        uri: "https://venue.example/epochs/1",
        ...making.statement,
      },
    };
    return this.signed({ ...unsigned, keyDigest, proof: proofWords(proof) }, making.by);
  }

  /** The same publication, signed anew by the venue: what a venue could submit that lies. */
  async signed(
    unsigned: Omit<Publication, "attestor" | "signature">,
    by: Wallet = this.parts.registries.attestor,
  ): Promise<Publication> {
    const signature = await signStatement(by, this.place(this.attestations), unsigned);
    return { ...unsigned, attestor: by.address, signature };
  }

  attest(publication: Publication, options: SendOptions = {}) {
    return this.attestations.send("attest", [publication], { gas: GAS, ...options });
  }

  /** Asked by a consumer that has verified the bundle of the latest epoch by itself. */
  async isSolvent(more: Partial<SolvencyRequirement> = {}, venue: string = VENUE): Promise<unknown> {
    const statement = await this.latestStatement();
    return this.attestations.read("isSolvent", [venue, { ...REQUIREMENT, statement, ...more }]);
  }

  /** What the venue signed of its latest epoch. */
  async latestStatement(): Promise<string> {
    const epoch = await this.attestations.read("latestEpochOf", [VENUE]);
    const { statement } = (await this.attestations.read("attestationOf", [VENUE, epoch])) as {
      statement: string;
    };
    return statement;
  }

  async review(
    review: BundleReview,
    by: readonly Wallet[] = this.auditors,
    domain: TypedDataDomain = reviewDomain(this.place(this.parts.reviews)),
  ) {
    const signatures = await Promise.all(
      by.map((signer) => signer.signTypedData(domain, REVIEW_TYPES, review)),
    );
    const signers = by.map(({ address }) => address);
    return this.parts.reviews.send("record", [review, signers, signatures]);
  }
}

export const REQUIREMENT: SolvencyRequirement = {
  market: MARKET,
  panel: ZeroHash,
  statement: ZeroHash,
  maxAccountsAge: 3_600n,
  maxMarketAge: 3_600n,
  margin: false,
  attested: false,
  current: false,
  openContracts: false,
};

const marketAt = (asOf: bigint): Market => ({ ...signedMarket(), asOf: Number(asOf) });

async function routed({ chain, admin }: RegistriesWorld): Promise<{ router: Contract; keyDigest: string }> {
  const key = await totalKey();
  const router = await Contract.deploy(chain, "VerifierRouter", verifierRouterAbi, [1n, admin]);
  for (const role of ["MANAGER_ROLE", "GUARDIAN_ROLE"]) {
    await router.send("grantRole", [await router.read(role), admin]);
  }
  const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [
    solidityKey(key),
  ]);
  const keyDigest = keyDigestOf(key);
  const names = ["solvency/total/1", "small total"].map(encodeBytes32String);
  await router.send("propose", [keyDigest, verifier.address, ...names]);
  await router.send("activate", [keyDigest], { at: (await chain.now()) + 1n });
  return { router, keyDigest };
}

async function token({ chain }: RegistriesWorld): Promise<Contract> {
  const { TestToken } = await compileSolidity("test/contracts/harness/TestToken.sol");
  if (TestToken === undefined) throw new Error("not compiled");
  return new Contract(chain, await chain.deployCode(TestToken), TestToken.abi);
}
