// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CreditLineHandler} from "./support/CreditLineHandler.sol";

/// @notice The properties P-15 to P-20 of docs/PROPERTIES.md.
contract CreditLineInvariants {
    error NothingHappened(uint256 draws, uint256 marginCalls, uint256 ends);

    CreditLineHandler private _handler;

    function setUp() public {
        _handler = new CreditLineHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_credit_line() public view {
        _handler.check();
    }

    /// @dev A campaign in which nothing happens shows nothing.
    function afterInvariant() public view {
        uint256 ends = _handler.defaults() + _handler.settlements();
        if (_handler.draws() == 0 || _handler.marginCalls() == 0 || ends == 0) {
            revert NothingHappened(_handler.draws(), _handler.marginCalls(), ends);
        }
    }
}
