import type { Command } from "commander";
import { describePredicate, InputError, packPredicate } from "../../../prover/index.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { option, scope as scopeOption } from "../../options.ts";
import { type PredicateOptions, predicateFrom, withPredicate } from "../predicate-options.ts";

export function levelAdd(parent: Command): void {
  const command = addCommand(parent, "add <scope>", {
    summary: "add a level to a scope's ladder of predicates; for the scope's owner",
    examples: ["scope level add 0x5c09e --kind initial --ratio 1.5 --rpc http://127.0.0.1:8545"],
    notes: ["Levels are never changed or removed."],
  });
  withPredicate(withSigner(withPlace(command), "the scope's owner")).action(
    perform(async (screen, id: string, options: PlaceOptions & SignerOptions & PredicateOptions) => {
      const scope = option("<scope>", id, scopeOption);
      const predicate = predicateFrom(options);
      const packed = packPredicate(predicate);
      let level = 0;
      const sent = await send(screen, options, async ({ claims }) => {
        const { predicates } = await claims.scopeOf(scope);
        if (predicates.includes(packed)) {
          throw new InputError({
            field: "<scope>",
            value: id,
            rule: `has this level already, number ${predicates.indexOf(packed)}`,
          });
        }
        level = predicates.length;
        return claims.addLevel(scope, packed);
      });
      const json = { scope: id, level, predicate: describePredicate(predicate) };
      return sentResult(sent, `level ${level} added`, [["claims", describePredicate(predicate)]], json);
    }),
  );
}
