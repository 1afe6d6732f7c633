pragma circom 2.2.0;

// Separate the uses of Poseidon: ASCII bytes, read as big-endian numbers; each with what it stands for.

// "solvency/table/1": header of a table's digest
function DOMAIN_TABLE() { return 0x736f6c76656e63792f7461626c652f31; }

// "solvency/cells/1": where the chain over a table's cells starts
function DOMAIN_CELLS() { return 0x736f6c76656e63792f63656c6c732f31; }

// "solvency/batch/1": what the accounts of a batch claim, before any challenge
function DOMAIN_BATCH() { return 0x736f6c76656e63792f62617463682f31; }

// "solvency/fold/1": the openings that a fold's opening is made of
function DOMAIN_FOLD() { return 0x736f6c76656e63792f666f6c642f31; }

// "solvency/sums/1": where the chain over the sums of all cells starts
function DOMAIN_SUMS() { return 0x736f6c76656e63792f73756d732f31; }

// "solvency/lambda/1", "solvency/zeta/1": the two rounds of challenges
function DOMAIN_LAMBDA() { return 0x736f6c76656e63792f6c616d6264612f31; }
function DOMAIN_ZETA() { return 0x736f6c76656e63792f7a6574612f31; }

// "solvency/nets/1": net sums of the rows, before the second round
function DOMAIN_NETS() { return 0x736f6c76656e63792f6e6574732f31; }

// "solvency/drawn/1": all challenges of an epoch
function DOMAIN_DRAWN() { return 0x736f6c76656e63792f647261776e2f31; }

// "solvency/subtree/1": what is shown of a subtree of accounts
function DOMAIN_SUBTREE() { return 0x736f6c76656e63792f737562747265652f31; }

// "solvency/reading/1": how far a table has been read
function DOMAIN_READING() { return 0x736f6c76656e63792f72656164696e672f31; }
