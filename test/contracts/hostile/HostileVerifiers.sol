// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// Verifiers that a careless or malicious owner might deploy MarginClaims with. Only tests compile this file. None of
// them confirms a proof in the one way that counts, by returning exactly one word that is 1, but the last.

contract BurnsAllGas {
    fallback() external {
        assembly {
            invalid()
        }
    }
}

contract LoopsForever {
    fallback() external {
        assembly {
            for {} 1 {} {}
        }
    }
}

/// As much memory as the cap pays for, and each word of it 1... if somebody copied it.
contract ReturnsBomb {
    fallback() external {
        assembly {
            mstore(0x00, 1)
            return(0x00, 350000)
        }
    }
}

contract RevertsWithBomb {
    fallback() external {
        assembly {
            mstore(0x00, 1)
            revert(0x00, 350000)
        }
    }
}

contract RevertsWithTrue {
    fallback() external {
        assembly {
            mstore(0x00, 1)
            revert(0x00, 0x20)
        }
    }
}

contract ReturnsNothing {
    fallback() external {}
}

/// One byte short of a word. What is not returned must not be taken from dirty memory.
contract ReturnsShort {
    fallback() external {
        assembly {
            mstore(0x00, not(0))
            return(0x00, 0x1f)
        }
    }
}

contract ReturnsTwoWords {
    fallback() external {
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 1)
            return(0x00, 0x40)
        }
    }
}

contract ReturnsTwo {
    fallback() external {
        assembly {
            mstore(0x00, 2)
            return(0x00, 0x20)
        }
    }
}

/// True in its highest byte only: 2^248.
contract ReturnsLeftAlignedTrue {
    fallback() external {
        assembly {
            mstore(0x00, shl(248, 1))
            return(0x00, 0x20)
        }
    }
}

contract WritesState {
    fallback() external {
        assembly {
            sstore(0x00, 1)
            mstore(0x00, 1)
            return(0x00, 0x20)
        }
    }
}

/// Calls back into the contract that asks it, to submit with the very calldata it was called with.
contract CallsBack {
    fallback() external {
        assembly {
            calldatacopy(0x00, 0x00, calldatasize())
            if iszero(call(gas(), caller(), 0, 0x00, calldatasize(), 0x00, 0x00)) {
                revert(0x00, 0x00)
            }
            mstore(0x00, 1)
            return(0x00, 0x20)
        }
    }
}

/// Confirms, but only if it was given what VERIFIER_GAS promises: shows every call that was given less.
contract NeedsItsGas {
    fallback() external {
        assembly {
            mstore(0x00, gt(gas(), 299900))
            return(0x00, 0x20)
        }
    }
}
