import { readFileSync } from "node:fs";

/** Linux counts processor time for programs in hundredths of a second, whatever the kernel's clock. */
const TICKS_PER_SECOND = 100;
/** Places of cutime and cstime in /proc/self/stat, counted after the program's name (proc(5)). */
const [CHILDREN_USER, CHILDREN_SYSTEM] = [13, 14];

/**
 * Milliseconds of processor time that this process has used, and the programs that it started and that have ended.
 * Programs are counted on Linux only: node does not tell.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + endedChildren();
}

function endedChildren(): number {
  if (process.platform !== "linux") return 0;
  const stat = readFileSync("/proc/self/stat", "utf8");
  // The name is in parentheses and may contain any character.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM]);
  return (ticks * 1000) / TICKS_PER_SECOND;
}
