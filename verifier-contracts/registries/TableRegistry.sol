// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SCALAR_FIELD} from "../groth16/Bn254.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {ITableRegistry} from "../interfaces/ITableRegistry.sol";
import {Quorum} from "./Quorum.sol";

/// @title TableRegistry
/// @author the zk-solvency authors
/// @notice The flat tables that the signers of markets attested. See ITableRegistry.
contract TableRegistry is ITableRegistry, EIP712 {
    /// @notice The EIP-712 type of an attestation.
    bytes32 public constant TABLE_ATTESTATION_TYPEHASH = keccak256(
        "TableAttestation(bytes32 market,uint256 marketRoot,uint64 asOf,uint256 table,uint8 kind,bytes32 rows)"
    );

    IMarketRegistry private immutable MARKETS;

    mapping(bytes32 market => mapping(uint256 table => Table)) private _tables;

    /// @notice Fixes whose signers are asked.
    /// @param markets_ The registry of markets.
    constructor(IMarketRegistry markets_) EIP712("zk-solvency TableRegistry", "1") {
        if (address(markets_).code.length == 0) revert MarketRegistryNotContract(address(markets_));
        MARKETS = markets_;
    }

    /// @inheritdoc ITableRegistry
    function record(SignedTable calldata signed) external {
        TableAttestation calldata attestation = signed.attestation;
        (bytes32 market, uint256 table) = (attestation.market, attestation.table);
        Table storage recorded = _tables[market][table];
        if (recorded.marketRoot != 0) {
            if (!_isSame(recorded, attestation)) revert TableAlreadyRecorded(market, table);
            return;
        }
        _requireField(table);
        _requireField(attestation.marketRoot);
        if (attestation.asOf > block.timestamp) revert TableInFuture(attestation.asOf, block.timestamp);
        Quorum.requireThreshold(
            MARKETS,
            Quorum.Message(market, attestation.asOf, digestOf(attestation)),
            signed.signers,
            signed.signatures
        );

        _tables[market][table] = Table({
            marketRoot: attestation.marketRoot,
            rows: attestation.rows,
            asOf: attestation.asOf,
            kind: attestation.kind
        });
        emit TableRecorded(
            market,
            attestation.asOf,
            table,
            attestation.marketRoot,
            attestation.kind,
            attestation.rows,
            signed.signers
        );
    }

    /// @inheritdoc ITableRegistry
    function tableOf(bytes32 market, uint256 table) external view returns (Table memory) {
        return _tables[market][table];
    }

    /// @inheritdoc ITableRegistry
    function markets() external view returns (address) {
        return address(MARKETS);
    }

    /// @inheritdoc ITableRegistry
    function rowsDigestOf(Row[] calldata rows, Token[] calldata tokens) external pure returns (bytes32) {
        return keccak256(abi.encode(rows, tokens));
    }

    /// @inheritdoc ITableRegistry
    function digestOf(TableAttestation calldata attestation) public view returns (bytes32) {
        // The fields of the struct are words: encoded, they follow each other as EIP-712 has them.
        return _hashTypedDataV4(keccak256(abi.encode(TABLE_ATTESTATION_TYPEHASH, attestation)));
    }

    function _isSame(Table storage recorded, TableAttestation calldata given) private view returns (bool) {
        return
            recorded.marketRoot == given.marketRoot &&
            recorded.rows == given.rows &&
            recorded.asOf == given.asOf &&
            recorded.kind == given.kind;
    }

    function _requireField(uint256 value) private pure {
        if (value == 0 || value >= SCALAR_FIELD) revert TableOutOfRange(value, 1, SCALAR_FIELD - 1);
    }
}
