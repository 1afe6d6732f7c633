// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarketRegistry} from "./IMarketRegistry.sol";
import {ITableRegistry} from "./ITableRegistry.sol";
import {IVenueRegistry} from "./IVenueRegistry.sol";

/// @title ISolvencyAttestations
/// @author the zk-solvency authors
/// @notice Records attestations of whole venues: "these are the net sums, row by row, of all accounts in the tree
/// `accountsRoot`, none of which is under water", sets the reserves of the venue against them, and answers whether a venue
/// is solvent now. There is one attestation for each venue and epoch.
/// @dev What is shown, and by whom:
///
/// - That the sums are those of the subtree `subtree`, and that it holds all accounts: the total proof, verified here.
/// - That each account is in the subtree once and is not under water: the proofs of batches and folds, in the bundle.
///   There are too many to verify here. Anyone verifies them off-chain; a *panel* that did says so (see IReviewRegistry).
/// - What the rows are, and which tokens are which asset: the signers of the market (see ITableRegistry).
/// - Reserves on this chain: this contract reads the balances of addresses that signed (see IReserveRegistry).
/// - Reserves elsewhere: numbers of the venue, with evidence in the bundle. They count only if a panel vouches for
///   them and the consumer wants them to, and are kept apart from the others throughout.
///
/// @dev The venue signs all that it publishes with a key of the registry of venues, so that anyone may submit it and no one
/// can change it. EIP-712 typed data in the domain {name: "zk-solvency Attestations", version: "1", chainId,
/// verifyingContract: this contract}:
///
///     SolvencyStatement(bytes32 venue,uint64 epoch,uint256 accountsRoot,bytes32 market,uint256 marketRoot,uint256 table,
///       uint256 subtree,int256[] net,Holding[] holdings,AttestedReserve[] attested,bytes32 bundle,string uri)
///     Holding(uint16 token,address owner)
///     AttestedReserve(uint16 row,uint96 amount)
///
/// @dev Amounts are in 1e-8 of an asset. Times are Unix seconds, limits inclusive.
/// @dev WARNING: What reserves cannot show. They may be borrowed for the hour of the attestation, though not for its
/// transaction alone (see `attest`), pledged elsewhere, or owed to those who are no customers; whoever holds the keys may run away with them a block later. A venue that attests
/// at times of others' choosing, and whose reserves are read again later (`current`), is harder to fake.
/// @dev WARNING: A customer who is left out of the tree is owed nothing by it. Only customers see that: each must check
/// that their own account is in, in the latest epoch, the one that everybody looks at: a venue could show one half of its
/// customers an epoch in which they are, and the other half another.
interface ISolvencyAttestations {
    /* TYPES */

    /// @notice A balance on this chain.
    /// @param token The place of the token in the table's list.
    /// @param owner Who has it. Must have signed for the venue.
    struct Holding {
        uint16 token;
        address owner;
    }

    /// @notice What the venue says that it has elsewhere.
    /// @param row The place of the asset's row in the table.
    /// @param amount How much.
    struct AttestedReserve {
        uint16 row;
        uint96 amount;
    }

    /// @notice What a venue publishes of an epoch, and signs together with its root and market.
    /// @param subtree The commitment of the subtree that holds all accounts.
    /// @param net The net sum of each row, in the table's order: what customers are owed of an asset, or by how much
    /// their longs in a contract exceed their shorts.
    /// @param holdings The reserves on this chain, in increasing order of token, then owner.
    /// @param attested The reserves elsewhere, in increasing order of row.
    /// @param bundle The hash of the bundle's manifest.
    /// @param uri Where the bundle is.
    struct Statement {
        uint256 subtree;
        int256[] net;
        Holding[] holdings;
        AttestedReserve[] attested;
        bytes32 bundle;
        string uri;
    }

