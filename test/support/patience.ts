/** Milliseconds a test may wait for circuits to be compiled the first time, on a machine that is busy with other tests. */
export const COMPILING = 900_000;
