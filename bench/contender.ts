/** What is measured: one way of doing one thing, in a process of its own. */
export interface Contender {
  /** Things done by one run, for figures by the second. */
  readonly units: number;
  run(): Promise<void> | void;
  /** Milliseconds of all threads by phase, of the runs since the last call. */
  profile?(): Readonly<Record<string, number>>;
  close?(): Promise<void>;
}

/** Set on the command line, and handed to the processes. */
export interface BenchOptions {
  readonly threads: number;
  /** Leaves of the account tree. */
  readonly leaves: number;
  readonly circuits: readonly string[];
  /** Path of an executable. */
  readonly rapidsnark?: string;
  readonly profile: boolean;
}

/** Ways of doing the same thing. Ratios are to the peer. */
export interface Case {
  readonly name: string;
  /** "proof", "hash", ... */
  readonly unit: string;
  readonly peer: string;
  readonly contenders: Readonly<Record<string, () => Promise<Contender>>>;
}

export interface Section {
  /** Makes what all processes read, in a folder of the section's own. */
  prepare?(folder: string, options: BenchOptions): Promise<void>;
  cases(folder: string, options: BenchOptions): readonly Case[];
}
