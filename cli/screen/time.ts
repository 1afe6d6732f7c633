/** Unix seconds as people read them, in UTC. */
export const day = (unix: number | bigint): string =>
  `${new Date(Number(unix) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** "3 h 12 min", for ages and what is left. */
export function span(seconds: bigint): string {
  const parts: [bigint, string][] = [
    [seconds / 86_400n, "d"],
    [(seconds / 3600n) % 24n, "h"],
    [(seconds / 60n) % 60n, "min"],
    [seconds % 60n, "s"],
  ];
  const first = parts.findIndex(([amount]) => amount > 0n);
  if (first < 0) return "0 s";
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0n);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}
