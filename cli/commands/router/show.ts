import type { Command } from "commander";
import { bytes32ToName } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { asking } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { table } from "../../screen/table.ts";
import { day, span } from "../../screen/time.ts";

export function routerShow(parent: Command): void {
  const command = addCommand(parent, "show", {
    summary: "the verifiers that the router knows, by the digest of their key",
    examples: ["router show --rpc http://127.0.0.1:8545"],
  });
  withPlace(command).action(
    perform(async (_screen, options: PlaceOptions) => {
      const { node, contracts } = await placeOf(options);
      const { router } = contracts(node.provider);
      const { delay, routes } = await asking(node.shownUrl, async () => {
        const digests = await router.digests();
        return {
          delay: await router.delay(),
          routes: await Promise.all(
            digests.map(async (digest) => ({ digest, ...(await router.routeOf(digest)) })),
          ),
        };
      });
      return {
        json: {
          router: router.address,
          delay: delay.toString(),
          routes: routes.map(({ digest, verifier, eta, status, number, family, circuit }) => ({
            number: number.toString(),
            keyDigest: digest,
            circuit: bytes32ToName(circuit),
            family: bytes32ToName(family),
            verifier,
            status,
            activatableFrom: status === "pending" ? eta.toString() : null,
          })),
        },
        text: ({ colours }) =>
          [
            `${colours.bold(router.address)}  ${colours.dim(`delay ${span(delay)}`)}`,
            "",
            table(
              colours,
              [{ title: "circuit" }, { title: "state" }, { title: "key" }, { title: "verifier" }],
              routes.map(({ digest, verifier, eta, status, circuit }) => [
                bytes32ToName(circuit),
                status === "pending" ? `pending, from ${day(eta)}` : status,
                digest,
                verifier,
              ]),
            ),
          ].join("\n"),
      };
    }),
  );
}
