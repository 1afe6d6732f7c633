import { formatEther } from "ethers";
import { exists } from "../files.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { span } from "../screen/time.ts";
import type { DeploymentPlan } from "./deployment.ts";
import { isLocalChain } from "./local.ts";
import type { Node } from "./rpc.ts";

interface Input {
  readonly plan: DeploymentPlan;
  readonly node: Node;
  /** The deployment file that would be written. */
  readonly file: string;
  readonly force: boolean;
  /** Absent in a dry run without a key. */
  readonly deployer?: string;
}

/** What a deployment with one verifier takes, and each further verifier. Measured, rounded up. */
const GAS = { system: 14_000_000n, verifier: 3_000_000n };

/** What is looked at before anything is sent. */
export async function deployPreflight(input: Input): Promise<CheckLine[]> {
  const { plan, node, file, force, deployer } = input;
  const local = isLocalChain(plan.chainId);
  const checks: CheckLine[] = [
    { name: "chain", holds: true, detail: `${plan.chainId}${local ? ", local" : ""}` },
  ];
  for (const { circuit, manifest, keyDigest } of plan.keys) {
    const { kind, insecure } = manifest.setup;
    const holds = local || !insecure;
    checks.push({
      name: "key",
      holds,
      detail: holds
        ? `${circuit.id}, ${kind}, ${keyDigest.slice(0, 18)}…`
        : `${circuit.id} has a development key: anybody can forge claims for it, and chain ${plan.chainId} is not local`,
      ...(holds
        ? {}
        : {
            more: [
              "Give --keys with a folder whose key comes from a ceremony, or use a local chain (31337).",
            ],
          }),
    });
  }
  checks.push(await fileCheck(file, force), await balanceCheck(plan, node, deployer));
  checks.push({
    name: "delays",
    holds: true,
    detail: `verifiers ${span(plan.routerDelay)}, oracle signers ${span(plan.signerDelay)}`,
  });
  const alone = !local && plan.admin === deployer;
  checks.push({
    name: "administrator",
    holds: alone ? null : true,
    detail: alone ? `${plan.admin}: the deployer's single key; think of --admin` : plan.admin,
  });
  return checks;
}

async function fileCheck(file: string, force: boolean): Promise<CheckLine> {
  if (force || !(await exists(file))) return { name: "file", holds: true, detail: file };
  return {
    name: "file",
    holds: false,
    detail: `${file} exists: it tells of an earlier deployment`,
    more: ["Move it away, or give --force to replace it."],
  };
}

async function balanceCheck(
  plan: DeploymentPlan,
  { provider }: Node,
  deployer: string | undefined,
): Promise<CheckLine> {
  if (deployer === undefined) return { name: "balance", holds: null, detail: "not checked: no key given" };
  const [balance, fees] = await Promise.all([provider.getBalance(deployer), provider.getFeeData()]);
  const price = fees.maxFeePerGas ?? fees.gasPrice ?? 0n;
  const needed = (GAS.system + GAS.verifier * BigInt(plan.keys.length)) * price;
  const holds = balance >= needed;
  const has = `${deployer} has ${formatEther(balance)}`;
  return {
    name: "balance",
    holds,
    detail: holds ? has : `${has}; about ${formatEther(needed)} may be needed`,
    ...(holds ? {} : { more: ["Send it some of the chain's coin."] }),
  };
}
