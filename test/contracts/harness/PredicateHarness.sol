// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

import {Predicate} from "../../../verifier-contracts/claims/Predicate.sol";

/// Makes the library's functions callable. Only tests compile this file.
contract PredicateHarness {
    function pack(uint8 kind, uint256 ratioBps, uint64 bufferUSD) external pure returns (uint256) {
        return Predicate.pack(Predicate.Kind(kind), ratioBps, bufferUSD);
    }

    function unpack(uint256 predicate) external pure returns (uint8 kind, uint256 ratioBps, uint64 bufferUSD) {
        Predicate.Kind kind_;
        (kind_, ratioBps, bufferUSD) = Predicate.unpack(predicate);
        kind = uint8(kind_);
    }

    function implies(uint256 held, uint256 required) external pure returns (bool) {
        return Predicate.implies(held, required);
    }
}