    /// @notice Everything that an attestation takes. What is recorded already in a registry needs no signatures.
    /// @param accounts The attestation of the accounts root, by the venue.
    /// @param market The attestation of the market root, by the signers of the market.
    /// @param table The attestation of the table, by the same.
    /// @param rows The rows of the table.
    /// @param tokens Its tokens.
    /// @param statement What the venue publishes.
    /// @param attestor The key of the venue that signed it.
    /// @param signature The signature.
    /// @param keyDigest The digest of the verification key of the total.
    /// @param proof The eight words of the total proof.
    struct Publication {
        IVenueRegistry.SignedAccounts accounts;
        IMarketRegistry.SignedMarket market;
        ITableRegistry.SignedTable table;
        ITableRegistry.Row[] rows;
        ITableRegistry.Token[] tokens;
        Statement statement;
        address attestor;
        bytes signature;
        bytes32 keyDigest;
        uint256[8] proof;
    }

    /// @notice An asset that is owed or held.
    /// @param row The place of its row in the table, from 0.
    /// @param liability What customers are owed, of all rows that are owed in the asset; zero where they owe the venue.
    /// @param onChain What this contract found at the addresses of the venue.
    /// @param attested What the venue says that it has elsewhere.
    struct Coverage {
        uint16 row;
        uint96 liability;
        uint96 onChain;
        uint96 attested;
    }

    /// @notice What is recorded of an attestation.
    /// @param statement The EIP-712 digest of what the venue signed; zero if there is no attestation.
    /// @param bundle The hash of the bundle's manifest.
    /// @param market The market.
    /// @param table The digest of the table.
    /// @param subtree The commitment of the subtree that holds all accounts.
    /// @param marketAsOf The time that the market describes.
    /// @param attestedAt The time of the block in which it was recorded and balances were read.
    /// @param verifier The number of the verifier in the router.
    /// @param kind What accounts were shown to meet.
    /// @param rowCount The number of rows of the table.
    /// @param openRows Of how many contracts longs and shorts do not cancel out.
    /// @param shortOnChain Of how many assets the reserves on this chain are less than what is owed.
    /// @param shortWithAttested Of how many assets all reserves together are.
    // solhint-disable-next-line gas-struct-packing
    struct Attestation {
        bytes32 statement;
        bytes32 bundle;
        bytes32 market;
        uint256 table;
        uint256 subtree;
        uint64 marketAsOf;
        uint64 attestedAt;
        uint16 verifier;
        ITableRegistry.Kind kind;
        uint16 rowCount;
        uint16 openRows;
        uint16 shortOnChain;
        uint16 shortWithAttested;
    }

    /// @notice What a consumer asks of a venue at the time of use.
    /// @param market The market whose signers the consumer trusts.
    /// @param panel Who must have reviewed the bundle; zero if the consumer has verified it by itself.
    /// @param statement What the attestation must be of, if not zero: the statement whose bundle the consumer has verified
    /// by itself. Without this and a panel, the venue would be solvent by its own word: nobody is.
    /// @param maxAccountsAge How old the accounts may be, in seconds.
    /// @param maxMarketAge How old the prices may be, in seconds.
    /// @param margin Whether every account must be shown to meet its maintenance requirement, not only to be worth at
    /// least nothing.
    /// @param attested Whether reserves elsewhere count.
    /// @param current Whether reserves on this chain must cover what is owed also now, not only when attested. Then the
    /// addresses must still back the venue; otherwise the answer is no once they need not (see `MIN_BACKING`).
    /// @param openContracts Whether longs and shorts in a contract need not cancel out. The venue, or nobody, is the other
    /// side of what is left. WARNING: Then what is owed is what the venue says. It can make up accounts that are long of a
    /// contract and owe the money for it, and with them any debt to others seems settled.
    struct Requirement {
        bytes32 market;
        bytes32 panel;
        bytes32 statement;
        uint32 maxAccountsAge;
        uint32 maxMarketAge;
        bool margin;
        bool attested;
        bool current;
        bool openContracts;
    }

    /* ERRORS */

    /// @notice Thrown when a registry or the router given at construction is not a contract.
    /// @param received The address without code.
    error NotContract(address received);

    /// @notice Thrown when the zero address is to administer the contract.
    error AdminIsZero();

    /// @notice Thrown when the registries given at construction rest on different ones: a panel or a market would be judged
    /// by other keys than those that this contract looks at.
    /// @param received The registry that one of them rests on.
    /// @param expected The one that this contract looks at.
    error RegistryMismatch(address received, address expected);

