// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IReserveRegistry} from "../interfaces/IReserveRegistry.sol";
import {ISolvencyAttestations} from "../interfaces/ISolvencyAttestations.sol";
import {ITableRegistry} from "../interfaces/ITableRegistry.sol";
import {ChainReserves} from "./ChainReserves.sol";

/// @title Coverages
/// @author the zk-solvency authors
/// @notice What venues owe and hold of each asset, as it was attested and as it is now.
abstract contract Coverages is ISolvencyAttestations {
    /// @dev Two slots.
    struct Balance {
        address token;
        uint8 decimals;
        uint16 row;
        address owner;
    }

    /// @dev Assets that are owed or held, in the table's order; and the balances that were counted. Two slots for each.
    struct Book {
        Coverage[] coverage;
        Balance[] balances;
    }

    /// @notice For how many seconds at least addresses must back the venue when they are counted, and for how long such a
    /// count is good by itself. Sooner, no other venue counts them.
    uint64 public constant MIN_BACKING = 7 days;

    IReserveRegistry internal immutable RESERVES;

    mapping(bytes32 venue => mapping(uint64 epoch => Book)) private _books;

    constructor(IReserveRegistry reserves_) {
        _requireContract(address(reserves_));
        RESERVES = reserves_;
    }

    /// @inheritdoc ISolvencyAttestations
    function coverageOf(bytes32 venue, uint64 epoch) external view returns (Coverage[] memory) {
        return _books[venue][epoch].coverage;
    }

    /// @inheritdoc ISolvencyAttestations
    function reserves() external view returns (address) {
        return address(RESERVES);
    }

    function _requireContract(address received) internal view {
        if (received.code.length == 0) revert NotContract(received);
    }

    /// @dev What is recorded, with balances as they are now; `rowCount` is the number of rows of the table.
    function _coverageNow(bytes32 venue, uint64 epoch, uint16 rowCount) internal view returns (Coverage[] memory now_) {
        Book storage book = _books[venue][epoch];
        uint256[] memory amounts = new uint256[](rowCount);
        for (uint256 i; i < book.balances.length; ++i) {
            Balance memory balance = book.balances[i];
            // An address that has gone over to another venue counts there.
            if (!RESERVES.isOwned(balance.owner, venue)) continue;
            amounts[balance.row] += ChainReserves.amountOf(balance.token, balance.decimals, balance.owner);
        }
        now_ = book.coverage;
        for (uint256 i; i < now_.length; ++i) now_[i].onChain = _capped(amounts[now_[i].row]);
    }

    /// @dev Of how many assets the reserves are less than what is owed: those on this chain, and all together.
    function _shortages(Coverage[] memory coverage) internal pure returns (uint16 onChain, uint16 withAttested) {
        for (uint256 i; i < coverage.length; ++i) {
            Coverage memory asset = coverage[i];
            if (asset.onChain < asset.liability) ++onChain;
            if (uint256(asset.onChain) + asset.attested < asset.liability) ++withAttested;
        }
    }

    /// @dev Reads the balances of a publication and records what is owed and held. Counts contracts that do not cancel
    /// out, and assets that are not covered: by reserves on this chain, and by all together.
    function _recordCoverage(
        bytes32 venue,
        uint64 epoch,
        Publication calldata publication
    ) internal returns (uint16 openRows, uint16 shortOnChain, uint16 shortWithAttested) {
        Book storage book = _books[venue][epoch];
        uint256[] memory onChain = _recordBalances(book, venue, publication);
        uint96[] memory attested = _attestedByRow(publication.rows, publication.statement.attested);
        int256[] memory owed;
        (owed, openRows) = _owedByAsset(publication.rows, publication.statement.net);
        for (uint256 k; k < owed.length; ++k) {
            // What customers owe on balance is no reserve. All holdings together are less than 2^93.
            uint96 liability = owed[k] > 0 ? SafeCast.toUint96(uint256(owed[k])) : 0;
            Coverage memory asset = Coverage(uint16(k), liability, _capped(onChain[k]), attested[k]);
            if (asset.liability == 0 && asset.onChain == 0 && asset.attested == 0) continue;
            book.coverage.push(asset);
        }
        (shortOnChain, shortWithAttested) = _shortages(book.coverage);
    }

    /// @dev What customers are owed, at the place of each asset, and how many contracts do not cancel out.
    function _owedByAsset(
        ITableRegistry.Row[] calldata rows,
        int256[] calldata net
    ) private pure returns (int256[] memory owed, uint16 openRows) {
        owed = new int256[](net.length);
        for (uint256 k; k < net.length; ++k) {
            if (rows[k].closed) {
                if (net[k] != 0) ++openRows;
                continue;
            }
            uint16 asset = rows[k].asset;
            if (!_isAsset(rows, asset)) revert AssetUnusable(k, asset);
            owed[asset] += net[k];
        }
    }

    /// @dev Each balance counts once, for one asset, and only at addresses that back the venue now.
    function _recordBalances(
        Book storage book,
        bytes32 venue,
        Publication calldata publication
    ) private returns (uint256[] memory amounts) {
        _requireTokens(publication.rows, publication.tokens);
        amounts = new uint256[](publication.rows.length);
        Holding[] calldata holdings = publication.statement.holdings;
        uint256 previous; // Token, then owner; the zero address signs nothing.
        for (uint256 i; i < holdings.length; ++i) {
            Holding calldata holding = holdings[i];
            uint256 place = (uint256(holding.token) << 160) | uint160(holding.owner);
            if (place <= previous) revert HoldingsNotIncreasing(i);
            previous = place;
            if (holding.token >= publication.tokens.length) {
                revert TokenUnknown(holding.token, publication.tokens.length);
            }
            _requireBacking(holding.owner, venue);
            ITableRegistry.Token calldata token = publication.tokens[holding.token];
            book.balances.push(Balance(token.token, token.decimals, token.row, holding.owner));
            // Less than 2^155 each: no number of holdings that fits a block overflows.
            amounts[token.row] += ChainReserves.amountOf(token.token, token.decimals, holding.owner);
        }
    }

    /// @dev An ownership that ends with the block would leave its address free to back another venue in the next (T-17).
    function _requireBacking(address owner, bytes32 venue) private view {
        (bytes32 backed, uint64 notAfter) = RESERVES.ownershipOf(owner);
        uint256 until = block.timestamp + MIN_BACKING;
        if (backed != venue || notAfter < until) revert NotOwned(owner, venue, until);
    }

    function _requireTokens(ITableRegistry.Row[] calldata rows, ITableRegistry.Token[] calldata tokens) private pure {
        for (uint256 i; i < tokens.length; ++i) {
            ITableRegistry.Token calldata token = tokens[i];
            if (i > 0 && token.token <= tokens[i - 1].token) revert TokensNotIncreasing(i);
            if (!_isAsset(rows, token.row) || token.decimals > ChainReserves.MAX_DECIMALS) {
                revert TokenUnusable(i, token.row, token.decimals);
            }
        }
    }

    function _attestedByRow(
        ITableRegistry.Row[] calldata rows,
        AttestedReserve[] calldata attested
    ) private pure returns (uint96[] memory amounts) {
        amounts = new uint96[](rows.length);
        for (uint256 i; i < attested.length; ++i) {
            uint16 row = attested[i].row;
            bool isNext = i == 0 || row > attested[i - 1].row;
            if (!isNext || !_isAsset(rows, row)) revert AttestedRowInvalid(row);
            amounts[row] = attested[i].amount;
        }
    }

    function _isAsset(ITableRegistry.Row[] calldata rows, uint16 row) private pure returns (bool) {
        return row < rows.length && !rows[row].closed && rows[row].asset == row;
    }

    /// @dev More counts as this much: no liability is larger.
    function _capped(uint256 amount) private pure returns (uint96) {
        return amount > type(uint96).max ? type(uint96).max : uint96(amount);
    }
}
