import { existsSync } from "node:fs";

/** Debian's and others' places for Chromium; CHROMIUM names another. */
const PLACES = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Path of a Chromium, undefined where there is none. */
export const chromiumPath = (): string | undefined => PLACES.find((path) => path !== "" && existsSync(path));