    /// @notice Thrown when a contract attests, or an account with code. It could borrow reserves, attest, and give them
    /// back, all in one transaction, for nothing.
    /// @param received Who attests.
    error SenderNotPlain(address received);

    /// @notice Thrown when an epoch is attested twice.
    /// @param venue The venue.
    /// @param epoch The epoch.
    error EpochAlreadyAttested(bytes32 venue, uint64 epoch);

    /// @notice Thrown when prices are not of the time of the accounts: a venue would choose among all that are fresh those at
    /// which nobody was under water.
    /// @param received The time of the market.
    /// @param accountsAsOf The time of the accounts.
    /// @param maximum How far they may be apart, in seconds.
    error MarketFarFromAccounts(uint64 received, uint64 accountsAsOf, uint64 maximum);

    /// @notice Thrown when the table is of another market, root or time than the market's attestation.
    /// @param table The digest of the table.
    /// @param receivedMarket The market of the table.
    /// @param receivedRoot The root that belongs to the table.
    /// @param receivedAsOf The time of the table.
    error TableMismatch(uint256 table, bytes32 receivedMarket, uint256 receivedRoot, uint64 receivedAsOf);

    /// @notice Thrown when the rows and tokens are not those attested.
    /// @param received The hash of those given.
    /// @param expected The hash attested.
    error RowsMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when there is not one net sum for each row.
    /// @param received The number of sums.
    /// @param expected The number of rows.
    error NetCountMismatch(uint256 received, uint256 expected);

    /// @notice Thrown when a net sum is larger than any that is proven. It would equal another one modulo the field.
    /// @param row The place of the row.
    /// @param received The sum.
    /// @param bound The absolute value must be less.
    error NetOutOfRange(uint256 row, int256 received, uint256 bound);

    /// @notice Thrown when a row is owed in one that is not an asset of its own.
    /// @param row The place of the row.
    /// @param asset The place of the row in which it is owed.
    error AssetUnusable(uint256 row, uint16 asset);

    /// @notice Thrown when tokens are not in strictly increasing order, so that a balance might count for two assets.
    /// @param place The place of the token.
    error TokensNotIncreasing(uint256 place);

    /// @notice Thrown when a token is of a row that is not an asset, or has too many decimals.
    /// @param place The place of the token.
    /// @param row The place of its row.
    /// @param decimals Its decimals.
    error TokenUnusable(uint256 place, uint16 row, uint8 decimals);

    /// @notice Thrown when holdings are not in strictly increasing order of token, then owner, so that one might count
    /// twice.
    /// @param place The place of the holding.
    error HoldingsNotIncreasing(uint256 place);

    /// @notice Thrown when a holding is of a token that the list does not have.
    /// @param received The place of the token.
    /// @param count The number of tokens.
    error TokenUnknown(uint16 received, uint256 count);

    /// @notice Thrown when an address has not signed that it backs the venue for long enough: it could back another right
    /// after.
    /// @param owner The address.
    /// @param expected The venue.
    /// @param until The time until which it must.
    error NotOwned(address owner, bytes32 expected, uint256 until);

    /// @notice Thrown when reserves elsewhere are not in strictly increasing order of row, or of a row that is not an asset.
    /// @param row The place of the row.
    error AttestedRowInvalid(uint16 row);

    /// @notice Thrown when the verification key is not of a total.
    /// @param received The family of the key's circuit.
    /// @param expected The family of totals.
    error FamilyMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when the total proof does not prove what is published.
    /// @param signals The public signals, as the contract computed them.
    error InvalidTotal(uint256[] signals);

    /* EVENTS */

    /// @notice Emitted when a venue is attested. With `TotalVerified`, and the rows, which are public, it is all that is needed to
    /// verify the total again.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @param statement The EIP-712 digest of what the venue signed.
    /// @param market The market.
    /// @param table The digest of the table.
    /// @param subtree The commitment of the subtree that holds all accounts.
    /// @param net The net sums.
    /// @param bundle The hash of the bundle's manifest.
    /// @param uri Where the bundle is.
    event SolvencyAttested(
        bytes32 indexed venue,
        uint64 indexed epoch,
        bytes32 indexed statement,
        bytes32 market,
        uint256 table,
        uint256 subtree,
        int256[] net,
        bytes32 bundle,
        string uri
    );

