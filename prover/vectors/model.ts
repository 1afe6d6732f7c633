import type { Fields } from "./fields.ts";
import type { Report } from "./report.ts";

/**
 * One venue's rules as vectors state them: builds rows from the inputs, values accounts with the margin model and
 * compares. It holds no margin formula of its own.
 */
export interface VectorModel {
  /** As in a vector's `model`. */
  readonly name: string;
  /**
   * @throws ShapeError when the inputs cannot be read, DoesNotFit when the model cannot hold the case,
   *         InputError when the rows or the account are refused
   */
  run(inputs: Fields, expected: Fields, report: Report): void;
}
