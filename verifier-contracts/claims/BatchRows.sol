// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// solhint-disable no-inline-assembly

/// @title BatchRows
/// @author the zk-solvency authors
/// @notice The rows that IProofVerifier.verifyBatch reads: for each proof its eight words, then its public signals.
library BatchRows {
    /// @dev The bytes of a proof, of its signals, and of a row.
    uint256 private constant PROOF_BYTES = 0x100;
    uint256 private constant SIGNAL_BYTES = 0xc0;
    uint256 private constant ROW_BYTES = 0x1c0;

    /// @notice Room for rows.
    /// @param size The number of rows.
    /// @return rows The rows, all zero.
    function allocate(uint256 size) internal pure returns (bytes memory rows) {
        return new bytes(size * ROW_BYTES);
    }

    /// @notice Writes a row.
    /// @dev Unchecked: `index` must be below the number of rows, and there must be PublicSignals.COUNT signals.
    /// @param rows The rows.
    /// @param index The place of the row.
    /// @param proof The proof.
    /// @param signals The public signals.
    function write(
        bytes memory rows,
        uint256 index,
        uint256[8] calldata proof,
        uint256[] memory signals
    ) internal pure {
        assembly ("memory-safe") {
            let row := add(add(rows, 0x20), mul(index, ROW_BYTES))
            calldatacopy(row, proof, PROOF_BYTES)
            mcopy(add(row, PROOF_BYTES), add(signals, 0x20), SIGNAL_BYTES)
        }
    }
}
