/** From values to pixels, and the round values that an axis names. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/**
 * @param least, most what must fit in; zero always does
 * @param from, to pixels of the ends
 * @param count about how many ticks
 */
export function axis(
  [least, most]: readonly [number, number],
  [from, to]: readonly [number, number],
  count: number,
): Axis {
  const low = Math.min(0, least);
  const high = Math.max(0, most);
  const span = high - low || 1;
  const step = roundStep(span / count);
  const start = Math.floor(low / step + 1e-9) * step;
  const end = Math.ceil(high / step - 1e-9) * step;
  const width = end - start || 1;
  const ticks: number[] = [];
  for (let k = 0; start + k * step <= end + step / 2; k++) ticks.push(start + k * step);
  return { at: (value) => from + ((value - start) / width) * (to - from), ticks };
}

/** 1, 2 or 5 times a power of ten, not below the given step. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** "−12,500", "+3.2k" never: whole dollars, a true minus. */
export function dollars(value: number): string {
  const whole = Math.round(value);
  const digits = String(Math.abs(whole)).replace(/\B(?=(?:\d{3})+$)/g, ",");
  return whole < 0 ? `−${digits}` : whole > 0 ? `+${digits}` : "0";
}