    /// @notice Emitted after `SolvencyAttested`, with the proof of it.
    /// @param statement The EIP-712 digest of what the venue signed.
    /// @param keyDigest The digest of the verification key.
    /// @param proof The eight words of the proof.
    event TotalVerified(bytes32 indexed statement, bytes32 indexed keyDigest, uint256[8] proof);

    /* ATTESTATIONS */

    /// @notice Verifies and records an attestation, with the reserves as they are now. Anyone who has the venue's signature
    /// may, from an account without code: what is borrowed for a transaction is no reserve.
    /// @dev It is recorded also where reserves do not cover what is owed: that is for all to see.
    /// @param publication Everything that it takes.
    function attest(Publication calldata publication) external;

    /// @notice Whether a venue is solvent by its latest attestation: fresh, on roots that are not void, by a verifier that
    /// is active, with reserves that cover what is owed of every asset. Never reverts, except for want of gas; false while paused.
    /// @dev WARNING: The answer changes with time. Ask when it matters and never store it.
    /// @dev WARNING: A venue that attests an epoch chooses to. Keep the ages short, so that it cannot skip bad ones.
    /// @dev WARNING: Whoever calls a consumer may have lent the venue's addresses a balance for the transaction: `current` asks
    /// for reserves that are there now *besides* those that were attested, never instead of them.
    /// @param venue The venue.
    /// @param required What is asked.
    /// @return Whether it is.
    function isSolvent(bytes32 venue, Requirement calldata required) external view returns (bool);

    /// @notice What is owed and held of every asset, as attested.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @return One entry for each asset that is owed or held, in the table's order.
    function coverageOf(bytes32 venue, uint64 epoch) external view returns (Coverage[] memory);

    /// @notice The same with the balances on this chain as they are now, of the same addresses as far as they still back
    /// the venue.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @return One entry for each asset that is owed or held, in the table's order.
    function coverageNow(bytes32 venue, uint64 epoch) external view returns (Coverage[] memory);

    /// @notice What is recorded of an attestation; all zero if there is none.
    /// @dev WARNING: It may be stale or void. Use `isSolvent` to decide anything.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @return The attestation.
    function attestationOf(bytes32 venue, uint64 epoch) external view returns (Attestation memory);

    /// @notice The latest epoch attested.
    /// @param venue The venue.
    /// @return epoch The epoch; zero if there is none.
    function latestEpochOf(bytes32 venue) external view returns (uint64 epoch);

    /// @notice The public signal that names venue and epoch in every commitment of an epoch:
    /// uint256(keccak256(abi.encode(EPOCH_TYPEHASH, venue, epoch))) >> 3.
    /// @param venue The venue.
    /// @param epoch The epoch.
    /// @return The signal, below 2^253.
    function epochSignalOf(bytes32 venue, uint64 epoch) external pure returns (uint256);

    /// @notice The EIP-712 digest of what a venue publishes, which its attestor signs.
    /// @param publication What is to be attested; signatures and proof are not looked at.
    /// @return The digest.
    function statementDigestOf(Publication calldata publication) external view returns (bytes32);

    /* ADMINISTRATION */

    /// @notice Suspends attestations, and makes no venue solvent. Only guardians may.
    function pause() external;

    /// @notice Undoes `pause`. Only administrators may.
    function unpause() external;

    /* PARAMETERS */

    /// @notice The registry of venues.
    /// @return Its address.
    function venues() external view returns (address);

    /// @notice The registry of markets.
    /// @return Its address.
    function markets() external view returns (address);

    /// @notice The registry of tables.
    /// @return Its address.
    function tables() external view returns (address);

    /// @notice The registry of addresses that hold reserves.
    /// @return Its address.
    function reserves() external view returns (address);

    /// @notice The registry of reviews.
    /// @return Its address.
    function reviews() external view returns (address);

    /// @notice The router of verifiers.
    /// @return Its address.
    function router() external view returns (address);
}
