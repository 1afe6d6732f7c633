// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {HeldClaim, HeldClaims} from "../../../verifier-contracts/claims/HeldClaim.sol";

/// Makes the library's functions callable. Only tests compile this file.
contract HeldClaimHarness {
    function pack(
        uint64 epoch,
        uint64 marketAsOf,
        uint8 verifier,
        uint8 level,
        address recipient
    ) external pure returns (uint256) {
        return HeldClaim.unwrap(HeldClaims.onTerms(epoch, marketAsOf, verifier, level).by(recipient));
    }

    function unpack(
        uint256 word
    ) external pure returns (uint64 epoch, uint64 marketAsOf, uint8 verifier, uint8 level, address recipient) {
        HeldClaim held = HeldClaim.wrap(word);
        return (held.epoch(), held.marketAsOf(), held.verifier(), held.level(), held.recipient());
    }

    function isNone(uint256 word) external pure returns (bool) {
        return HeldClaim.wrap(word).isNone();
    }

    function isNewerThan(uint256 terms, uint256 held) external pure returns (bool) {
        return HeldClaim.wrap(terms).isNewerThan(HeldClaim.wrap(held));
    }
}
