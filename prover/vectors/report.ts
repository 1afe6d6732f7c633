import { JsonNumber } from "./exact-json.ts";
import { type Fields, numberOf } from "./fields.ts";
import type { Fraction } from "./fraction.ts";

/** One figure of a vector, compared. */
export interface Check {
  readonly name: string;
  readonly expected: string;
  readonly received: string;
  readonly ok: boolean;
}

/** What came of a vector: the figures compared, and remarks that do not decide. */
export class Report {
  readonly checks: Check[] = [];
  readonly notes: string[] = [];

  /** Both must be the same number. A JSON number beyond 2^53 has lost digits and is compared as the double it was. */
  equal(name: string, expected: unknown, received: Fraction): void {
    const published = numberOf(expected, name);
    let ok = published.equals(received);
    if (!ok && expected instanceof JsonNumber && expected.mayBeRounded) {
      ok = received.floor() === received.ceil() && Number(received.floor()) === Number(expected.text);
      if (ok) this.note(`${name} is a JSON number beyond 2^53: equal as far as its digits are known`);
    }
    this.check(name, published.toString(), received.toString(), ok);
  }

  /** Ours, rounded to the nearest, must be the published figure at its own number of decimals. */
  equalAsPublished(name: string, expected: unknown, received: Fraction): void {
    const published = numberOf(expected, name);
    const text = expected instanceof JsonNumber ? expected.text : String(expected);
    const decimals = text.split(".")[1]?.length ?? 0;
    const shown = `${received.rounded(decimals)} (exactly ${received})`;
    this.check(name, published.toString(), shown, received.rounded(decimals).equals(published));
  }

  /** Both must differ by at most `tolerance`, for the reason given. */
  within(name: string, expected: Fraction, received: Fraction, tolerance: Fraction, reason: string): void {
    const ok = received.minus(expected).abs().compare(tolerance) <= 0;
    this.check(name, `${expected} ± ${tolerance} (${reason})`, received.toString(), ok);
  }

  /** Both must differ by at most `share` of the expected figure, or by `least` where that is more. */
  relative(name: string, expected: Fraction, received: Fraction, share: Fraction, least: Fraction): void {
    const part = expected.abs().times(share);
    const tolerance = part.compare(least) < 0 ? least : part;
    const ok = received.minus(expected).abs().compare(tolerance) <= 0;
    this.check(name, `${expected} (± ${share}, at least ${least})`, received.toString(), ok);
  }

  /** Ours must not be above the bound: a margin that is, is on the unsafe side. */
  notAbove(name: string, bound: Fraction, received: Fraction): void {
    this.check(name, `at most ${bound}`, received.toString(), received.compare(bound) <= 0);
  }

  check(name: string, expected: string, received: string, ok: boolean): void {
    this.checks.push({ name, expected, received, ok });
  }

  note(text: string): void {
    this.notes.push(text);
  }

  /** Says which keys of `expected` nobody compared. */
  ignored(expected: Fields, understood: Iterable<string>): void {
    const known = new Set(understood);
    const rest = expected.keys.filter((key) => !known.has(key) && expected.has(key));
    if (rest.length > 0) this.note(`not compared: ${rest.map((key) => `${expected.at}.${key}`).join(", ")}`);
  }
}
