pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "../lib/HashVector.circom";
include "Domains.circom";

/*
@title  TableDigest: the market as a batch reads it, a flat list of cells
@param  cells: size class of the table
@param  columns: numbers per cell besides its key
@param  kind: what the columns mean (SPEC, "Tables")
@input  asOf: the market's time, Unix seconds
@input  key[cells]: row * 2^65 + lower bound of the cell, shifted by 2^64
@input  rate[columns][cells]
@output digest
@constraints about 40.6 * (1 + columns) * cells + 297

The keys are hashed apart, so that SolvencyTotal opens them alone.
*/
template TableDigest(cells, columns, kind) {
    signal input asOf;
    signal input key[cells];
    signal input rate[columns][cells];
    signal output digest;

    var flat[columns * cells];
    for (var c = 0; c < columns; c++) {
        for (var i = 0; i < cells; i++) {
            flat[c * cells + i] = rate[c][i];
        }
    }
    signal keys <== HashVector(cells)(DOMAIN_CELLS(), key);
    signal rates <== HashVector(columns * cells)(DOMAIN_RATES(), flat);
    digest <== Poseidon(4)([TABLE_HEADER(kind, cells), asOf, keys, rates]);
}

// The kind and the size class are part of the digest: no table passes for one of another kind or size (T-12).
function TABLE_HEADER(kind, cells) {
    return DOMAIN_TABLE() * 2 ** 32 + kind * 2 ** 16 + cells;
}
