import type { Command } from "commander";
import { ZeroAddress } from "ethers";
import { describePredicate, EnvironmentError, unpackPredicate } from "../../../prover/index.ts";
import { bytes32ToName } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { asking } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { option, scope as scopeOption } from "../../options.ts";
import { pairs } from "../../screen/table.ts";
import { span } from "../../screen/time.ts";

export function scopeShow(parent: Command): void {
  const command = addCommand(parent, "show <scope>", {
    summary: "what a scope accepts, and its levels",
    examples: ["scope show 0x5c09e --rpc http://127.0.0.1:8545"],
  });
  withPlace(command).action(
    perform(async (_screen, id: string, options: PlaceOptions) => {
      const scope = option("<scope>", id, scopeOption);
      const { node, contracts } = await placeOf(options);
      const { claims } = contracts(node.provider);
      const { policy, owner, predicates } = await asking(node.shownUrl, () => claims.scopeOf(scope));
      if (owner === ZeroAddress) throw new EnvironmentError(`scope ${id} is not open at ${claims.address}`);
      const levels = predicates.map((packed) => describePredicate(unpackPredicate(packed)));
      return {
        json: {
          scope: id,
          owner,
          venue: bytes32ToName(policy.venue),
          market: bytes32ToName(policy.market),
          family: bytes32ToName(policy.family),
          maxAccountsAge: policy.maxAccountsAge.toString(),
          maxMarketAge: policy.maxMarketAge.toString(),
          levels,
        },
        text: ({ colours }) =>
          [
            colours.bold(id),
            pairs(colours, [
              ["owner", owner],
              ["venue", bytes32ToName(policy.venue)],
              ["market", bytes32ToName(policy.market)],
              ["circuits", bytes32ToName(policy.family)],
              ["accounts", `up to ${span(policy.maxAccountsAge)} old`],
              ["prices", `up to ${span(policy.maxMarketAge)} old`],
              ...levels.map((level, k) => [`level ${k}`, level] as const),
            ]),
          ].join("\n"),
      };
    }),
  );
}
