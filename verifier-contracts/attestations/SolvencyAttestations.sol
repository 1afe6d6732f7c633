// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SCALAR_FIELD} from "../groth16/Bn254.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IReserveRegistry} from "../interfaces/IReserveRegistry.sol";
import {ISolvencyAttestations} from "../interfaces/ISolvencyAttestations.sol";
import {IReviewRegistry} from "../interfaces/IReviewRegistry.sol";
import {ITableRegistry} from "../interfaces/ITableRegistry.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";
import {Quorum} from "../registries/Quorum.sol";
import {Coverages} from "./Coverages.sol";
import {PublicationRules} from "./PublicationRules.sol";
import {StatementHash} from "./StatementHash.sol";
import {TotalSignals} from "./TotalSignals.sol";

/// @title SolvencyAttestations
/// @author the zk-solvency authors
/// @notice Records attestations of whole venues and their reserves. See ISolvencyAttestations.
contract SolvencyAttestations is ISolvencyAttestations, Coverages, AccessControl, Pausable, EIP712 {
    /// @notice The statement that verification keys must prove.
    bytes32 public constant FAMILY = "solvency/total/1";

    /// @notice What the signal that names venue and epoch is a hash of. Without chain and contract: an epoch that is proven
    /// once may be attested on several chains. What the venue signs names both.
    bytes32 public constant EPOCH_TYPEHASH = keccak256("solvency.Epoch/1 epoch(bytes32 venue,uint64 epoch)");

    /// @notice No net sum is as large: 2^29 holdings of less than 2^64.
    int256 public constant NET_BOUND = PublicationRules.NET_BOUND;

    /// @notice How far the times of accounts and prices may be apart, in seconds.
    uint64 public constant MAX_DISTANCE = PublicationRules.MAX_DISTANCE;

    /// @notice May pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    IVenueRegistry private immutable VENUES;
    IMarketRegistry private immutable MARKETS;
    ITableRegistry private immutable TABLES;
    IReviewRegistry private immutable REVIEWS;
    IVerifierRouter private immutable ROUTER;

    mapping(bytes32 venue => mapping(uint64 epoch => Attestation)) private _attestations;
    mapping(bytes32 venue => uint64 epoch) private _latest;

    /// @notice Fixes what attestations rest on.
    /// @param admin The account that may unpause, and grants and revokes roles: a timelock or a multisignature wallet.
    /// @param venues_ The registry of venues.
    /// @param tables_ The registry of tables, which names the registry of markets.
    /// @param reserves_ The registry of addresses that hold reserves.
    /// @param reviews_ The registry of reviews.
    /// @param router_ The router of verifiers.
    constructor(
        address admin,
        IVenueRegistry venues_,
        ITableRegistry tables_,
        IReserveRegistry reserves_,
        IReviewRegistry reviews_,
        IVerifierRouter router_
    ) Coverages(reserves_) EIP712("zk-solvency Attestations", "1") {
        if (admin == address(0)) revert AdminIsZero();
        _requireContract(address(venues_));
        _requireContract(address(tables_));
        _requireContract(address(reviews_));
        _requireContract(address(router_));
        VENUES = venues_;
        TABLES = tables_;
        MARKETS = IMarketRegistry(tables_.markets());
        REVIEWS = reviews_;
        ROUTER = router_;
        _requireSame(MARKETS.venues(), address(venues_));
        _requireSame(reviews_.markets(), address(MARKETS));
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /* ATTESTATIONS */

    /// @inheritdoc ISolvencyAttestations
    function attest(Publication calldata publication) external whenNotPaused {
        _requirePlainSender();
        IVenueRegistry.AccountsAttestation calldata accounts = publication.accounts.attestation;
        (bytes32 venue, uint64 epoch) = (accounts.venue, accounts.epoch);
        if (_attestations[venue][epoch].statement != 0) revert EpochAlreadyAttested(venue, epoch);
        VENUES.record(publication.accounts);
        MARKETS.record(publication.market);
        TABLES.record(publication.table);
        PublicationRules.check(publication);

        bytes32 digest = statementDigestOf(publication);
        Quorum.requireOne(
            VENUES,
            Quorum.Message(venue, accounts.asOf, digest),
            publication.attestor,
            publication.signature
        );
        uint16 verifier = _requireProven(publication);
        _record(publication, digest, verifier);
    }

    /// @inheritdoc ISolvencyAttestations
    function isSolvent(bytes32 venue, Requirement calldata required) external view returns (bool) {
        if (paused()) return false;
        uint64 epoch = _latest[venue];
        Attestation memory attestation = _attestations[venue][epoch];
        // Where there is none, its market is zero, and so is the statement.
        if (attestation.statement == 0 || attestation.market != required.market) return false;
        if (required.panel == 0 && required.statement == 0) return false;
        if (required.statement != 0 && attestation.statement != required.statement) return false;
        if (required.margin && attestation.kind != ITableRegistry.Kind.Margin) return false;
        if (attestation.openRows != 0 && !required.openContracts) return false;
        return _isStanding(venue, epoch, attestation, required) && _isCovered(venue, epoch, attestation, required);
    }

    /// @inheritdoc ISolvencyAttestations
    function coverageNow(bytes32 venue, uint64 epoch) external view returns (Coverage[] memory) {
        return _coverageNow(venue, epoch, _attestations[venue][epoch].rowCount);
    }

    /// @inheritdoc ISolvencyAttestations
    function attestationOf(bytes32 venue, uint64 epoch) external view returns (Attestation memory) {
        return _attestations[venue][epoch];
    }

    /// @inheritdoc ISolvencyAttestations
    function latestEpochOf(bytes32 venue) external view returns (uint64 epoch) {
        return _latest[venue];
    }

    /// @inheritdoc ISolvencyAttestations
    function epochSignalOf(bytes32 venue, uint64 epoch) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(EPOCH_TYPEHASH, venue, epoch))) >> 3;
    }

    /// @inheritdoc ISolvencyAttestations
    function statementDigestOf(Publication calldata publication) public view returns (bytes32) {
        return _hashTypedDataV4(StatementHash.hash(publication));
    }

    /* ADMINISTRATION */

    /// @inheritdoc ISolvencyAttestations
    function pause() external onlyRole(GUARDIAN_ROLE) {
        _pause();
    }

    /// @inheritdoc ISolvencyAttestations
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /* PARAMETERS */

    /// @inheritdoc ISolvencyAttestations
    function venues() external view returns (address) {
        return address(VENUES);
    }

    /// @inheritdoc ISolvencyAttestations
    function markets() external view returns (address) {
        return address(MARKETS);
    }

    /// @inheritdoc ISolvencyAttestations
    function tables() external view returns (address) {
        return address(TABLES);
    }

    /// @inheritdoc ISolvencyAttestations
    function reviews() external view returns (address) {
        return address(REVIEWS);
    }

    /// @inheritdoc ISolvencyAttestations
    function router() external view returns (address) {
        return address(ROUTER);
    }

    /* INTERNAL */

    function _record(Publication calldata publication, bytes32 digest, uint16 verifier) private {
        IVenueRegistry.AccountsAttestation calldata accounts = publication.accounts.attestation;
        IMarketRegistry.MarketAttestation calldata market = publication.market.attestation;
        (bytes32 venue, uint64 epoch) = (accounts.venue, accounts.epoch);

        Attestation storage attestation = _attestations[venue][epoch];
        attestation.statement = digest;
        attestation.bundle = publication.statement.bundle;
        attestation.market = market.market;
        attestation.table = publication.table.attestation.table;
        attestation.subtree = publication.statement.subtree;
        attestation.marketAsOf = market.asOf;
        attestation.attestedAt = uint64(block.timestamp);
        attestation.verifier = verifier;
        attestation.kind = publication.table.attestation.kind;
        attestation.rowCount = SafeCast.toUint16(publication.rows.length);
        (attestation.openRows, attestation.shortOnChain, attestation.shortWithAttested) = _recordCoverage(
            venue,
            epoch,
            publication
        );
        if (epoch > _latest[venue]) _latest[venue] = epoch;
        _announce(publication, digest);
    }

    function _announce(Publication calldata publication, bytes32 digest) private {
        IVenueRegistry.AccountsAttestation calldata accounts = publication.accounts.attestation;
        Statement calldata statement = publication.statement;
        emit SolvencyAttested(
            accounts.venue,
            accounts.epoch,
            digest,
            publication.market.attestation.market,
            publication.table.attestation.table,
            statement.subtree,
            statement.net,
            statement.bundle,
            statement.uri
        );
        emit TotalVerified(digest, publication.keyDigest, publication.proof);
    }

    function _requireSame(address received, address expected) private pure {
        if (received != expected) revert RegistryMismatch(received, expected);
    }

    /// @dev The call is the whole transaction, so that nothing happens before and after (T-17). An account with code may run
    /// it before it calls (EIP-7702).
    function _requirePlainSender() private view {
        // solhint-disable-next-line avoid-tx-origin
        if (msg.sender != tx.origin || msg.sender.code.length != 0) revert SenderNotPlain(msg.sender);
    }

    /// @dev Reverts unless the sums are proven to be those of all accounts.
    function _requireProven(Publication calldata publication) private view returns (uint16 verifier) {
        bytes32 family;
        (verifier, family) = ROUTER.activeRouteOf(publication.keyDigest);
        if (family != FAMILY) revert FamilyMismatch(family, FAMILY);
        IVenueRegistry.AccountsAttestation calldata accounts = publication.accounts.attestation;
        uint256[] memory signals = TotalSignals.compute(
            TotalSignals.Stated({
                accountsRoot: accounts.accountsRoot,
                epoch: epochSignalOf(accounts.venue, accounts.epoch),
                table: publication.table.attestation.table,
                subtree: publication.statement.subtree
            }),
            publication.statement.net
        );
        // The other signals are reduced, or refused by the registries (T-06).
        bool isReduced = publication.statement.subtree < SCALAR_FIELD;
        if (!isReduced || !ROUTER.verify(publication.keyDigest, publication.proof, signals)) {
            revert InvalidTotal(signals);
        }
    }

    /// @dev Whether what an attestation rests on stands: times, registries, verifier, and the panel if one is named.
    function _isStanding(
        bytes32 venue,
        uint64 epoch,
        Attestation memory attestation,
        Requirement calldata required
    ) private view returns (bool) {
        (, uint64 accountsAsOf) = VENUES.accountsRootOf(venue, epoch);
        if (_isOlder(accountsAsOf, required.maxAccountsAge)) return false;
        if (_isOlder(attestation.marketAsOf, required.maxMarketAge)) return false;
        if (required.panel != 0 && !REVIEWS.isReviewed(required.panel, attestation.statement, accountsAsOf))
            return false;
        // Whoever steals a key signs for a time before that, at which it was good: but cannot have recorded it then. If the
        // time of accounts or market is void, so is this one: it was not yet, and void spans reach to a revocation.
        return
            !VENUES.isVoid(venue, attestation.attestedAt) &&
            !MARKETS.isVoid(attestation.market, attestation.attestedAt) &&
            ROUTER.isActive(attestation.verifier);
    }

    /// @dev Whether reserves cover what is owed of every asset: when attested, and now if that is asked. If not, only for as long as
    /// the addresses must back the venue.
    function _isCovered(
        bytes32 venue,
        uint64 epoch,
        Attestation memory attestation,
        Requirement calldata required
    ) private view returns (bool) {
        if ((required.attested ? attestation.shortWithAttested : attestation.shortOnChain) != 0) return false;
        if (!required.current) return !_isOlder(attestation.attestedAt, MIN_BACKING);
        (uint16 onChain, uint16 withAttested) = _shortages(_coverageNow(venue, epoch, attestation.rowCount));
        return (required.attested ? withAttested : onChain) == 0;
    }

    /// @dev Whether `asOf` is more than `maxAge` seconds ago.
    function _isOlder(uint64 asOf, uint64 maxAge) private view returns (bool) {
        return block.timestamp > uint256(asOf) + maxAge;
    }
}
