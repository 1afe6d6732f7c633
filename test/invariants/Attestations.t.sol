// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestationsHandler} from "./support/AttestationsHandler.sol";

/// @notice The properties P-21 to P-29 of docs/PROPERTIES.md. The handler checks what it touches as it goes; this looks
/// at everything that there is.
contract AttestationsInvariants {
    error NothingHappened(uint256 accepted, uint256 refused, uint256 solvent, uint256 insolvent);

    AttestationsHandler private _handler;

    function setUp() public {
        _handler = new AttestationsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_attestations() public view {
        _handler.checkAttestations(); // P-21, P-22
        _handler.checkTables(); // P-23
        _handler.checkBackings(); // P-24
        _handler.checkReserves(); // P-25
        _handler.checkAnswers(); // P-26, P-27
        _handler.checkReviews(); // P-28
        _handler.checkAccounts(); // P-05, P-07
        _handler.checkMarkets(); // P-06
        _handler.checkVoid(); // P-08
        _handler.checkVerifiers(); // P-03, P-04
    }

    /// @dev A campaign in which nothing happens shows nothing.
    function afterInvariant() public view {
        bool happened = _handler.accepted() >= 5 && _handler.refused() >= 10;
        if (!happened || _handler.solvent() == 0 || _handler.insolvent() < 10) {
            revert NothingHappened(_handler.accepted(), _handler.refused(), _handler.solvent(), _handler.insolvent());
        }
    }
}
