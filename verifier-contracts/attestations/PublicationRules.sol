// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {ISolvencyAttestations} from "../interfaces/ISolvencyAttestations.sol";
import {ITableRegistry} from "../interfaces/ITableRegistry.sol";

/// @title PublicationRules
/// @author the zk-solvency authors
/// @notice What the parts of a publication must have in common, apart from signatures and proof.
library PublicationRules {
    /// @dev No net sum is as large: 2^29 holdings of less than 2^64.
    int256 internal constant NET_BOUND = 2 ** 93;

    /// @dev How far the times of accounts and prices may be apart, in seconds.
    uint64 internal constant MAX_DISTANCE = 1 hours;

    /// @notice Reverts unless market, table, rows and sums belong together.
    /// @dev The registries have seen the times of accounts and market: both are past.
    /// @param publication What is published.
    function check(ISolvencyAttestations.Publication calldata publication) internal pure {
        _requireNear(publication.market.attestation.asOf, publication.accounts.attestation.asOf);
        _requireTable(publication);
        _requireNet(publication.statement.net, publication.rows.length);
    }

    /// @dev Both times are past: the sums cannot overflow.
    function _requireNear(uint64 marketAsOf, uint64 accountsAsOf) private pure {
        if (marketAsOf > accountsAsOf + MAX_DISTANCE || accountsAsOf > marketAsOf + MAX_DISTANCE) {
            revert ISolvencyAttestations.MarketFarFromAccounts(marketAsOf, accountsAsOf, MAX_DISTANCE);
        }
    }

    /// @dev Reverts unless the table is the other form of the market, and the rows are those of the table.
    function _requireTable(ISolvencyAttestations.Publication calldata publication) private pure {
        ITableRegistry.TableAttestation calldata table = publication.table.attestation;
        IMarketRegistry.MarketAttestation calldata market = publication.market.attestation;
        bool isSame =
            table.market == market.market && table.marketRoot == market.marketRoot && table.asOf == market.asOf;
        if (!isSame) {
            revert ISolvencyAttestations.TableMismatch(table.table, table.market, table.marketRoot, table.asOf);
        }
        bytes32 rows = keccak256(abi.encode(publication.rows, publication.tokens));
        if (rows != table.rows) revert ISolvencyAttestations.RowsMismatch(rows, table.rows);
    }

    /// @dev Sums with bounds only: modulo the field, each number has many others that equal it (T-06).
    function _requireNet(int256[] calldata net, uint256 count) private pure {
        if (net.length != count) revert ISolvencyAttestations.NetCountMismatch(net.length, count);
        for (uint256 k; k < count; ++k) {
            if (net[k] <= -NET_BOUND || net[k] >= NET_BOUND) {
                revert ISolvencyAttestations.NetOutOfRange(k, net[k], uint256(NET_BOUND));
            }
        }
    }
}
