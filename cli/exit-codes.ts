/** What the process exits with. Scripts rely on these. */
export const EXIT = {
  ok: 0,
  /** A proof, a claim or an inclusion does not hold, or a contract refuses. */
  invalid: 1,
  /** Wrong use of the command line. */
  usage: 2,
  /** A value in a file or an argument breaks a rule. */
  badInput: 3,
  /** The account does not meet the predicate. */
  notProvable: 4,
  /** A file, a key, a node or a tool is missing, damaged or does not answer. */
  environment: 5,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
