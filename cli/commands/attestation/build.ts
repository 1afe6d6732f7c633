import { type Command, Option } from "commander";
import { readReserves } from "../../../prover/formats/reserves.ts";
import { engineBackend, InputError, type Market, RuleError, readMarket } from "../../../prover/index.ts";
import { type BuildRequest, buildAttestation } from "../../../prover/liabilities/attest/build.ts";
import { localProver } from "../../../prover/liabilities/attest/prover.ts";
import { SIZE_CLASSES, type SizeClassName } from "../../../prover/liabilities/attest/size-classes.ts";
import { parseTag } from "../../../prover/liabilities/ledger/account-lines.ts";
import { accountsFromCsv } from "../../../prover/liabilities/ledger/accounts-csv.ts";
import { customersFromCsv } from "../../../prover/liabilities/ledger/customers-csv.ts";
import { refusalLine } from "../../../prover/liabilities/ledger/entry.ts";
import { fileFingerprint, queryFingerprint } from "../../../prover/liabilities/ledger/fingerprint.ts";
import { accountsFromPostgres } from "../../../prover/liabilities/ledger/postgres.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { KEYS_OPTION, liabilityProvingKeys } from "../../liability-keys.ts";
import { nowSeconds, option, unixTime, wholeNumber } from "../../options.ts";
import { keepSecret } from "../../redaction.ts";
import { builtText } from "../../screen/attestation.ts";
import { showBuild } from "../../screen/build-progress.ts";

interface Options {
  readonly ledger?: string;
  readonly customers?: string;
  readonly query?: string;
  readonly databaseEnv: string;
  readonly market: string;
  readonly size: SizeClassName;
  readonly venue: string;
  readonly epoch: string;
  readonly asOf?: string;
  readonly work: string;
  readonly out: string;
  readonly leaveOut?: boolean;
  readonly padTo?: string;
  readonly reserves?: string;
  readonly users?: string;
  readonly keys?: string;
}

export function attestationBuild(parent: Command): void {
  addCommand(parent, "build", {
    summary:
      "attest all accounts of a venue: batches, totals, a file for each customer, and the bundle to publish",
    examples: [
      "attestation build --ledger quickstart-exchange/ledger.csv --market quickstart-exchange/market.json --size small --venue exchange-example --epoch 2 --leave-out --work private-2 --out bundle-2",
    ],
    notes: [
      "Interrupted, it goes on with the same command: what is proven is not proven again. Give --as-of then, or it is another epoch's time.",
      "A ledger is a CSV (tag, mode, owner, row, quantity: one line a holding), the published customers' layout of a large exchange, or a query.",
      "The work folder is private: it holds the accounts, what salts come from, and the customers' files.",
    ],
  })
    .addOption(new Option("--ledger <csv>", "accounts, one line a holding").conflicts(["customers", "query"]))
    .addOption(
      new Option("--customers <csv>", "customers, one line each, in an exchange's layout").conflicts("query"),
    )
    .option("--query <sql>", "accounts of a PostgreSQL database, ordered by tag")
    .option("--database-env <name>", "environment variable with the database's URL", "SOLVENCY_DATABASE_URL")
    .requiredOption("--market <file>", "the market that values them")
    .addOption(
      new Option("--size <class>", "what accounts are shown to meet, and how large a market may be")
        .choices(Object.keys(SIZE_CLASSES))
        .default("margin"),
    )
    .requiredOption("--venue <name>", "the venue's name, on the chain too")
    .requiredOption("--epoch <n>", "number of the epoch: 1, 2, 3, ...")
    .option("--as-of <unix>", "when the accounts were read, in Unix seconds (default: now)")
    .requiredOption("--work <folder>", "private folder of this epoch")
    .requiredOption("--out <folder>", "the bundle")
    .option("--leave-out", "attest the rest where accounts cannot be attested; they are named")
    .option("--pad-to <n>", "add empty accounts up to so many, to hide how many customers there are")
    .option("--reserves <file>", "evidence of reserves on other chains")
    .option(...KEYS_OPTION)
    .option("--users <tags>", "write inclusion files of these customers only, separated by commas")
    .action(
      perform(async (screen, options: Options) => {
        const market = await readMarket(options.market);
        const classes = SIZE_CLASSES[options.size];
        const small = (flag: string, text: string) =>
          Number(
            option(flag, text, (given) => {
              const number = wholeNumber(1n)(given);
              if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new RuleError("must be below 2^53");
              return number;
            }),
          );
        const identity = {
          venue: { name: options.venue, id: option("--venue", options.venue, nameToBytes32) },
          epoch: small("--epoch", options.epoch),
          asOf: options.asOf === undefined ? nowSeconds() : Number(option("--as-of", options.asOf, unixTime)),
          table: await CellTable.build(market, classes.kind),
          classes,
          ...(options.padTo === undefined ? {} : { padTo: small("--pad-to", options.padTo) }),
        };
        const users = options.users?.split(",").map((tag) => option("--users", tag.trim(), parseTag));
        const backend = engineBackend();
        const prover = localProver(backend, liabilityProvingKeys(options.keys));
        try {
          const built = await buildAttestation({
            identity,
            ...(await ledgerOf(options, market)),
            workFolder: options.work,
            bundleFolder: options.out,
            prover,
            leaveOut: options.leaveOut === true,
            onProgress: showBuild(screen.progress),
            ...(users === undefined ? {} : { users: new Set(users) }),
            ...(options.reserves === undefined ? {} : { reserves: await readReserves(options.reserves) }),
          });
          for (const { who, why } of built.summary.refused) screen.warn(`left out: ${refusalLine(who, why)}`);
          const { summary, batches, folds, readings, made, hash, folder, usersFolder } = built;
          return {
            json: {
              bundle: { folder, hash },
              attested: summary.attested,
              padding: summary.padding,
              refused: summary.refused,
              batches,
              folds,
              readings,
              proofsMade: made,
              users: { folder: usersFolder, files: built.users },
            },
            text: ({ colours }) => builtText(colours, built, shownPath),
          };
        } finally {
          await Promise.all([prover.close(), backend.close()]);
        }
      }),
    );
}

async function ledgerOf(
  { ledger, customers, query, databaseEnv }: Options,
  market: Market,
): Promise<Pick<BuildRequest, "ledger" | "ledgerName">> {
  if (ledger !== undefined) {
    return { ledger: accountsFromCsv(ledger, market), ledgerName: await fileFingerprint(ledger) };
  }
  if (customers !== undefined) {
    return { ledger: customersFromCsv(customers, market), ledgerName: await fileFingerprint(customers) };
  }
  const rule = "one of --ledger, --customers and --query is needed";
  if (query === undefined) throw new InputError({ field: "--ledger", rule });
  const url = process.env[databaseEnv];
  if (url === undefined || url === "") {
    const field = `environment variable ${databaseEnv}`;
    throw new InputError({ field, rule: "must be a postgres:// address" });
  }
  keepSecret(url);
  return { ledger: accountsFromPostgres({ url, query, market }), ledgerName: queryFingerprint(query) };
}
