import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for one stream: off without a terminal, with NO_COLOR (no-color.org) or TERM=dumb; on with FORCE_COLOR. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return pc.createColors(false);
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return pc.createColors(true);
  return pc.createColors(stream.isTTY === true && TERM !== "dumb");
}
