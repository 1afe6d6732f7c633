import { Contract, type Provider, ZeroAddress } from "ethers";
import { reserveAmount } from "../../prover/reserves/chain-units.ts";
import type { Publication } from "./publication.ts";
import type { Coverage } from "./solvency-attestations.ts";

/**
 * What the contract would find of every asset if it were published now: an epoch is attested once, for ever. The contract reads balances anew; what
 * it does not read counts nothing here too.
 */
export async function expectedCoverage(
  provider: Provider,
  { rows, tokens }: Pick<Publication, "rows" | "tokens">,
  { net, holdings, attested }: Pick<Publication["statement"], "net" | "holdings" | "attested">,
): Promise<readonly Coverage[]> {
  const owed = new Map<bigint, bigint>();
  rows.forEach(({ closed, asset }, k) => {
    if (!closed) owed.set(asset, (owed.get(asset) ?? 0n) + (net[k] ?? 0n));
  });
  const here = new Map<bigint, bigint>();
  for (const { token: place, owner } of holdings) {
    const token = tokens[Number(place)];
    if (token === undefined) continue;
    const amount = reserveAmount(await balanceOf(provider, token.token, owner), Number(token.decimals));
    here.set(token.row, (here.get(token.row) ?? 0n) + amount);
  }
  const elsewhere = new Map(attested.map(({ row, amount }) => [row, amount]));
  return [...owed].map(([row, sum]) => ({
    row,
    liability: sum > 0n ? sum : 0n,
    onChain: here.get(row) ?? 0n,
    attested: elsewhere.get(row) ?? 0n,
  }));
}

async function balanceOf(provider: Provider, token: string, owner: string): Promise<bigint> {
  if (token === ZeroAddress) return provider.getBalance(owner);
  const contract = new Contract(token, ["function balanceOf(address) view returns (uint256)"], provider);
  try {
    return (await contract.getFunction("balanceOf")(owner)) as bigint;
  } catch {
    return 0n; // no token: to the contract it is worth nothing
  }
}
