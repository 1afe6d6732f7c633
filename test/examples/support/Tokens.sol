// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A dollar with six decimals. Anyone mints.
contract Dollar is ERC20("Dollar", "USD") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}

/// @notice Calls its target whenever the target moves tokens, and passes on what it reverts with.
contract ReentrantDollar is Dollar {
    address private _target;
    bytes private _data;

    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (msg.sender != _target) return;
        (bool success, bytes memory reason) = _target.call(_data);
        if (success) return;
        assembly {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}

/// @notice Keeps one unit of every transfer.
contract FeeDollar is Dollar {
    function _update(address from, address to, uint256 amount) internal override {
        bool moves = from != address(0) && to != address(0) && amount != 0;
        super._update(from, to, moves ? amount - 1 : amount);
        if (moves) super._update(from, address(0), 1);
    }
}
