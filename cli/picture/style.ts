/** Blue gains and orange losses stay apart for the colour-blind; both hold on white and on near-black. */
const LIGHT = {
  ground: "#ffffff",
  ink: "#1b1f24",
  quiet: "#656d76",
  grid: "#e4e7eb",
  gain: "#2f6fde",
  loss: "#e08a3c",
  worst: "#c8381f",
  now: "#2f6fde",
  later: "#8a63d2",
} as const;

const DARK: typeof LIGHT extends infer Palette ? { readonly [Name in keyof Palette]: string } : never = {
  ground: "#14171c",
  ink: "#e6e9ee",
  quiet: "#99a2ad",
  grid: "#2b3139",
  gain: "#6ea1ff",
  loss: "#d98b45",
  worst: "#ff6a4d",
  now: "#6ea1ff",
  later: "#b794f6",
};

const rules = (colour: { readonly [Name in keyof typeof LIGHT]: string }): string =>
  [
    `.ground{fill:${colour.ground}}`,
    `.ink{fill:${colour.ink}}`,
    `.quiet{fill:${colour.quiet}}`,
    `.grid{stroke:${colour.grid}}`,
    `.zero{stroke:${colour.quiet}}`,
    `.gain{fill:${colour.gain}}`,
    `.loss{fill:${colour.loss}}`,
    `.worst{fill:${colour.worst}}`,
    `.now{stroke:${colour.now}}`,
    `.later{stroke:${colour.later}}`,
    `.nowText{fill:${colour.now}}`,
    `.laterText{fill:${colour.later}}`,
  ].join("");

/** Follows the reader's colour scheme. */
export const STYLE = [
  'text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:12px;font-variant-numeric:tabular-nums}',
  ".title{font-size:18px;font-weight:600}.head{font-size:13px;font-weight:600}.small{font-size:11px}.bold{font-weight:600}",
  ".end{text-anchor:end}.middle{text-anchor:middle}",
  ".grid{stroke-width:1}.zero{stroke-width:1}.now,.later{fill:none;stroke-width:2;stroke-linejoin:round}.later{stroke-dasharray:6 4}",
  rules(LIGHT),
  `@media (prefers-color-scheme:dark){${rules(DARK)}}`,
].join("");
