import { groth16 } from "snarkjs";
import type { Groth16Proof } from "../../../../prover/groth16/backend.ts";
import type { Blinding } from "../../../../prover/groth16/engine/assemble.ts";
import { releaseCurve, singleThreadCurve, withoutCurveWorkers } from "../../../../prover/keys/curve.ts";

/** snarkjs's proof with given blinding values: they replace its random numbers, of which it draws r, then s. */
export async function snarkjsProof(
  zkey: Uint8Array,
  wtns: Uint8Array,
  { r, s }: Blinding,
): Promise<Groth16Proof> {
  // A curve that a verification left in place would be used instead of the one changed here.
  await releaseCurve();
  const { Fr } = await singleThreadCurve();
  const random = Fr.random;
  const draws = [Fr.e(r), Fr.e(s)];
  Fr.random = () => {
    const draw = draws.shift();
    if (draw === undefined) throw new Error("snarkjs draws more than two random numbers");
    return draw;
  };
  try {
    const { proof } = await withoutCurveWorkers(() => groth16.prove(zkey, wtns));
    return proof as unknown as Groth16Proof;
  } finally {
    Fr.random = random;
  }
}
