// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ClaimsHandler} from "./support/ClaimsHandler.sol";

/// @notice The properties P-01 to P-14 of docs/PROPERTIES.md. The handler checks what it touches as it goes; this looks
/// at everything that there is.
/// @dev One invariant, not one for each property: forge plays the same calls for each.
contract ClaimsInvariants {
    error NothingHappened(uint256 accepted, uint256 refused, uint256 held);

    ClaimsHandler private _handler;

    function setUp() public {
        _handler = new ClaimsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_claims() public view {
        _handler.checkClaims(); // P-01, P-02, P-11 to P-13
        _handler.checkVerifiers(); // P-03, P-04
        _handler.checkAccounts(); // P-05, P-07
        _handler.checkMarkets(); // P-06
        _handler.checkVoid(); // P-08
        _handler.checkAnswers(); // P-09, P-10
        _handler.checkScopes(); // P-11
    }

    /// @dev A campaign in which nothing happens shows nothing.
    function afterInvariant() public view {
        if (_handler.accepted() < 10 || _handler.refused() < 10 || _handler.held() == 0) {
            revert NothingHappened(_handler.accepted(), _handler.refused(), _handler.held());
        }
    }
}
