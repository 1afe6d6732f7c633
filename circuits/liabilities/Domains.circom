pragma circom 2.2.0;

// The ASCII bytes of "solvency/table/1", "solvency/cells/1", "solvency/rates/1", "solvency/batch/1" and
// "solvency/subtree/1", read as big-endian numbers.
function DOMAIN_TABLE() {
    return 0x736f6c76656e63792f7461626c652f31;
}

function DOMAIN_CELLS() {
    return 0x736f6c76656e63792f63656c6c732f31;
}

function DOMAIN_RATES() {
    return 0x736f6c76656e63792f72617465732f31;
}

function DOMAIN_BATCH() {
    return 0x736f6c76656e63792f62617463682f31;
}

function DOMAIN_SUBTREE() {
    return 0x736f6c76656e63792f737562747265652f31;
}
