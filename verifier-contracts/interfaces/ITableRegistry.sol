// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ITableRegistry
/// @author the zk-solvency authors
/// @notice Ties the two forms of a market: the root of its tree, which claims of traders use, and the digest of its flat
/// table, which the attestations of a venue use. Both are functions of one public table; the signers of the market vouch
/// for both. They also say what the rows are, since the digest names none: which are assets that customers are owed, which
/// are contracts, and which tokens of this chain count as an asset.
/// @dev Signed by the signers of the market (see IMarketRegistry), whose windows, threshold and revocations hold, as
/// EIP-712 typed data in the domain {name: "zk-solvency TableRegistry", version: "1", chainId, verifyingContract: this
/// contract}:
///
///     TableAttestation(bytes32 market,uint256 marketRoot,uint64 asOf,uint256 table,uint8 kind,bytes32 rows)
///
/// @dev WARNING: A token on the list counts as its asset in full. A signer who lists a token that a venue mints at will
/// vouches for nothing. So does one who lists two tokens that share a balance (two entry points of one token), or a claim
/// beside what it is a claim on (vault shares, and what lies in the vault): one coin would count twice.
interface ITableRegistry {
    /* TYPES */

    /// @notice What accounts valued with a table are shown to meet: that they are worth at least nothing, by rows with
    /// one haircut (Flat) or by tiers (Equity), or at least their maintenance requirement (Margin).
    enum Kind {
        Flat,
        Equity,
        Margin
    }

    /// @notice A row of the table.
    /// @param index Its number in the market.
    /// @param asset The place, from 0, of the row of the asset in which it is owed: its own for an asset, that of the
    /// settlement asset for profit and loss. Without meaning for a contract.
    /// @param closed Whether it is a contract, whose longs and shorts are to cancel out, not something that is owed.
    /// @param name What it is called.
    struct Row {
        uint16 index;
        uint16 asset;
        bool closed;
        bytes32 name;
    }

    /// @notice A token of this chain that counts as an asset.
    /// @param token The ERC-20 contract; zero for the native coin.
    /// @param decimals What a unit of the asset is, in powers of ten of the token's smallest unit.
    /// @param row The place of its row in the table, from 0.
    struct Token {
        address token;
        uint8 decimals;
        uint16 row;
    }

    /// @notice What the signers of a market attest of a table.
    /// @param market The market.
    /// @param marketRoot The root of the market's tree.
    /// @param asOf The time that the market describes.
    /// @param table The digest of the flat table.
    /// @param kind What accounts are shown to meet.
    /// @param rows The hash of its rows and tokens: see `rowsDigestOf`.
    struct TableAttestation {
        bytes32 market;
        uint256 marketRoot;
        uint64 asOf;
        uint256 table;
        Kind kind;
        bytes32 rows;
    }

    /// @notice An attestation with its signatures.
    /// @param attestation The attestation.
    /// @param signers The keys that signed it, in increasing order. If it is recorded already, these and the signatures
    /// are not looked at.
    /// @param signatures The signature of each.
    struct SignedTable {
        TableAttestation attestation;
        address[] signers;
        bytes[] signatures;
    }

    /// @notice What is recorded of a table.
    /// @param marketRoot The root of the market's tree; zero if the table is not recorded.
    /// @param rows The hash of its rows and tokens.
    /// @param asOf The time that the market describes.
    /// @param kind What accounts are shown to meet.
    struct Table {
        uint256 marketRoot;
        bytes32 rows;
        uint64 asOf;
        Kind kind;
    }

    /* ERRORS */

    /// @notice Thrown when the registry of markets given at construction is not a contract.
    /// @param received The address without code.
    error MarketRegistryNotContract(address received);

    /// @notice Thrown when a root or digest is zero or not a field element.
    /// @param received The number.
    /// @param minimum The smallest accepted.
    /// @param maximum The largest accepted.
    error TableOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a table is said to describe a time that has not come.
    /// @param received The time given.
    /// @param maximum The time of the block.
    error TableInFuture(uint64 received, uint256 maximum);

    /// @notice Thrown when something else is attested of a table than what is recorded.
    /// @param market The market.
    /// @param table The digest of the table.
    error TableAlreadyRecorded(bytes32 market, uint256 table);

    /* EVENTS */

    /// @notice Emitted when a table is recorded.
    /// @param market The market.
    /// @param asOf The time that it describes.
    /// @param table The digest of the flat table.
    /// @param marketRoot The root of the market's tree.
    /// @param kind What accounts are shown to meet.
    /// @param rows The hash of its rows and tokens.
    /// @param signers The keys that signed.
    event TableRecorded(
        bytes32 indexed market,
        uint64 indexed asOf,
        uint256 indexed table,
        uint256 marketRoot,
        Kind kind,
        bytes32 rows,
        address[] signers
    );

    /* TABLES */

    /// @notice Records an attestation; does nothing if the same is recorded already.
    /// @param signed The attestation with its signatures.
    function record(SignedTable calldata signed) external;

    /// @notice What is recorded of a table.
    /// @dev WARNING: It may be void since: see `isVoid` of the registry of markets.
    /// @param market The market.
    /// @param table The digest of the table.
    /// @return What is recorded; all zero if nothing is.
    function tableOf(bytes32 market, uint256 table) external view returns (Table memory);

    /// @notice The EIP-712 digest of an attestation, which signers sign.
    /// @param attestation The attestation.
    /// @return The digest.
    function digestOf(TableAttestation calldata attestation) external view returns (bytes32);

    /// @notice The hash of the rows and tokens of a table: keccak256(abi.encode(rows, tokens)).
    /// @param rows The rows, in the table's order.
    /// @param tokens The tokens, by address.
    /// @return The hash.
    function rowsDigestOf(Row[] calldata rows, Token[] calldata tokens) external pure returns (bytes32);

    /// @notice The registry of markets.
    /// @return Its address.
    function markets() external view returns (address);
}
