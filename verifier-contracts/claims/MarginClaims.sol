// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SCALAR_FIELD} from "../groth16/Bn254.sol";
import {IMarginClaims} from "../interfaces/IMarginClaims.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";
import {BatchRows} from "./BatchRows.sol";
import {HeldClaim, HeldClaims} from "./HeldClaim.sol";
import {Predicate} from "./Predicate.sol";
import {PublicSignals} from "./PublicSignals.sol";
import {Scopes} from "./Scopes.sol";

/// @title MarginClaims
/// @author the zk-solvency authors
/// @notice Records zero-knowledge claims of solvency. See IMarginClaims.
contract MarginClaims is IMarginClaims, Scopes, AccessControl, Pausable {
    using BatchRows for bytes;
    using PublicSignals for uint256[];

    /// @notice What a context is a hash of, with the version of the scheme.
    bytes32 public constant CONTEXT_TYPEHASH = keccak256(
        "solvency.MarginClaims/2 context(uint256 chainId,address claims,address submitter,uint64 deadline,address recipient)"
    );

    /// @notice May pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    IVerifierRouter private immutable ROUTER;

    /// @dev By nullifier, never by anything that depends on the bytes of a proof: those are malleable (T-07).
    mapping(uint256 scope => mapping(uint256 nullifier => HeldClaim)) private _claims;

    /// @notice Fixes what claims rest on.
    /// @param admin The account that may unpause, and grants and revokes roles: a timelock or a multisignature wallet.
    /// @param venues_ The registry of venues.
    /// @param markets_ The registry of markets.
    /// @param router_ The router of verifiers.
    constructor(
        address admin,
        IVenueRegistry venues_,
        IMarketRegistry markets_,
        IVerifierRouter router_
    ) Scopes(venues_, markets_) {
        if (admin == address(0)) revert AdminIsZero();
        _requireContract(address(router_));
        ROUTER = router_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /* CLAIMS */

    /// @inheritdoc IMarginClaims
    function submit(Terms calldata terms, Submission calldata claim) external whenNotPaused returns (uint64 expiry) {
        uint256[] memory signals;
        HeldClaim held;
        (signals, held, expiry) = _open(terms, 1);
        _complete(signals, claim, _bindingOf(msg.sender, terms.deadline));
        // Recorded before the proof is verified: if it is invalid, all is undone.
        _record(_claims[terms.scope], held, terms.scope, claim);
        if (!ROUTER.verify(terms.keyDigest, claim.proof, signals)) revert InvalidProof(signals);
    }

    /// @inheritdoc IMarginClaims
    function submitBatch(
        Terms calldata terms,
        Submission[] calldata claims
    ) external whenNotPaused returns (uint64 expiry) {
        uint256[] memory signals;
        HeldClaim held;
        (signals, held, expiry) = _open(terms, claims.length);
        bytes memory rows = BatchRows.allocate(claims.length);
        _fill(rows, signals, held, terms, claims);
        if (!ROUTER.verifyBatch(terms.keyDigest, rows)) revert InvalidBatch(claims.length);
    }

    /// @inheritdoc IMarginClaims
    function check(
        Terms calldata terms,
        Submission calldata claim,
        address submitter
    ) external view whenNotPaused returns (Claim memory) {
        (Scope storage known, uint256 predicate, HeldClaim held) = _accept(terms);
        VENUES.validate(terms.accounts);
        MARKETS.validate(terms.market);
        uint256[] memory signals = _commonSignals(terms, predicate);
        _complete(signals, claim, _bindingOf(submitter, terms.deadline));
        _requireNewer(held, _claims[terms.scope][claim.nullifier], claim.nullifier);
        if (!ROUTER.verify(terms.keyDigest, claim.proof, signals)) revert InvalidProof(signals);
        return _describe(known, terms.accounts.attestation.asOf, predicate, held.by(claim.recipient));
    }

    /// @inheritdoc IMarginClaims
    function isSolvent(
        address recipient,
        uint256 scope,
        uint256 nullifier,
        Requirement calldata required
    ) external view returns (bool) {
        // First, so that a malformed requirement shows whatever the state is.
        Predicate.requireWellFormed(required.predicate);
        if (paused()) return false;

        HeldClaim held = _claims[scope][nullifier];
        if (held.isNone() || held.recipient() != recipient) return false;
        if (!Predicate.implies(_predicateOf(scope, held.level()), required.predicate)) return false;

        // Where a claim is held, its scope is open.
        Scope storage known = _openScope(scope);
        (bytes32 venue, uint64 marketAsOf) = (known.venue, held.marketAsOf());
        (, uint64 accountsAsOf) = VENUES.accountsRootOf(venue, held.epoch());
        if (_isOlder(accountsAsOf, known.maxAccountsAge) || _isOlder(accountsAsOf, required.maxAccountsAge)) {
            return false;
        }
        if (_isOlder(marketAsOf, known.maxMarketAge) || _isOlder(marketAsOf, required.maxMarketAge)) return false;
        return
            !VENUES.isVoid(venue, accountsAsOf) &&
            !MARKETS.isVoid(known.market, marketAsOf) &&
            ROUTER.isActive(held.verifier());
    }

    /// @inheritdoc IMarginClaims
    function claimOf(uint256 scope, uint256 nullifier) external view returns (Claim memory claim) {
        HeldClaim held = _claims[scope][nullifier];
        if (held.isNone()) return claim;
        Scope storage known = _openScope(scope);
        (, uint64 accountsAsOf) = VENUES.accountsRootOf(known.venue, held.epoch());
        return _describe(known, accountsAsOf, _predicateOf(scope, held.level()), held);
    }

    /// @inheritdoc IMarginClaims
    function contextOf(address recipient, address submitter, uint64 deadline) external view returns (uint256) {
        return _contextOf(_bindingOf(submitter, deadline), recipient);
    }

    /* ADMINISTRATION */

    /// @inheritdoc IMarginClaims
    function pause() external onlyRole(GUARDIAN_ROLE) {
        _pause();
    }

    /// @inheritdoc IMarginClaims
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _unpause();
    }

    /* PARAMETERS */

    /// @inheritdoc IMarginClaims
    function router() external view returns (address) {
        return address(ROUTER);
    }

    /* INTERNAL */

    /// @dev Checks what the claims of a call have in common, has the registries check and record what is attested, and
    /// announces the claims.
    function _open(
        Terms calldata terms,
        uint256 size
    ) private returns (uint256[] memory signals, HeldClaim held, uint64 expiry) {
        Scope storage known;
        uint256 predicate;
        (known, predicate, held) = _accept(terms);
        VENUES.record(terms.accounts);
        MARKETS.record(terms.market);
        expiry = _expiry(known, terms.accounts.attestation.asOf, terms.market.attestation.asOf);
        signals = _commonSignals(terms, predicate);
        _announce(terms, predicate, expiry, size);
    }

    function _announce(Terms calldata terms, uint256 predicate, uint64 expiry, uint256 size) private {
        IVenueRegistry.AccountsAttestation calldata accounts = terms.accounts.attestation;
        IMarketRegistry.MarketAttestation calldata market = terms.market.attestation;
        emit ClaimsVerified(
            terms.scope,
            terms.keyDigest,
            msg.sender,
            predicate,
            accounts.epoch,
            accounts.accountsRoot,
            market.asOf,
            market.marketRoot,
            terms.deadline,
            expiry,
            size
        );
    }

    /// @dev Reverts unless the terms are what their scope accepts, and fresh. Whether what they attest is true, only the
    /// registries tell.
    function _accept(
        Terms calldata terms
    ) private view returns (Scope storage known, uint256 predicate, HeldClaim held) {
        known = _openScope(terms.scope);
        if (terms.level >= known.levelCount) revert LevelUnknown(terms.level, known.levelCount);
        if (block.timestamp > terms.deadline) revert DeadlinePassed(block.timestamp, terms.deadline);
        predicate = _predicateOf(terms.scope, terms.level);

        IVenueRegistry.AccountsAttestation calldata accounts = terms.accounts.attestation;
        IMarketRegistry.MarketAttestation calldata market = terms.market.attestation;
        if (accounts.venue != known.venue) revert VenueMismatch(accounts.venue, known.venue);
        if (market.market != known.market) revert MarketMismatch(market.market, known.market);
        if (_isOlder(accounts.asOf, known.maxAccountsAge)) {
            revert StaleAccounts(accounts.asOf, block.timestamp - known.maxAccountsAge);
        }
        if (_isOlder(market.asOf, known.maxMarketAge)) {
            revert StaleMarket(market.asOf, block.timestamp - known.maxMarketAge);
        }

        (uint16 verifier, bytes32 family) = ROUTER.activeRouteOf(terms.keyDigest);
        if (family != known.family) revert FamilyMismatch(family, known.family);
        held = HeldClaims.onTerms(accounts.epoch, market.asOf, SafeCast.toUint8(verifier), terms.level);
    }

    /// @dev The signals are below the modulus: roots by the registries, scopes by their shift, predicates by their bits.
    function _commonSignals(Terms calldata terms, uint256 predicate) private pure returns (uint256[] memory) {
        return
            PublicSignals.common(
                terms.accounts.attestation.accountsRoot,
                terms.market.attestation.marketRoot,
                predicate,
                terms.scope
            );
    }

    /// @dev So is the context, by its shift; the nullifier is checked.
    function _complete(uint256[] memory signals, Submission calldata claim, bytes32 binding) private pure {
        (address recipient, uint256 nullifier) = (claim.recipient, claim.nullifier);
        if (recipient == address(0)) revert RecipientIsZero();
        if (nullifier >= SCALAR_FIELD) revert NullifierNotInField(nullifier, SCALAR_FIELD);
        signals.complete(nullifier, _contextOf(binding, recipient));
    }

    /// @dev Records the claims of a batch and writes their rows. One by one, so that of two claims with one nullifier
    /// the second is no newer than the first.
    function _fill(
        bytes memory rows,
        uint256[] memory signals,
        HeldClaim held,
        Terms calldata terms,
        Submission[] calldata claims
    ) private {
        uint256 scope = terms.scope;
        bytes32 binding = _bindingOf(msg.sender, terms.deadline);
        mapping(uint256 nullifier => HeldClaim) storage places = _claims[scope];
        for (uint256 i; i < claims.length; ++i) {
            Submission calldata claim = claims[i];
            _complete(signals, claim, binding);
            rows.write(i, claim.proof, signals);
            _record(places, held, scope, claim);
        }
    }

    function _record(
        mapping(uint256 nullifier => HeldClaim) storage places,
        HeldClaim held,
        uint256 scope,
        Submission calldata claim
    ) private {
        (address recipient, uint256 nullifier) = (claim.recipient, claim.nullifier);
        _requireNewer(held, places[nullifier], nullifier);
        places[nullifier] = held.by(recipient);
        emit ClaimRecorded(nullifier, recipient, scope, claim.proof);
    }

    /// @dev Reverts unless a claim may take the place of another. A replay or an older claim may not.
    function _requireNewer(HeldClaim claimed, HeldClaim held, uint256 nullifier) private pure {
        if (claimed.isNewerThan(held)) return;
        revert RenewalNotNewer(nullifier, claimed.epoch(), claimed.marketAsOf(), held.epoch(), held.marketAsOf());
    }

    function _describe(
        Scope storage known,
        uint64 accountsAsOf,
        uint256 predicate,
        HeldClaim held
    ) private view returns (Claim memory) {
        return
            Claim({
                recipient: held.recipient(),
                epoch: held.epoch(),
                accountsAsOf: accountsAsOf,
                marketAsOf: held.marketAsOf(),
                expiry: _expiry(known, accountsAsOf, held.marketAsOf()),
                verifier: held.verifier(),
                level: held.level(),
                predicate: predicate
            });
    }

    /// @dev What is the same in all contexts of one call.
    function _bindingOf(address submitter, uint64 deadline) private view returns (bytes32) {
        return keccak256(abi.encode(CONTEXT_TYPEHASH, block.chainid, address(this), submitter, deadline));
    }

    function _contextOf(bytes32 binding, address recipient) private pure returns (uint256) {
        return uint256(Hashes.efficientKeccak256(binding, bytes32(uint256(uint160(recipient))))) >> 3;
    }

    /// @dev Whether `asOf` is more than `maxAge` seconds ago.
    function _isOlder(uint64 asOf, uint32 maxAge) private view returns (bool) {
        return block.timestamp > uint256(asOf) + maxAge;
    }

    /// @dev Both times are past when this is recorded, and ages have 32 bits: the sums cannot overflow.
    function _expiry(Scope storage known, uint64 accountsAsOf, uint64 marketAsOf) private view returns (uint64) {
        uint256 accounts = uint256(accountsAsOf) + known.maxAccountsAge;
        uint256 market = uint256(marketAsOf) + known.maxMarketAge;
        return SafeCast.toUint64(accounts < market ? accounts : market);
    }
}
