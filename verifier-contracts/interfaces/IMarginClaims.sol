// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarketRegistry} from "./IMarketRegistry.sol";
import {IVenueRegistry} from "./IVenueRegistry.sol";

/// @title IMarginClaims
/// @author the zk-solvency authors
/// @notice Records zero-knowledge claims "I own an account in the tree `accountsRoot`; valued with the market
/// `marketRoot`, its equity is at least ratio * requirement + buffer", and answers whether such a claim holds now.
/// @dev A claim is made for a *scope*: a consumer opens one, with the venue, market and circuits it accepts, how old
/// accounts and prices may be, and a ladder of predicates (its *levels*) that claimants choose from. An account has
/// one nullifier, and so at most one claim, in each scope.
/// @dev Times are Unix seconds. Every limit in time is inclusive: it is the last second at which something is accepted.
/// @dev What a claim rests on is looked up at use: a venue or market whose key was revoked for its time, a verifier that
/// is frozen or tombstoned, or a pause, and the claim holds no longer.
interface IMarginClaims {
    /* TYPES */

    /// @notice What a scope accepts. Never changes.
    /// @param venue Whose accounts (see IVenueRegistry).
    /// @param market Which prices and parameters (see IMarketRegistry). Accounts name the rows of a market by index: it
    /// must be one that is published for this venue.
    /// @param family The statement that circuits must prove (see IVerifierRouter).
    /// @param maxAccountsAge For how many seconds accounts count.
    /// @param maxMarketAge For how many seconds prices count.
    struct Policy {
        bytes32 venue;
        bytes32 market;
        bytes32 family;
        uint32 maxAccountsAge;
        uint32 maxMarketAge;
    }

    /// @notice What the claims of one call have in common. The two attestations are recorded on the way; one that is
    /// recorded already needs no signatures.
    /// @param scope The scope.
    /// @param level What is claimed: the number of a predicate of the scope, from 0.
    /// @param deadline The last second at which the claims may be submitted.
    /// @param keyDigest The digest of the verification key.
    /// @param accounts The attestation of the accounts root.
    /// @param market The attestation of the market root.
    // solhint-disable-next-line gas-struct-packing
    struct Terms {
        uint256 scope;
        uint8 level;
        uint64 deadline;
        bytes32 keyDigest;
        IVenueRegistry.SignedAccounts accounts;
        IMarketRegistry.SignedMarket market;
    }

    /// @notice What is a claim's own.
    /// @param proof The eight words of the proof (see IProofVerifier).
    /// @param nullifier Poseidon(domain, ownerSecret, tag, scope): the pseudonym of the account in the scope.
    /// @param recipient The account for which the claim is made.
    struct Submission {
        uint256[8] proof;
        uint256 nullifier;
        address recipient;
    }

    /// @notice A recorded claim, with what follows from its scope and its roots.
    /// @param recipient The account for which the claim was made; zero if there is no claim.
    /// @param epoch The epoch of the accounts.
    /// @param accountsAsOf The time that the accounts describe.
    /// @param marketAsOf The time that the market describes.
    /// @param expiry The last second at which the claim is honoured, unless its roots or its verifier fall first.
    /// @param verifier The number of the verifier in the router.
    /// @param level The number of the predicate in the scope.
    /// @param predicate What was proven, packed from the least significant bit: kind (1 bit; 0 = maintenance,
    /// 1 = initial), ratio in basis points (20 bits; 10000 = 1.0), buffer in 1e-8 USD (64 bits); the rest is zero.
    struct Claim {
        address recipient;
        uint64 epoch;
        uint64 accountsAsOf;
        uint64 marketAsOf;
        uint64 expiry;
        uint16 verifier;
        uint8 level;
        uint256 predicate;
    }

    /// @notice What a consumer asks of a claim at the time of use.
    /// @param predicate What the claim must imply.
    /// @param maxAccountsAge How old the accounts may be, in seconds; the scope's own limit holds as well.
    /// @param maxMarketAge How old the prices may be, in seconds; the scope's own limit holds as well.
    struct Requirement {
        uint256 predicate;
        uint32 maxAccountsAge;
        uint32 maxMarketAge;
    }

    /* ERRORS */

    /// @notice Thrown when a registry or the router given at construction is not a contract.
    /// @param received The address without code.
    error NotContract(address received);

