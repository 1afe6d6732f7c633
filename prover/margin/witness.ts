import type { Circuit } from "../../circuits/registry.ts";
import type { Membership } from "../accounts/epoch.ts";
import { accountLeaf, placesOf } from "../accounts/leaf.ts";
import { nullifierOf, ownerCommitment } from "../accounts/owner.ts";
import { InputError, NotProvableError, RuleError } from "../domain/errors.ts";
import type { FieldElement } from "../domain/field.ts";
import { signedFieldElement } from "../domain/field.ts";
import { formatUsd } from "../domain/usd.ts";
import { poseidon } from "../hash/poseidon.ts";
import { QUANTITY_SHIFT } from "../market/piece.ts";
import type { MarketTree } from "../market/tree.ts";
import { rootFromPath } from "../tree/tree.ts";
import { circuitOf } from "./circuit-choice.ts";
import type { Valuation } from "./model.ts";
import { valuePortfolio } from "./portfolio.ts";
import { portfolioInput } from "./portfolio-input.ts";
import { describePredicate, type Predicate, packPredicate, shortfall, slack } from "./predicate.ts";
import type { Statement } from "./statement.ts";
import { valueMargin } from "./valuation.ts";

/** Inputs of a circuit by signal name. */
export type WitnessInput = Readonly<Record<string, unknown>>;

/** Everything a margin claim is made from. */
export interface MarginRequest {
  readonly market: MarketTree;
  readonly membership: Membership;
  readonly ownerSecret: FieldElement;
  readonly predicate: Predicate;
  /** Stands for the consuming contract; the account has one pseudonym per scope. */
  readonly scope: FieldElement;
  readonly context: FieldElement;
}

export interface PreparedClaim {
  readonly circuit: Circuit;
  readonly statement: Statement;
  readonly valuation: Valuation;
  /** Holds the owner secret and the salt: neither log nor keep it. */
  readonly input: WitnessInput;
}

/**
 * Checks a request against the reference model and lays out the circuit's inputs. Everything that would make the
 * circuit refuse is refused here first, in words.
 *
 * @throws InputError for a wrong owner secret, a membership that does not lead to its root, an account that no circuit
 *         has places for, or a market that is not for accounts of its mode
 * @throws NotProvableError when the account does not meet the predicate, with the shortfall
 */
export async function prepareClaim(request: MarginRequest): Promise<PreparedClaim> {
  const { market, membership, ownerSecret, predicate, scope } = request;
  const { account, capacity, salt } = membership;
  const circuit = circuitOf(market.market, membership);
  const hash = await poseidon();

  if ((await ownerCommitment(ownerSecret)) !== account.owner) {
    throw new InputError({
      field: "ownerSecret",
      rule: "wrong owner secret: its commitment is not the owner in the account",
    });
  }
  const root = rootFromPath(hash, accountLeaf(hash, account, salt, capacity), membership.path);
  if (root !== membership.epoch.accountsRoot) {
    throw new InputError({
      field: "membership",
      rule: `the account is not in the tree of epoch ${membership.epoch.number}: its path does not lead to accountsRoot`,
      details: ["The statement was changed after the venue built the epoch, or belongs to another epoch."],
    });
  }

  const valuation = valueMargin(market.market, account);
  if (slack(predicate, valuation) < 0n) throw notProvable(predicate, valuation);

  const statement: Statement = {
    accountsRoot: membership.epoch.accountsRoot,
    marketRoot: market.root,
    predicate: packPredicate(predicate),
    scope,
    nullifier: await nullifierOf(ownerSecret, account.tag, scope),
    context: request.context,
  };
  return { circuit, statement, valuation, input: circuitInput(circuit, request, statement) };
}

function notProvable(predicate: Predicate, valuation: Valuation): NotProvableError {
  const missing = shortfall(predicate, valuation);
  return new NotProvableError(
    `the account does not meet ${describePredicate(predicate)}: nothing to prove`,
    missing,
    [
      `equity      ${formatUsd(valuation.equity)} USD`,
      `${predicate.kind.padEnd(11)} ${formatUsd(valuation[predicate.kind])} USD`,
      `shortfall   ${formatUsd(missing)} USD`,
    ],
  );
}

/** The circuit's inputs. Split off so that tests can change them. */
export function circuitInput(circuit: Circuit, request: MarginRequest, statement: Statement): WitnessInput {
  const { market, membership, predicate } = request;
  const { account } = membership;
  const places = placesOf(account.holdings, circuit.holdings);
  const opened = places.map(({ row, quantity }) => {
    const place = market.placeOf(row, quantity);
    const piece = place === undefined ? undefined : market.pieces[place];
    if (place === undefined || piece === undefined)
      throw new RuleError(`row ${row} has no piece for its holding`);
    return { piece, path: market.path(place) };
  });
  const column = (value: (piece: (typeof opened)[number]["piece"]) => bigint) =>
    opened.map(({ piece }) => signedFieldElement(value(piece)));
  return {
    ...statement,
    ownerSecret: request.ownerSecret,
    tag: account.tag,
    salt: membership.salt,
    ...(circuit.margin === "portfolio"
      ? portfolioInput(circuit, market.market, places, valuePortfolio(market.market, account))
      : { mode: account.mode === "isolated" ? 1n : 0n }),
    row: places.map(({ row }) => BigInt(row)),
    quantity: places.map(({ quantity }) => signedFieldElement(quantity)),
    used: places.map(({ row }) => (row === 0 ? 0n : 1n)),
    accountPath: membership.path,
    lower: column((piece) => piece.lower + QUANTITY_SHIFT),
    upper: column((piece) => piece.upper + QUANTITY_SHIFT),
    valueSlope: column((piece) => piece.valueSlope),
    valueOffset: column((piece) => piece.valueOffset),
    maintenanceSlope: column((piece) => piece.maintenanceSlope),
    maintenanceOffset: column((piece) => piece.maintenanceOffset),
    initialSlope: column((piece) => piece.initialSlope),
    initialOffset: column((piece) => piece.initialOffset),
    risk: column((piece) => piece.risk),
    marketGroup: opened.map(({ path }) => path[0]),
    marketPath: opened.map(({ path }) => path.slice(1, path.length - circuit.sharedLevels)),
    marketTop: market.top(circuit.sharedLevels),
    kind: predicate.kind === "initial" ? 1n : 0n,
    ratioBps: predicate.ratioBps,
  };
}
