/**
 * A value that an importer could not take over as it stood. Importers never change a number silently: whoever
 * publishes a table or signs an account sees every note.
 */
export interface ImportNote {
  /** Name of the market row it concerns. */
  readonly row: string;
  readonly field: string;
  /** As read. */
  readonly given: string;
  /** As taken over. */
  readonly used: string;
  readonly reason: string;
}