    /// @notice Thrown when the registry of markets given at construction was made for another registry of venues: it would
    /// not know the attestors of these venues, and a venue could price its own accounts.
    /// @param received The registry of venues that the registry of markets knows.
    /// @param expected The registry of venues given.
    error VenuesMismatch(address received, address expected);

    /// @notice Thrown when the zero address is to administer the contract.
    error AdminIsZero();

    /// @notice Thrown when a scope is opened for a venue that is not registered.
    /// @param received The venue.
    error VenueUnknown(bytes32 received);

    /// @notice Thrown when a scope is opened for a market that is not open.
    /// @param received The market.
    error MarketUnknown(bytes32 received);

    /// @notice Thrown when a scope is opened without a family of circuits.
    error FamilyIsZero();

    /// @notice Thrown when a maximum age of a scope is out of range.
    /// @param received The age, in seconds.
    /// @param minimum The smallest age accepted.
    /// @param maximum The largest age accepted. Catches most ages given in milliseconds.
    error MaxAgeOutOfRange(uint32 received, uint32 minimum, uint32 maximum);

    /// @notice Thrown when a scope is opened twice.
    /// @param scope The scope.
    error ScopeAlreadyOpen(uint256 scope);

    /// @notice Thrown when a scope is not open.
    /// @param received The scope.
    error ScopeUnknown(uint256 received);

    /// @notice Thrown when someone other than the owner of a scope adds a level.
    /// @param received The sender.
    /// @param expected The owner.
    error NotScopeOwner(address received, address expected);

    /// @notice Thrown when a scope has no level, or is to have too many.
    /// @param received The number of levels it would have.
    /// @param minimum The smallest number.
    /// @param maximum The largest number.
    error LevelCountOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a claim names a level that the scope does not have.
    /// @param received The level.
    /// @param count The number of levels.
    error LevelUnknown(uint8 received, uint256 count);

    /// @notice Thrown when accounts are attested by another venue than the scope's.
    /// @param received The venue.
    /// @param expected The venue of the scope.
    error VenueMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when prices are attested for another market than the scope's.
    /// @param received The market.
    /// @param expected The market of the scope.
    error MarketMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when a verification key is of circuits that prove another statement than the scope's.
    /// @param received The family of the key.
    /// @param expected The family of the scope.
    error FamilyMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when the accounts are too old for the scope.
    /// @param received The time that they describe.
    /// @param minimum The earliest time accepted now.
    error StaleAccounts(uint64 received, uint256 minimum);

    /// @notice Thrown when the prices are too old for the scope (T-21).
    /// @param received The time that they describe.
    /// @param minimum The earliest time accepted now.
    error StaleMarket(uint64 received, uint256 minimum);

    /// @notice Thrown when the recipient of a claim is the zero address.
    error RecipientIsZero();

    /// @notice Thrown when a claim is submitted after its deadline.
    /// @param received The time of the block.
    /// @param maximum The deadline.
    error DeadlinePassed(uint256 received, uint64 maximum);

    /// @notice Thrown when a nullifier is not reduced modulo the scalar field: one account would have several (T-06).
    /// @param received The nullifier.
    /// @param modulus The modulus, which the nullifier must be less than.
    error NullifierNotInField(uint256 received, uint256 modulus);

    /// @notice Thrown when a predicate has bits beyond those defined.
    /// @param received The predicate.
    /// @param maximum The largest well-formed predicate.
    error MalformedPredicate(uint256 received, uint256 maximum);

    /// @notice Thrown when a ratio does not fit its bits of the predicate.
    /// @param received The ratio, in basis points.
    /// @param maximum The largest ratio that fits.
    error RatioOutOfRange(uint256 received, uint256 maximum);

    /// @notice Thrown when a claim is not newer than the one it would replace. One claim is newer than another if its
    /// epoch is later, or if its epoch is the same and its market describes a later time.
    /// @param nullifier The nullifier of both claims.
    /// @param receivedEpoch The epoch of the claim submitted.
    /// @param receivedMarketAsOf The market time of the claim submitted.
    /// @param heldEpoch The epoch of the claim held.
    /// @param heldMarketAsOf The market time of the claim held.
    error RenewalNotNewer(
        uint256 nullifier,
        uint64 receivedEpoch,
        uint64 receivedMarketAsOf,
        uint64 heldEpoch,
        uint64 heldMarketAsOf
    );

