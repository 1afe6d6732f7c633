// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAttestationRegistry} from "./IAttestationRegistry.sol";

/// @title IMarketRegistry
/// @author the zk-solvency authors
/// @notice Markets, the oracle signers of each, and the market roots that enough of them attested: one for each market
/// and time.
/// @dev A market has a threshold m of at least two, fixed for ever: no single key prices anything, and whoever names a
/// market in a policy knows for good how many keys it takes. Another threshold is another market.
/// @dev A venue never prices its own accounts alone: an attestor of a venue cannot be added as a signer; and, as a
/// signer may become an attestor later, one signer of every root must not be an attestor of any venue.
/// @dev Attestations are EIP-712 typed data in the domain {name: "zk-solvency MarketRegistry", version: "1", chainId,
/// verifyingContract: this contract}:
///
///     MarketAttestation(bytes32 market,uint256 marketRoot,uint64 asOf)
///
/// @dev Anyone who has the signatures may record a root: in a transaction of its own, or on the way of a claim.
/// @dev WARNING: The signers vouch for prices and parameters under the rules of publication (circuits/SPEC.md); nothing
/// here can verify them.
/// @dev WARNING: Until a root is too old for the consumer, a claim may use it, even if later ones are known: who claims
/// picks the most favourable one.
interface IMarketRegistry is IAttestationRegistry {
    /* TYPES */

    /// @notice What oracle signers attest: the whole table of a market at one time.
    /// @param market The market.
    /// @param marketRoot The root of the table.
    /// @param asOf The time that the table describes.
    struct MarketAttestation {
        bytes32 market;
        uint256 marketRoot;
        uint64 asOf;
    }

    /// @notice An attestation with its signatures.
    /// @param attestation The attestation.
    /// @param signers The keys that signed it, in increasing order: as many as the threshold, or more. If it is recorded
    /// already, these and the signatures are not looked at.
    /// @param signatures The signature of each: of 65 bytes, or whatever a signer with code accepts (ERC-1271).
    struct SignedMarket {
        MarketAttestation attestation;
        address[] signers;
        bytes[] signatures;
    }

    /* ERRORS */

    /// @notice Thrown when the registry of venues given at construction is not a contract.
    /// @param received The address without code.
    error VenueRegistryNotContract(address received);

    /// @notice Thrown when the delay given at construction is out of range.
    /// @param received The delay given, in seconds.
    /// @param maximum The longest delay accepted.
    error SignerDelayOutOfRange(uint64 received, uint64 maximum);

    /// @notice Thrown when a market is opened with a threshold below two or above the number of its signers.
    /// @param received The threshold.
    /// @param minimum The smallest threshold accepted.
    /// @param maximum The largest threshold accepted.
    error ThresholdOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when an attestor of a venue is to be a signer.
    /// @param received The key.
    error SignerIsAttestor(address received);

    /// @notice Thrown when the window of a signer added to an open market begins too early.
    /// @param received The beginning given.
    /// @param minimum The earliest beginning accepted.
    error SignerTooEarly(uint64 received, uint256 minimum);

    /// @notice Thrown when there are fewer signers than the threshold.
    /// @param market The market.
    /// @param received The number of signers.
    /// @param minimum The threshold.
    error NotEnoughSigners(bytes32 market, uint256 received, uint256 minimum);

    /// @notice Thrown when there are not as many signatures as signers.
    /// @param received The number of signatures.
    /// @param expected The number of signers.
    error SignatureCountMismatch(uint256 received, uint256 expected);

    /// @notice Thrown when signers are not in strictly increasing order, so that one might count twice.
    /// @param received The signer.
    /// @param previous The signer before, which must be less.
    error SignersNotIncreasing(address received, address previous);

    /// @notice Thrown when every signer of a root is an attestor of some venue.
    /// @param market The market.
    error SignersAllAttestors(bytes32 market);

    /// @notice Thrown when a second root for a time differs from the one recorded.
    /// @param market The market.
    /// @param asOf The time.
    /// @param received The root given.
    /// @param recorded The root recorded, which stays.
    error MarketRootAlreadyRecorded(bytes32 market, uint64 asOf, uint256 received, uint256 recorded);

    /* EVENTS */

    /// @notice Emitted when a market is opened.
    /// @param market The market.
    /// @param admin Its first administrator.
    /// @param threshold How many signers must sign a root.
    event MarketOpened(bytes32 indexed market, address indexed admin, uint8 threshold);

    /// @notice Emitted when the root of a time is recorded.
    /// @param market The market.
    /// @param asOf The time it describes.
    /// @param marketRoot The root.
    /// @param signers The keys that signed it.
    event MarketRootRecorded(
        bytes32 indexed market,
        uint64 indexed asOf,
        uint256 indexed marketRoot,
        address[] signers
    );

    /* ROOTS */

    /// @notice Records an attestation; does nothing if the same is recorded already.
    /// @dev Market roots may come in any order.
    /// @param signed The attestation with its signatures.
    function record(SignedMarket calldata signed) external;

    /// @notice Does every check of `record`, and records nothing. Reverts as `record` would.
    /// @param signed The attestation with its signatures.
    function validate(SignedMarket calldata signed) external view;

    /// @notice The root recorded for a time.
    /// @dev WARNING: It may be void since: see `isVoid`.
    /// @param market The market.
    /// @param asOf The time.
    /// @return The root; zero if there is none.
    function marketRootOf(bytes32 market, uint64 asOf) external view returns (uint256);

    /// @notice The EIP-712 digest of an attestation, which the signers sign.
    /// @param attestation The attestation.
    /// @return The digest.
    function digestOf(MarketAttestation calldata attestation) external view returns (bytes32);

    /* MARKETS */

    /// @notice Opens a market. Only registrars may.
    /// @dev The windows of these signers begin at once.
    /// @param market The id of the market.
    /// @param admin Its first administrator, who adds and retires signers: a timelock or a multisignature wallet.
    /// @param threshold How many signers must sign a root; at least 2. Never changes.
    /// @param signers The first signers.
    /// @param notAfter The last time for which their signatures count.
    function openMarket(
        bytes32 market,
        address admin,
        uint8 threshold,
        address[] calldata signers,
        uint64 notAfter
    ) external;

    /// @notice Adds a signer to an open market. Only administrators of the market may.
    /// @dev Its signatures count `signerDelay` from now at the earliest: whoever relies on the market sees it coming.
    /// @param market The market.
    /// @param signer The key.
    /// @param notBefore The first time for which its signatures count.
    /// @param notAfter The last time for which its signatures count.
    function addSigner(bytes32 market, address signer, uint64 notBefore, uint64 notAfter) external;

    /// @notice How many signers must sign a root.
    /// @param market The market.
    /// @return The threshold; zero if the market is not open.
    function thresholdOf(bytes32 market) external view returns (uint8);

    /* PARAMETERS */

    /// @notice For how many seconds a signer added to an open market is public before its signatures count.
    /// @return The delay, in seconds.
    function signerDelay() external view returns (uint64);

    /// @notice The registry that knows the attestors of venues.
    /// @return Its address.
    function venues() external view returns (address);
}
