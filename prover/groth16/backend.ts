/** A Groth16 proof as snarkjs writes it to proof.json; coordinates are decimal strings. */
export interface Groth16Proof {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
  readonly protocol: "groth16";
  readonly curve: "bn128";
}

/**
 * The port behind which provers plug in, on the same .zkey and .wtns bytes. A backend is not trusted: what it
 * returns is verified before it is handed on.
 */
export interface ProverBackend {
  readonly name: string;
  /**
   * @param zkey the proving key's bytes, read and hash-checked once by the caller
   * @param wtns the witness: secret; a backend neither logs nor keeps it
   */
  prove(
    zkey: Uint8Array,
    wtns: Uint8Array,
  ): Promise<{ proof: Groth16Proof; publicSignals: readonly bigint[] }>;
  /** Ends workers. A process that forgets this never exits. */
  close(): Promise<void>;
}
