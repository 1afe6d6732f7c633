import { ContractFactory, dataSlice, isError, keccak256 } from "ethers";
import { Groth16ProofVerifier } from "../../verifier-contracts/client/proof-verifier.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { addressWord, eip712Words, immutablesAgree, isCodeOf } from "./code.ts";
import { contractArtifact, type DeployedName } from "./contracts.ts";
import type { Node } from "./rpc.ts";

/**
 * Whether the code at an address is that of a contract of ours, as our compiler and its own constructor make it, and
 * the one that a deployment file has the hash of.
 *
 * @param args of the constructor; undefined for a verifier, whose argument is the key that it stores
 */
export async function codeCheck(
  node: Node,
  name: DeployedName,
  { address, codeHash }: { readonly address: string; readonly codeHash: string },
  args: readonly unknown[] | undefined,
  what: string = name,
): Promise<CheckLine> {
  const artifact = await contractArtifact(name);
  const code = await node.provider.getCode(address);
  const no = (detail: string): CheckLine => ({ name: what, holds: false, detail });
  if (code === "0x") return no(`there is no code at ${address}`);
  if (!isCodeOf(artifact, code)) return no(`the code at ${address} is not that of our ${name}`);

  const key = args === undefined ? await storedKey(node, address) : undefined;
  if (args === undefined && key === undefined) return no(`the verifier at ${address} stores no key`);
  const { data } = await new ContractFactory(artifact.abi, artifact.bytecode).getDeployTransaction(
    ...(key?.args ?? args ?? []),
  );
  const own = key?.own ?? ownWords(name, node.chainId, address);
  const again = await runAgain(node, data);
  if (again === undefined) return no(`the constructor of ${name} refuses the arguments in the file`);
  if (!immutablesAgree(artifact, code, again, own)) {
    return no(`our ${name} at ${address}, but with other values than its constructor arguments give`);
  }
  const found = keccak256(code);
  if (found === codeHash) return { name: what, holds: true, detail: `our code at ${address}` };
  return no(`our code at ${address}, but its hash is ${found}, the file's ${codeHash}`);
}

/** What a constructor returns: nodes run creation code in a call without a receiver. */
async function runAgain({ provider }: Node, data: string): Promise<string | undefined> {
  try {
    return await provider.call({ data });
  } catch (error) {
    if (isError(error, "CALL_EXCEPTION")) return undefined;
    throw error;
  }
}

/** EIP-712 domains that are not named after their contract. */
const DOMAINS: Partial<Record<DeployedName, string>> = { SolvencyAttestations: "zk-solvency Attestations" };

const ownWords = (name: DeployedName, chainId: bigint, address: string): string[] =>
  name.endsWith("Registry") || name === "SolvencyAttestations"
    ? eip712Words(DOMAINS[name] ?? `zk-solvency ${name}`, chainId, address)
    : [];

/** The key that a verifier stores, as its constructor takes it. */
async function storedKey(
  { provider }: Node,
  verifier: string,
): Promise<{ readonly args: readonly unknown[]; readonly own: string[] } | undefined> {
  const store = await new Groth16ProofVerifier(verifier, provider).keyStore();
  const code = await provider.getCode(store);
  if (!code.startsWith("0x00")) return undefined; // an account that can run may end itself
  const size = (code.length - 4) / 64; // without 0x and the zero byte
  if (!Number.isInteger(size) || size < FIXED_WORDS + 4) return undefined;
  const words = Array.from({ length: size }, (_, k) => dataSlice(code, 1 + 32 * k, 33 + 32 * k));
  const ic = Array.from({ length: (size - FIXED_WORDS) / 2 }, (_, k) => words.slice(15 + 2 * k, 17 + 2 * k));
  const key = {
    alpha: words.slice(1, 3),
    beta: words.slice(3, 7),
    gamma: words.slice(7, 11),
    delta: words.slice(11, 15),
    ic,
  };
  return { args: [key], own: [addressWord(store)] };
}

/** Of an encoded key: the number of signals, alpha, beta, gamma and delta. */
const FIXED_WORDS = 15;