    /// @notice Thrown when the verifier does not confirm a proof.
    /// @dev If the proof verifies off-chain, compare the signals: most often, the context was computed for another
    /// chain, contract, recipient, submitter or deadline.
    /// @param signals The public signals against which the proof was verified, the context last.
    error InvalidProof(uint256[] signals);

    /// @notice Thrown when the verifier does not confirm a batch: at least one of its proofs is invalid. Which one is
    /// found off-chain, or by submitting them one by one.
    /// @param size The number of proofs.
    error InvalidBatch(uint256 size);

    /* EVENTS */

    /// @notice Emitted when a scope is opened.
    /// @param scope The scope.
    /// @param owner Who may add levels.
    /// @param policy What the scope accepts.
    event ScopeOpened(uint256 indexed scope, address indexed owner, Policy policy);

    /// @notice Emitted when a level is added to a scope.
    /// @param scope The scope.
    /// @param level The number of the level.
    /// @param predicate Its predicate.
    event LevelAdded(uint256 indexed scope, uint8 indexed level, uint256 predicate);

    /// @notice Emitted once for each call that records claims, before their `ClaimRecorded`: what they have in common.
    /// @param scope The scope.
    /// @param keyDigest The digest of the verification key.
    /// @param submitter The sender, to whom the context binds the proofs.
    /// @param predicate What is claimed.
    /// @param epoch The epoch of the accounts.
    /// @param accountsRoot The root of the tree that holds the accounts.
    /// @param marketAsOf The time that the market describes.
    /// @param marketRoot The root of the market that valued the accounts.
    /// @param deadline The last second at which the claims could be submitted.
    /// @param expiry The last second at which the claims are honoured.
    /// @param size The number of claims.
    event ClaimsVerified(
        uint256 indexed scope,
        bytes32 indexed keyDigest,
        address indexed submitter,
        uint256 predicate,
        uint64 epoch,
        uint256 accountsRoot,
        uint64 marketAsOf,
        uint256 marketRoot,
        uint64 deadline,
        uint64 expiry,
        uint256 size
    );

    /// @notice Emitted for each claim recorded. With the `ClaimsVerified` before it, it is all that is needed to verify
    /// the claim again, off-chain and at any time later: the context follows from the chain, the emitter, the recipient,
    /// the submitter and the deadline.
    /// @param nullifier The nullifier, under which the claim is recorded.
    /// @param recipient The account for which the claim was made.
    /// @param scope The scope.
    /// @param proof The eight words of the proof.
    event ClaimRecorded(uint256 indexed nullifier, address indexed recipient, uint256 indexed scope, uint256[8] proof);

    /* CLAIMS */

    /// @notice Verifies a claim and records it under its nullifier, replacing an older one.
    /// @dev The proof is bound to the sender as its submitter: whoever sees it in the mempool cannot use it (T-19).
    /// @dev A renewal may name another recipient. Only who knows the secret of the account can make one, and the
    /// former recipient loses the claim.
    /// @dev A newer claim replaces an older one even if it claims less.
    /// @dev WARNING: A claim whose roots or verifier fell keeps its place: it can only be replaced by a newer one.
    /// @param terms What it is claimed on.
    /// @param claim The claim.
    /// @return expiry The last second at which the claim is honoured.
    function submit(Terms calldata terms, Submission calldata claim) external returns (uint64 expiry);

    /// @notice Verifies many claims with one random linear combination, and records them all or none.
    /// @dev Claims of many accounts on the same terms. Each proof is bound to its recipient, and to the sender as its
    /// submitter: a relayer can neither redirect a claim nor have it taken by another relayer.
    /// @param terms What they are claimed on.
    /// @param claims The claims.
    /// @return expiry The last second at which the claims are honoured.
    function submitBatch(Terms calldata terms, Submission[] calldata claims) external returns (uint64 expiry);

    /// @notice Does every check of `submit` as if `submitter` were the sender, and records nothing.
    /// @dev Reverts as `submit` would.
    /// @dev WARNING: Anyone can pass a proof they have merely seen. Success says nothing about the caller.
    /// @param terms What it is claimed on.
    /// @param claim The claim.
    /// @param submitter Who would send it.
    /// @return The claim that `submit` would record.
    function check(
        Terms calldata terms,
        Submission calldata claim,
        address submitter
    ) external view returns (Claim memory);

