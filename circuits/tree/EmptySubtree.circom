pragma circom 2.2.0;

// Root of an empty subtree of 8^height places of the account tree, 1 <= height <= 7: Poseidon of eight roots below it, 0 at the bottom.
function EMPTY_SUBTREE(height) {
    if (height == 1) { return 0x35ebc384d320413c9b97d446bf7de69e04d6278d68d52934a4f5f653348622a; }
    if (height == 2) { return 0x1dca89d53855db0ebcbc4d597b51f70e00dac9e6c922434ab4c1450b2bd4fa3a; }
    if (height == 3) { return 0xedc95f5cd4c05a8133f9f1bd343d9c0611b3eeb96eb0d4091e9b058cda52dc2; }
    if (height == 4) { return 0xdaf9d788444470bdbb6437d983d1d345e83188031f6ad4dfe19525745aa1a70; }
    if (height == 5) { return 0xc43848ec9c201866e3a5df25dd6c9b8589532facc00847a308a3114eb50abf3; }
    if (height == 6) { return 0x1d6c7585d1b26bf433158b660f2d47e29374535289774addfee61ed68a3e0d22; }
    assert(height == 7);
    return 0x27b7124281615ae953662cfb59e11795113297d693a3ed77453e9e88cd45a217;
}

/*
@title  IsHeight: which height it is, among 1 .. n
@param  n: the greatest height
@input  height
@output is[n]: is[h - 1] is 1 for the height and 0 for the others
@postconditions 1 <= height <= n
@constraints n
*/
template IsHeight(n) {
    signal input height;
    signal output is[n];

    // `<--` is safe: the n flags are boolean, one of them is set, and it is the height's.
    var set = 0;
    var named = 0;
    for (var h = 0; h < n; h++) {
        is[h] <-- height == h + 1 ? 1 : 0;
        is[h] * (is[h] - 1) === 0;
        set += is[h];
        named += is[h] * (h + 1);
    }
    set === 1;
    named === height;
}
