import { Interface } from "ethers";
import { errorsAbi } from "../abi/errors.ts";
import { plain } from "./plain.ts";

/** A contract of ours refused a call, with one of its errors. */
export class ContractRefusal extends Error {
  /** Of the custom error, such as "StaleMarket". */
  readonly errorName: string;
  /** As the contract gave them, by name, in its order. Numbers are bigint. */
  readonly values: Readonly<Record<string, unknown>>;

  constructor(errorName: string, values: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(`the contract refused: ${errorName}`, { cause });
    this.name = "ContractRefusal";
    this.errorName = errorName;
    this.values = values;
  }
}

const errors = new Interface(errorsAbi);

/** @returns undefined when an error carries no custom error of the contracts */
export function refusalOf(error: unknown): ContractRefusal | undefined {
  if (error instanceof ContractRefusal) return error;
  const data = revertData(error);
  const parsed = data === undefined ? null : parse(data);
  if (parsed === null) return undefined;
  const values = parsed.fragment.inputs.map(({ name }, i) => [name, plain(parsed.args[i])] as const);
  return new ContractRefusal(parsed.name, Object.fromEntries(values), error);
}

/** Bytes that only begin like an error of ours are none. */
function parse(data: string): ReturnType<Interface["parseError"]> {
  try {
    return errors.parseError(data);
  } catch {
    return null;
  }
}

/** Nodes and ethers put the bytes in different places. */
function revertData(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { data, info, error: inner } = error as { data?: unknown; info?: unknown; error?: unknown };
  if (typeof data === "string" && /^0x[0-9a-f]{8}/i.test(data)) return data;
  for (const place of [data, info, inner]) {
    const found = revertData(place, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
