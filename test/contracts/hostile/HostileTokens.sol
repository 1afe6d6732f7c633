// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

/// Tokens that take more than an answer is worth. Their balances lie where those of TestToken do, so that one can become
/// the other. Only tests compile this file.
abstract contract HostileToken {
    mapping(address owner => uint256) internal _balances;

    function set(address owner, uint256 balance) external {
        _balances[owner] = balance;
    }
}

/// Answers after it has used this much gas.
contract HungryToken is HostileToken {
    uint256 private immutable GAS;

    constructor(uint256 gas_) {
        GAS = gas_;
    }

    function balanceOf(address owner) external view returns (uint256) {
        uint256 start = gasleft();
        while (start - gasleft() < GAS) {}
        return _balances[owner];
    }
}

/// Uses all gas that it is given.
contract BottomlessToken is HostileToken {
    function balanceOf(address) external pure returns (uint256) {
        assembly {
            invalid()
        }
    }
}

/// Answers with the balance and a tail as long as its gas allows: whoever copies all of it pays for as much memory.
contract LongToken is HostileToken {
    function balanceOf(address owner) external view returns (uint256) {
        uint256 amount = _balances[owner];
        assembly {
            mstore(0, amount)
            return(0, 160000)
        }
    }
}

/// Fails with a reason as long.
contract LongReasonToken is HostileToken {
    function balanceOf(address) external pure returns (uint256) {
        assembly {
            revert(0, 160000)
        }
    }
}
