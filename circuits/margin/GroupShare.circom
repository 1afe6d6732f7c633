pragma circom 2.2.0;

/*
@title  GroupShare: a holding's quantity, in the place of its group and 0 in all others
@param  groups: places for groups
@input  quantity: signed, in 1e-8 units
@input  exposed: 1 where the row has scenario data, 0 where it has none
@input  word: the row's group word
@input  slot[groups]: the words of the places, no two of them equal
@input  share[groups]: the prover's distribution
@postconditions share is `quantity` in the place whose word is `word`, 0 elsewhere; all 0 where exposed is 0
@constraints groups + 1

At most one place has the word. All other shares vanish by a product, and the sum fixes the one that is left: no
selector bits are needed, and a group without a place leaves nothing that could add up to the quantity.
*/
template GroupShare(groups) {
    signal input quantity;
    signal input exposed;
    signal input word;
    signal input slot[groups];
    signal input share[groups];

    var sum = 0;
    for (var g = 0; g < groups; g++) {
        share[g] * (word - slot[g]) === 0;
        sum += share[g];
    }
    sum === exposed * quantity;
}
