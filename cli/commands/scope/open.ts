import type { Command } from "commander";
import { ZeroHash } from "ethers";
import {
  describePredicate,
  type FieldElement,
  formatFieldElement,
  InputError,
  MARGIN_FAMILY,
  packPredicate,
} from "../../../prover/index.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { duration, option, word } from "../../options.ts";
import { span } from "../../screen/time.ts";
import { type PredicateOptions, predicateFrom, withPredicate } from "../predicate-options.ts";

interface Options extends PlaceOptions, SignerOptions, PredicateOptions {
  readonly venue: string;
  readonly market?: string;
  readonly maxAccountsAge: string;
  readonly maxMarketAge: string;
  readonly salt: string;
}

/** As MarginClaims has it: 30 days. */
const MAX_AGE = 30n * 86_400n;

const age = (flag: string, text: string): bigint => {
  const seconds = option(flag, text, duration);
  if (seconds <= MAX_AGE) return seconds;
  throw new InputError({ field: flag, value: JSON.stringify(text), rule: "must be at most 30 days" });
};

export function scopeOpen(parent: Command): void {
  const command = addCommand(parent, "open", {
    summary: "open a scope: what claims a consumer accepts, from whom, and how old",
    examples: [
      "scope open --venue binance-example --max-accounts-age 1d --max-market-age 1h --ratio 1.2 --rpc http://127.0.0.1:8545",
    ],
    notes: [
      "The scope's first level claims equity >= ratio * requirement + buffer; add others with `scope level add`.",
      "The sender owns the scope. A contract opens its own: see examples/ and IMarginClaims.",
    ],
  });
  withPredicate(withSigner(withPlace(command), "the scope's owner"))
    .requiredOption("--venue <name>", "whose accounts")
    .option("--market <name>", "which prices (default: the market called as the venue)")
    .requiredOption("--max-accounts-age <duration>", "for how long accounts count: 90s, 30m, 1h, 2d")
    .requiredOption("--max-market-age <duration>", "for how long prices count")
    .option("--salt <0xhex>", "32 bytes that tell scopes of one owner and policy apart", ZeroHash)
    .action(
      perform(async (screen, options: Options) => {
        const policy = {
          venue: option("--venue", options.venue, nameToBytes32),
          market: option("--market", options.market ?? options.venue, nameToBytes32),
          family: nameToBytes32(MARGIN_FAMILY),
          maxAccountsAge: age("--max-accounts-age", options.maxAccountsAge),
          maxMarketAge: age("--max-market-age", options.maxMarketAge),
        };
        const predicate = predicateFrom(options);
        const salt = option("--salt", options.salt, word);
        let scope = 0n;
        const sent = await send(screen, options, async ({ claims }, sender) => {
          scope = await claims.scopeIdOf(sender, policy, salt);
          return claims.openScope(policy, [packPredicate(predicate)], salt);
        });
        const id = formatFieldElement(scope as FieldElement);
        const facts = [
          ["venue", options.venue],
          ["market", options.market ?? options.venue],
          ["accounts", `up to ${span(policy.maxAccountsAge)} old`],
          ["prices", `up to ${span(policy.maxMarketAge)} old`],
          ["level 0", describePredicate(predicate)],
        ] as const;
        return sentResult(sent, `scope ${id} open`, facts, {
          scope: id,
          owner: sent.sender,
          predicates: [describePredicate(predicate)],
        });
      }),
    );
}
