import { DoesNotFit } from "../fields.ts";
import type { VectorModel } from "../model.ts";

/**
 * Synthetix V3 perps are no bracket model: the margin ratio itself grows with |size| / skewScale, so the requirement
 * is quadratic in the size, and a minimum position margin makes it jump at zero. Brackets that agree at a tested
 * size could be made for any number whatever, so agreeing would say nothing.
 */
export const synthetixV3Perps: VectorModel = {
  name: "synthetix-v3-perps",
  run() {
    throw new DoesNotFit(
      "quadratic in the size, with a minimum margin per position: not piecewise linear brackets",
    );
  },
};
