import type { BuildPhase } from "../../prover/liabilities/attest/build.ts";
import type { Progress } from "./progress.ts";

const LABELS: Readonly<Record<BuildPhase, string>> = {
  ingest: "reading accounts",
  commit: "binding accounts",
  prove: "proving accounts",
  users: "inclusion files",
};

/** How far a build is, how many a second, and how long it will take from here. */
export function showBuild(
  progress: Progress,
  now: () => number = () => performance.now(),
): (phase: BuildPhase, done: number, total: number) => void {
  let current: BuildPhase | undefined;
  let start = now();
  let first = 0;
  return (phase, done, total) => {
    if (phase !== current) {
      current = phase;
      start = now();
      first = done;
    }
    const perSecond = ((done - first) * 1000) / Math.max(now() - start, 1);
    const left = total > done && perSecond > 0 ? `, ${duration((total - done) / perSecond)} left` : "";
    const rate = perSecond > 0 ? `, ${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s` : "";
    progress.show(`${LABELS[phase]} ${done}${total > 0 ? ` of ${total}` : ""}${rate}${left}`, done, total);
  };
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.ceil(whole / 60)} min`;
  return `${Math.ceil(whole / 3_600)} h`;
}
