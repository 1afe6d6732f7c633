import { TABLE_STEP } from "../../circuits/liabilities/circuits.ts";
import type { ConstraintSystem } from "./constraint-system.ts";
import { compileTemplate } from "./template.ts";

/** The circuits that join batches and compare them with the table, as systems to attack. */

export const foldSystem = (): Promise<ConstraintSystem> =>
  compileTemplate({
    main: "SolvencyFold()",
    files: ["liabilities/SolvencyFold.circom"],
    inputs: [
      "commitment",
      "children",
      "height",
      "challenges",
      "live",
      "tagGap",
      "firstTag",
      "lastTag",
      "root",
      "opening",
      "start",
      "end",
      "quotients",
      "claims",
    ],
  });

export const tableSystem = (step: number = TABLE_STEP): Promise<ConstraintSystem> =>
  compileTemplate({
    main: `SolvencyTable(${step})`,
    files: ["liabilities/SolvencyTable.circom"],
    inputs: [
      "accounts",
      "before",
      "after",
      "kind",
      "epoch",
      "table",
      "drawn",
      "begins",
      "cells",
      "lastRow",
      "lastWeight",
      "tableSoFar",
      "sumsSoFar",
      "quotientsSoFar",
      "claimsSoFar",
      "netsSoFar",
      "blindBefore",
      "blindAfter",
      "row",
      "lower",
      "span",
      "base",
      "rate",
      "codes",
      "scales",
      "measures",
      "offsets",
      "counts",
    ],
  });

export const totalSystem = (rows: number): Promise<ConstraintSystem> =>
  compileTemplate({
    main: `SolvencyTotal(${rows}, ${TABLE_STEP})`,
    files: ["liabilities/SolvencyTotal.circom"],
    inputs: [
      "accountsRoot",
      "epoch",
      "table",
      "subtree",
      "point",
      "totals",
      "height",
      "firstTag",
      "lastTag",
      "root",
      "opening",
      "end",
      "cells",
      "lastRow",
      "lastWeight",
      "tableChain",
      "sumsChain",
      "quotients",
      "claims",
      "blind",
      "kind",
      "asOf",
      "sumsBlind",
      "net",
    ],
  });
