import { FetchRequest, isError, JsonRpcProvider, Network } from "ethers";
import { EnvironmentError, InputError, SolvencyError } from "../../prover/index.ts";
import { ContractRefusal } from "../../verifier-contracts/client/refusal.ts";
import { cleanUpAtExit } from "../lifecycle.ts";
import { keepSecret } from "../redaction.ts";

const TIMEOUT_MS = 20_000;

/** A node that has answered once. */
export interface Node {
  readonly provider: JsonRpcProvider;
  readonly chainId: bigint;
  /** Without path and credentials, which may hold an API key. */
  readonly shownUrl: string;
}

/**
 * Connects to a node and asks for its chain id. ethers alone would retry a dead URL for ever.
 * @throws EnvironmentError when it does not answer
 */
export async function connect(text: string): Promise<Node> {
  const url = parsed(text);
  const shownUrl = url.origin;
  for (const part of [url.password, url.pathname.slice(1), url.search.slice(1)]) keepSecret(part);
  const request = new FetchRequest(text);
  request.timeout = TIMEOUT_MS;
  const chainId = await asking(shownUrl, async () => {
    const probe = request.clone();
    probe.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
    const response = await probe.send();
    response.assertOk();
    const { result } = response.bodyJson as { result?: unknown };
    if (typeof result !== "string")
      throw new EnvironmentError(`${shownUrl} is no Ethereum node: it has no chain id`);
    return BigInt(result);
  });
  const network = Network.from(chainId);
  const provider = new JsonRpcProvider(request, network, {
    staticNetwork: network,
    cacheTimeout: -1,
    batchMaxCount: 1,
    pollingInterval: 500,
  });
  cleanUpAtExit(() => provider.destroy());
  return { provider, chainId, shownUrl };
}

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new InputError({ field: "--rpc", rule: "must be an http:// or https:// address" });
}

/** Runs calls to a node; that it fails is the environment's fault, in one line. Reverts pass through. */
export async function asking<T>(shownUrl: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SolvencyError || error instanceof ContractRefusal) throw error;
    if (isError(error, "CALL_EXCEPTION")) throw error;
    if (isError(error, "INSUFFICIENT_FUNDS")) {
      throw new EnvironmentError("the sender cannot pay for the transaction", {
        details: ["Send it some of the chain's coin, or use another key."],
        cause: error,
      });
    }
    throw new EnvironmentError(`the node at ${shownUrl} does not answer as it should: ${reason(error)}`, {
      details: ["Is it running, and is --rpc right?"],
      cause: error,
    });
  }
}

function reason(error: unknown): string {
  const { shortMessage, code, message } = error as { shortMessage?: string; code?: string; message?: string };
  const told = shortMessage ?? message ?? String(error);
  return told === "" ? (code ?? "no reason given") : (told.split("\n")[0] ?? told);
}
