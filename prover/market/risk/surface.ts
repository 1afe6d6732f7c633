import { z } from "zod";
import { refuse } from "../../domain/refuse.ts";
import { format } from "../../formats/schema.ts";
import {
  contractFields,
  contractKey,
  type OptionContract,
  type OptionQuote,
  optionName,
  quoteFields,
} from "./option-quote.ts";
import { readTable } from "./table.ts";

const quote = z.strictObject({ ...contractFields, ...quoteFields });

/** `solvency-surface/1`, or a CSV with the columns underlying, expiry, strike, type, markIv, forward, rate. */
const surfaceSchema = z
  .strictObject({ format: format("solvency-surface/1"), quotes: z.array(quote, "must be a list of quotes") })
  .transform(({ quotes }) => quotes);

/** A volatility surface at its quoted points. Nothing is interpolated: a listed option without a quote is refused. */
export class Surface {
  readonly #file: string;
  readonly #quotes = new Map<string, OptionQuote>();

  constructor(quotes: readonly OptionQuote[], file: string) {
    this.#file = file;
    for (const each of quotes) {
      const key = contractKey(each);
      if (this.#quotes.has(key)) {
        refuse({ source: file, field: "quotes", value: optionName(each) }, "is quoted twice");
      }
      this.#quotes.set(key, each);
    }
  }

  /**
   * @throws EnvironmentError when the file cannot be read
   * @throws InputError naming file, place, value and rule
   */
  static async read(file: string): Promise<Surface> {
    return new Surface(await readTable(file, quote, surfaceSchema), file);
  }

  /** @throws InputError when the surface has no such point */
  quoteOf(contract: OptionContract): OptionQuote {
    return (
      this.#quotes.get(contractKey(contract)) ??
      refuse(
        { source: this.#file, field: "quotes", value: optionName(contract) },
        "is listed, but the surface has no quote of this underlying, expiry, strike and type",
      )
    );
  }
}
