import { type Command, Option } from "commander";
import { type Wallet, ZeroAddress } from "ethers";
import {
  CIRCUITS,
  EnvironmentError,
  InputError,
  loadVerifierArtefacts,
  type VerifierArtefacts,
} from "../../prover/index.ts";
import { deploymentToJson, writeDeployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { activateSoon } from "../chain/activation.ts";
import { buildContracts } from "../chain/contracts.ts";
import { deployPreflight } from "../chain/deploy-preflight.ts";
import { type DeploymentPlan, deploySystem } from "../chain/deployment.ts";
import { isLocalChain } from "../chain/local.ts";
import { deploymentFile } from "../chain/place.ts";
import { asking, connect, type Node } from "../chain/rpc.ts";
import { noSigner, type SignerOptions, walletFrom, withSigner } from "../chain/signer.ts";
import { addCommand, perform } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { makeFolder, shownPath } from "../files.ts";
import { verifyingKey } from "../keys.ts";
import { address, duration, option } from "../options.ts";
import { checkLine } from "../screen/checklist.ts";
import { deployedText } from "../screen/deployed.ts";
import type { Result, Screen } from "../screen/screen.ts";

interface Options extends SignerOptions {
  readonly rpc: string;
  readonly out: string;
  readonly keys?: readonly string[];
  readonly circuit?: readonly string[];
  readonly admin?: string;
  readonly registrar?: string;
  readonly guardian?: string;
  readonly manager?: string;
  readonly routerDelay?: string;
  readonly signerDelay?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Where there is nobody to warn, changes need not wait; elsewhere people need time to see them and to leave. */
const DELAY = { local: 1n, public: 2n * 86_400n };

/** A delay of up to this many seconds is waited for, and the verifiers are activated. */
const PATIENCE = 10n;

async function runDeploy(screen: Screen, options: Options): Promise<Result> {
  const keys = await keysFrom(options);
  const wallet = await walletFrom(options);
  if (wallet === undefined && options.dryRun !== true) throw noSigner(options);
  const node = await connect(options.rpc);
  const plan = planFrom(options, node.chainId, keys, wallet);
  const file = deploymentFile(options.out, node.chainId);

  screen.say(`${screen.colours.bold("Preflight")}  ${screen.colours.dim(node.shownUrl)}`);
  const checks = await asking(node.shownUrl, () =>
    deployPreflight({
      plan,
      node,
      file,
      force: options.force === true,
      ...(wallet === undefined ? {} : { deployer: wallet.address }),
    }),
  );
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const check of checks) screen.say(checkLine(screen.colours, check, width));
  const failed = checks.filter(({ holds }) => holds === false);
  if (failed.length > 0) {
    throw new EnvironmentError(
      `not ready to deploy (${failed.map(({ name }) => name).join(", ")}); nothing was sent`,
      { details: failed.flatMap(({ detail, more }) => [detail, ...(more ?? [])]) },
    );
  }
  if (options.dryRun === true || wallet === undefined) {
    return {
      json: { deployed: false, dryRun: true, checks },
      text: ({ colours }) => `\n${colours.green("✔")} ready; nothing was sent (--dry-run)`,
    };
  }
  screen.progress.show("building the contracts");
  await buildContracts();
  return deployNow(screen, plan, wallet, node, options.out);
}

async function deployNow(
  screen: Screen,
  plan: DeploymentPlan,
  wallet: Wallet,
  node: Node,
  out: string,
): Promise<Result> {
  const file = deploymentFile(out, node.chainId);
  const { deployment, router } = await asking(node.shownUrl, () =>
    deploySystem(plan, wallet.connect(node.provider), (what) => {
      screen.say(`  ${screen.colours.green("✔")} ${what}`);
    }),
  );
  await makeFolder(out);
  await writeDeployment(file, deployment);
  const activated = plan.routerDelay <= PATIENCE;
  if (activated) {
    screen.progress.show("waiting for the router's delay");
    await asking(node.shownUrl, async () => {
      for (const { keyDigest } of deployment.routes) await activateSoon(router, keyDigest, 60);
    });
  }
  return {
    json: { deployed: true, file, activated, ...deploymentToJson(deployment) },
    text: ({ colours }) => deployedText(colours, shownPath(file), deployment, activated),
    exitCode: EXIT.ok,
  };
}

function planFrom(
  options: Options,
  chainId: bigint,
  keys: readonly VerifierArtefacts[],
  wallet: Wallet | undefined,
): DeploymentPlan {
  const delay = isLocalChain(chainId) ? DELAY.local : DELAY.public;
  const role = (flag: "admin" | "registrar" | "guardian" | "manager", fallback: string): string => {
    const given = options[flag];
    if (given === undefined) return fallback;
    const holder = option(`--${flag}`, given, address);
    if (holder !== ZeroAddress) return holder;
    throw new InputError({ field: `--${flag}`, value: holder, rule: "must be somebody's address" });
  };
  const seconds = (flag: "router" | "signer"): bigint => {
    const given = options[`${flag}Delay`];
    return given === undefined ? delay : option(`--${flag}-delay`, given, duration);
  };
  const admin = role("admin", wallet?.address ?? "(the deployer)");
  return {
    chainId,
    admin,
    registrar: role("registrar", admin),
    guardian: role("guardian", admin),
    manager: role("manager", admin),
    routerDelay: seconds("router"),
    signerDelay: seconds("signer"),
    keys,
  };
}

async function keysFrom({ keys, circuit }: Options): Promise<VerifierArtefacts[]> {
  if (keys !== undefined) return Promise.all(keys.map(loadVerifierArtefacts));
  const [smallest] = CIRCUITS;
  return Promise.all((circuit ?? [smallest.id]).map((id) => verifyingKey(id)));
}

export function deploy(parent: Command): void {
  const command = addCommand(parent, "deploy", {
    summary: "deploy registries, router, verifiers and claims, and write deployments/<chain id>.json",
    examples: ["deploy --rpc http://127.0.0.1:8545 --dry-run"],
    notes: [
      "Development keys are refused on every chain but local ones: anybody can forge for them.",
      "Every role goes to --admin (default: the deployer) unless others are named. Give a multisignature wallet or a timelock.",
      "Needs a clone of the repository, whose contracts it builds.",
    ],
  });
  withSigner(command, "the deployer")
    .requiredOption("--rpc <url>", "JSON-RPC of a node of the chain")
    .option("--out <folder>", "for the deployment file", "deployments")
    .option("--keys <folder...>", "key folders from a ceremony (default: your own development keys)")
    .addOption(
      new Option("--circuit <id...>", "which development keys")
        .choices(CIRCUITS.map(({ id }) => id))
        .conflicts("keys"),
    )
    .option("--admin <address>", "administrator of all contracts")
    .option("--registrar <address>", "registers venues and opens markets")
    .option("--guardian <address>", "pauses claims, freezes verifiers, revokes keys")
    .option("--manager <address>", "proposes and tombstones verifiers")
    .option("--router-delay <duration>", "for how long verifiers are public first (2d; 1s on a local chain)")
    .option("--signer-delay <duration>", "for how long new oracle signers are (2d; 1s on a local chain)")
    .option("--force", "replace a deployment file")
    .option("--dry-run", "run the checklist and send nothing")
    .action(perform(runDeploy));
}
