import type { VectorModel } from "../model.ts";
export const deriveSrm: VectorModel = { name: "derive-srm", run() {} };
