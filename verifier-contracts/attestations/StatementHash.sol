// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {ISolvencyAttestations} from "../interfaces/ISolvencyAttestations.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";

/// @title StatementHash
/// @author the zk-solvency authors
/// @notice The EIP-712 struct hash of what a venue publishes.
library StatementHash {
    bytes32 internal constant STATEMENT_TYPEHASH = keccak256(
        "SolvencyStatement(bytes32 venue,uint64 epoch,uint256 accountsRoot,bytes32 market,uint256 marketRoot,uint256 table,uint256 subtree,int256[] net,Holding[] holdings,AttestedReserve[] attested,bytes32 bundle,string uri)AttestedReserve(uint16 row,uint96 amount)Holding(uint16 token,address owner)"
    );
    bytes32 private constant HOLDING_TYPEHASH = keccak256("Holding(uint16 token,address owner)");
    bytes32 private constant ATTESTED_TYPEHASH = keccak256("AttestedReserve(uint16 row,uint96 amount)");

    /// @notice The struct hash.
    /// @param publication What is published.
    /// @return The hash.
    function hash(ISolvencyAttestations.Publication calldata publication) internal pure returns (bytes32) {
        ISolvencyAttestations.Statement calldata statement = publication.statement;
        return
            keccak256(
                bytes.concat(
                    _named(publication),
                    abi.encode(
                        statement.subtree,
                        keccak256(abi.encodePacked(statement.net)),
                        _holdings(statement.holdings),
                        _attested(statement.attested),
                        statement.bundle,
                        keccak256(bytes(statement.uri))
                    )
                )
            );
    }

    function _named(ISolvencyAttestations.Publication calldata publication) private pure returns (bytes memory) {
        IVenueRegistry.AccountsAttestation calldata accounts = publication.accounts.attestation;
        IMarketRegistry.MarketAttestation calldata market = publication.market.attestation;
        return
            abi.encode(
                STATEMENT_TYPEHASH,
                accounts.venue,
                accounts.epoch,
                accounts.accountsRoot,
                market.market,
                market.marketRoot,
                publication.table.attestation.table
            );
    }

    function _holdings(ISolvencyAttestations.Holding[] calldata holdings) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](holdings.length);
        for (uint256 i; i < hashes.length; ++i) hashes[i] = keccak256(abi.encode(HOLDING_TYPEHASH, holdings[i]));
        return keccak256(abi.encodePacked(hashes));
    }

    function _attested(ISolvencyAttestations.AttestedReserve[] calldata attested) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](attested.length);
        for (uint256 i; i < hashes.length; ++i) hashes[i] = keccak256(abi.encode(ATTESTED_TYPEHASH, attested[i]));
        return keccak256(abi.encodePacked(hashes));
    }
}
