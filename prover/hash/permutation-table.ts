import { FR, LIMBS, montgomeryLimbs } from "../core/limbs.ts";
import { poseidonParameters } from "./poseidon-parameters.ts";
import { type FullRound, type Schedule, sparseSchedule } from "./sparse-rounds.ts";

/** A permutation's constants as poseidon-core.ts reads them: elements in Montgomery form, in the order of their use. */
export interface PermutationTable {
  readonly width: number;
  readonly partialRounds: number;
  readonly limbs: Float64Array;
}

/** @param inputs 1 to MAX_INPUTS; takes 10 to 60 ms */
export function permutationTable(inputs: number): PermutationTable {
  const parameters = poseidonParameters(inputs);
  const elements = elementsOf(sparseSchedule(parameters));
  const limbs = new Float64Array(elements.length * LIMBS);
  for (const [i, element] of elements.entries()) limbs.set(montgomeryLimbs(FR, element), i * LIMBS);
  return { width: parameters.width, partialRounds: parameters.partialRounds, limbs };
}

function elementsOf({ before, partial, after }: Schedule): bigint[] {
  const full = ({ constants, matrix }: FullRound): bigint[] => [...constants, ...matrix.flat()];
  return [
    ...before.flatMap(full),
    ...partial.flatMap(({ constant, row, column }) => [constant, ...row, ...column]),
    ...after.flatMap(full),
  ];
}