    /// @notice Whether a claim holds now: it is recorded for this recipient in this scope, implies what is required, its
    /// roots are fresh enough and not void, its verifier is active, and the contract is not paused.
    /// @dev Reverts if, and only if, the required predicate is malformed, as no claim could ever satisfy it.
    /// @dev WARNING: The answer changes with time. Ask when it matters and never store it.
    /// @dev WARNING: An empty account has neither equity nor a requirement and meets every ratio. Require a buffer.
    /// @dev WARNING: Pass your own scope, a constant. With a scope taken from the user, one account appears under as
    /// many nullifiers as there are scopes.
    /// @dev WARNING: The recipient of a nullifier may change. To grant something once per account, record it against
    /// the nullifier, not against the recipient.
    /// @param recipient The account for which the claim must have been made.
    /// @param scope The scope.
    /// @param nullifier The nullifier of the account in the scope.
    /// @param required What is asked of the claim.
    /// @return Whether the claim holds.
    function isSolvent(
        address recipient,
        uint256 scope,
        uint256 nullifier,
        Requirement calldata required
    ) external view returns (bool);

    /// @notice The claim recorded under a nullifier; all zero if there is none.
    /// @dev WARNING: The claim may have expired or lost its roots or its verifier. Use `isSolvent` to decide anything.
    /// @param scope The scope.
    /// @param nullifier The nullifier.
    /// @return The claim.
    function claimOf(uint256 scope, uint256 nullifier) external view returns (Claim memory);

    /// @notice The context that a proof must carry to be recorded here:
    ///
    ///     binding = keccak256(abi.encode(CONTEXT_TYPEHASH, block.chainid, address(this), submitter, deadline))
    ///     context = uint256(keccak256(abi.encode(binding, recipient))) >> 3
    ///
    /// @dev CONTEXT_TYPEHASH is the hash of the ASCII string "solvency.MarginClaims/2 context(uint256 chainId,address
    /// claims,address submitter,uint64 deadline,address recipient)", on one line. It holds the version of the scheme
    /// (T-20).
    /// @dev The shift drops the three lowest bits, which leaves 253: less than the modulus of the scalar field, so that
    /// the context needs no reduction.
    /// @param recipient The account for which the claim is made.
    /// @param submitter Who may submit it.
    /// @param deadline The last second at which the claim may be submitted.
    /// @return The context.
    function contextOf(address recipient, address submitter, uint64 deadline) external view returns (uint256);

    /* SCOPES */

    /// @notice Opens a scope of the sender's. Anyone may.
    /// @param policy What the scope accepts.
    /// @param predicates Its levels, of which there may be more later.
    /// @param salt Tells scopes of one owner and policy apart.
    /// @return scope The scope (see `scopeIdOf`).
    function openScope(
        Policy calldata policy,
        uint256[] calldata predicates,
        bytes32 salt
    ) external returns (uint256 scope);

    /// @notice Adds a level to a scope. Only its owner may. Levels are never changed or removed: what a claim claims
    /// stays what it was, and what is required of it is said at the time of use.
    /// @param scope The scope.
    /// @param predicate The predicate of the level.
    /// @return level The number of the level.
    function addLevel(uint256 scope, uint256 predicate) external returns (uint8 level);

    /// @notice The id of a scope, open or not: a hash of chain, contract, owner, policy and salt, so that nobody can open
    /// another's scope, nor one with the same id and another policy.
    /// @param owner The owner.
    /// @param policy What the scope accepts.
    /// @param salt Tells scopes of one owner and policy apart.
    /// @return scope The scope, below 2^253: a field element, and a public signal of every claim.
    function scopeIdOf(address owner, Policy calldata policy, bytes32 salt) external view returns (uint256 scope);

    /// @notice What a scope accepts.
    /// @param scope The scope.
    /// @return policy What it accepts; all zero if it is not open.
    /// @return owner Who may add levels.
    /// @return predicates Its levels.
    function scopeOf(
        uint256 scope
    ) external view returns (Policy memory policy, address owner, uint256[] memory predicates);

    /* ADMINISTRATION */

    /// @notice Suspends submissions and checks, and makes no claim hold. Only guardians may.
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

    /// @notice The router of verifiers.
    /// @return Its address.
    function router() external view returns (address);
}
