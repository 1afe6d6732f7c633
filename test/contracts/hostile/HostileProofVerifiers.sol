// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity ^0.8.28;

// Verifiers that a careless or malicious manager might propose to VerifierRouter. Only tests compile this file. None
// of them confirms a proof in the one way that counts, by returning exactly one word that is 1, but the last.

abstract contract Named {
    bytes32 public keyDigest;
    uint256 public signalCount;

    constructor(bytes32 digest, uint256 signals) {
        keyDigest = digest;
        signalCount = signals;
    }
}

contract LoopsForever is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            for {} 1 {} {}
        }
    }
}

contract ReturnsBomb is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 1)
            return(0x00, 250000)
        }
    }
}

contract RevertsWithBomb is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 1)
            revert(0x00, 250000)
        }
    }
}

contract RevertsWithNothing is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            revert(0x00, 0x00)
        }
    }
}

contract ReturnsNothing is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {}
}

/// One byte short of a word. What is not returned must not be taken from dirty memory.
contract ReturnsShort is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 1)
            return(0x00, 0x1f)
        }
    }
}

contract ReturnsTwoWords is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 1)
            mstore(0x20, 1)
            return(0x00, 0x40)
        }
    }
}

contract ReturnsTwo is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 2)
            return(0x00, 0x20)
        }
    }
}

contract ReturnsTrue is Named {
    constructor(bytes32 digest, uint256 signals) Named(digest, signals) {}

    fallback() external {
        assembly {
            mstore(0x00, 1)
            return(0x00, 0x20)
        }
    }
}

/// The digest it was proposed under, until it is turned.
contract ChangesKey {
    bytes32 public keyDigest;
    uint256 public signalCount = 6;

    constructor(bytes32 digest) {
        keyDigest = digest;
    }

    function turn(bytes32 digest) external {
        keyDigest = digest;
    }
}
