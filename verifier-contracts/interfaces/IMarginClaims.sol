// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IMarginClaims
/// @author the zk-solvency authors
/// @notice Records zero-knowledge claims "I own an account in the tree `accountsRoot`; valued with the market
/// `marketRoot`, its equity is at least ratio * requirement + buffer", and answers whether such a claim holds now.
/// @dev Times are Unix seconds. Every limit in time is inclusive: it is the last second at which something is accepted.
interface IMarginClaims {
    /* TYPES */

    /// @notice Whether a root may back claims.
    /// @dev A root goes from Unknown to Trusted to Distrusted and never back.
    enum RootStatus {
        Unknown,
        Trusted,
        Distrusted
    }

    /// @notice What the owner said about a root. Nothing but the status ever changes.
    /// @param status Whether the root may back claims.
    /// @param epoch The epoch of an accounts root; 0 for a market root.
    /// @param asOf The time which the root describes.
    struct Root {
        RootStatus status;
        uint64 epoch;
        uint64 asOf;
    }

    /// @notice A Groth16 proof, as snarkjs exports it for Solidity.
    /// @param a The point A of G1.
    /// @param b The point B of G2, each coordinate with its imaginary part first.
    /// @param c The point C of G1.
    struct Proof {
        uint256[2] a;
        uint256[2][2] b;
        uint256[2] c;
    }

    /// @notice The public signals which the caller chooses, in the order of the circuit.
    /// @dev The sixth signal, the context, is absent on purpose: the contract computes it (see `contextOf`).
    /// @param accountsRoot The root of the tree that holds the account.
    /// @param marketRoot The root of the market that values the account.
    /// @param predicate What is claimed, packed from the least significant bit: kind (1 bit; 0 = maintenance,
    /// 1 = initial), ratio in basis points (20 bits; 10000 = 1.0), buffer in 1e-8 USD (64 bits); the rest is zero.
    /// @param scope The field element that stands for the consumer of the claim.
    /// @param nullifier Poseidon(domain, ownerSecret, tag, scope): the pseudonym of the account at this scope.
    struct Statement {
        uint256 accountsRoot;
        uint256 marketRoot;
        uint256 predicate;
        uint256 scope;
        uint256 nullifier;
    }

    /// @notice A recorded claim.
    /// @param recipient The account for which the claim was made; zero if there is no claim.
    /// @param expiry The last second at which the claim is honoured.
    /// @param epoch The epoch of `accountsRoot`.
    /// @param marketAsOf The time which `marketRoot` describes.
    /// @param accountsRoot The root of the tree that holds the account.
    /// @param marketRoot The root of the market that valued the account.
    /// @param predicate What was proven, packed as in `Statement`.
    /// @param scope The consumer for which it was proven.
    struct Claim {
        address recipient;
        uint64 expiry;
        uint64 epoch;
        uint64 marketAsOf;
        uint256 accountsRoot;
        uint256 marketRoot;
        uint256 predicate;
        uint256 scope;
    }

    /* ERRORS */

    /// @notice Thrown when the verifier given at construction is not a contract.
    /// @param received The address without code.
    error VerifierNotContract(address received);

    /// @notice Thrown when the claim lifetime given at construction is out of range.
    /// @param received The lifetime given, in seconds.
    /// @param minimum The shortest lifetime accepted.
    /// @param maximum The longest lifetime accepted.
    error ClaimLifetimeOutOfRange(uint64 received, uint64 minimum, uint64 maximum);

    /// @notice Thrown when a root to be trusted is zero or not a field element.
    /// @param received The root given.
    /// @param minimum The smallest root accepted.
    /// @param maximum The largest root accepted.
    error RootOutOfRange(uint256 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a root has been stamped before, even if it is distrusted since.
    /// @param root The root given.
    /// @param receivedEpoch The epoch given (0 for a market root).
    /// @param receivedAsOf The time given.
    /// @param recordedEpoch The epoch recorded, which stays.
    /// @param recordedAsOf The time recorded, which stays.
    error RootAlreadySet(
        uint256 root,
        uint64 receivedEpoch,
        uint64 receivedAsOf,
        uint64 recordedEpoch,
        uint64 recordedAsOf
    );

    /// @notice Thrown when a root is said to describe a time that has not come.
    /// @param received The time given.
    /// @param maximum The time of the block.
    error AsOfInFuture(uint64 received, uint256 maximum);

    /// @notice Thrown when an accounts root is not of a later epoch than the latest one.
    /// @param received The epoch given.
    /// @param minimum The smallest epoch accepted.
    error EpochNotIncreasing(uint64 received, uint256 minimum);

    /// @notice Thrown when an accounts root of a later epoch describes an earlier time.
    /// @param received The time given.
    /// @param minimum The time which the accounts root of the latest epoch describes.
    error AsOfDecreasing(uint64 received, uint64 minimum);

    /// @notice Thrown when an accounts root is used or revoked without being trusted.
    /// @param root The root given.
    /// @param received The status of the root.
    /// @param expected The status it must have.
    error AccountsRootNotTrusted(uint256 root, RootStatus received, RootStatus expected);

    /// @notice Thrown when a market root is used or revoked without being trusted.
    /// @param root The root given.
    /// @param received The status of the root.
    /// @param expected The status it must have.
    error MarketRootNotTrusted(uint256 root, RootStatus received, RootStatus expected);

    /// @notice Thrown when a claim would have expired already.
    /// @param root The older of the two roots.
    /// @param received The time which that root describes.
    /// @param minimum The earliest time that a root may describe now.
    error StaleRoot(uint256 root, uint64 received, uint256 minimum);

    /// @notice Thrown when someone other than the recipient submits a claim.
    /// @param received The sender.
    /// @param expected The recipient.
    error NotRecipient(address received, address expected);

    /// @notice Thrown when a claim is submitted after its deadline.
    /// @param received The time of the block.
    /// @param maximum The deadline.
    error DeadlinePassed(uint256 received, uint64 maximum);

    /// @notice Thrown when a public signal is not reduced modulo the scalar field.
    /// @param index The index of the signal.
    /// @param received The signal.
    /// @param modulus The modulus, which the signal must be less than.
    error SignalNotInField(uint256 index, uint256 received, uint256 modulus);

    /// @notice Thrown when a coordinate of a proof is not reduced modulo the base field.
    /// @param index The place of the coordinate among the eight of `Proof`.
    /// @param received The coordinate.
    /// @param modulus The modulus, which the coordinate must be less than.
    error CoordinateNotInField(uint256 index, uint256 received, uint256 modulus);

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

    /// @notice Thrown when too little gas is left to give the verifier all it may need. Says nothing about the proof.
    /// @param available The gas left.
    /// @param required The gas that must be left at this point.
    error InsufficientGas(uint256 available, uint256 required);

    /// @notice Thrown when the verifier does not confirm the proof.
    /// @dev If the proof verifies off-chain, compare the signals: most often, the context was computed for another
    /// chain, contract, recipient or deadline.
    /// @param signals The public signals against which the proof was verified, the context last.
    error InvalidProof(uint256[6] signals);

    /* EVENTS */

    /// @notice Emitted when the owner trusts an accounts root.
    /// @param root The root.
    /// @param epoch Its epoch.
    /// @param asOf The time it describes.
    event AccountsRootTrusted(uint256 indexed root, uint64 indexed epoch, uint64 asOf);

    /// @notice Emitted when the owner trusts a market root.
    /// @param root The root.
    /// @param asOf The time it describes.
    event MarketRootTrusted(uint256 indexed root, uint64 asOf);

    /// @notice Emitted when the owner revokes an accounts root.
    /// @param root The root.
    event AccountsRootDistrusted(uint256 indexed root);

    /// @notice Emitted when the owner revokes a market root.
    /// @param root The root.
    event MarketRootDistrusted(uint256 indexed root);

    /// @notice Emitted when a claim is recorded. With the proof, which is in the calldata, it is all that is needed to
    /// verify the claim again off-chain: the context follows from the chain, the emitter, `recipient` and `deadline`.
    /// @param nullifier The nullifier, under which the claim is recorded.
    /// @param recipient The account for which the claim was made.
    /// @param scope The consumer for which the claim was made.
    /// @param accountsRoot The root of the tree that holds the account.
    /// @param marketRoot The root of the market that valued the account.
    /// @param predicate What was proven, packed as in `Statement`.
    /// @param epoch The epoch of `accountsRoot`.
    /// @param marketAsOf The time which `marketRoot` describes.
    /// @param expiry The last second at which the claim is honoured.
    /// @param deadline The last second at which the claim could be submitted.
    /// @param previousRecipient The recipient of the claim replaced, which may be another one; zero if there was none.
    event ClaimSubmitted(
        uint256 indexed nullifier,
        address indexed recipient,
        uint256 indexed scope,
        uint256 accountsRoot,
        uint256 marketRoot,
        uint256 predicate,
        uint64 epoch,
        uint64 marketAsOf,
        uint64 expiry,
        uint64 deadline,
        address previousRecipient
    );

    /* CLAIMS */

    /// @notice Verifies a claim and records it under its nullifier, replacing an older one.
    /// @dev The recipient must submit: otherwise, whoever sees the proof in the mempool decides when it is used.
    /// @dev A renewal may name another recipient. Only who knows the secret of the account can make one, and the
    /// former recipient loses the claim.
    /// @dev A newer claim replaces an older one even if it claims less or expires earlier.
    /// @dev WARNING: Revoking the roots of a claim does not reopen its place: it can only be replaced by a newer one.
    /// @param proof The proof.
    /// @param statement The public signals, without the context.
    /// @param recipient The account for which the claim is made; the sender.
    /// @param deadline The last second at which the claim may be submitted.
    /// @return expiry The last second at which the claim is honoured.
    function submit(
        Proof calldata proof,
        Statement calldata statement,
        address recipient,
        uint64 deadline
    ) external returns (uint64 expiry);

    /// @notice Does every check of `submit` as if `recipient` were the sender, and records nothing.
    /// @dev Reverts as `submit` would.
    /// @dev WARNING: Anyone can pass a proof they have merely seen. Success says nothing about the caller.
    /// @param proof The proof.
    /// @param statement The public signals, without the context.
    /// @param recipient The account for which the claim is made.
    /// @param deadline The last second at which the claim may be submitted.
    /// @return The claim that `submit` would record.
    function check(
        Proof calldata proof,
        Statement calldata statement,
        address recipient,
        uint64 deadline
    ) external view returns (Claim memory);

    /// @notice Whether a claim holds now: it is recorded for this recipient and scope, has not expired, implies
    /// `requiredPredicate`, both its roots are trusted still, and the contract is not paused.
    /// @dev Reverts if, and only if, `requiredPredicate` is malformed, as no claim could ever satisfy it.
    /// @dev WARNING: The answer changes with time. Ask when it matters and never store it.
    /// @dev WARNING: An empty account has neither equity nor a requirement and meets every ratio. Require a buffer.
    /// @dev WARNING: Pass your own scope, a constant. With a scope taken from the user, one account appears under as
    /// many nullifiers as there are scopes.
    /// @dev WARNING: The recipient of a nullifier may change. To grant something once per account, record it against
    /// the nullifier, not against the recipient.
    /// @dev WARNING: The claim describes the account as of its roots, up to `claimLifetime` ago.
    /// @param nullifier The nullifier of the account at `scope`.
    /// @param recipient The account for which the claim must have been made.
    /// @param scope The consumer for which the claim must have been made.
    /// @param requiredPredicate What the claim must imply, packed as in `Statement`.
    /// @return Whether the claim holds.
    function isSolvent(
        uint256 nullifier,
        address recipient,
        uint256 scope,
        uint256 requiredPredicate
    ) external view returns (bool);

    /// @notice The claim recorded under a nullifier; all zero if there is none.
    /// @dev WARNING: The claim may have expired or lost its roots. Use `isSolvent` to decide anything.
    /// @param nullifier The nullifier.
    /// @return The claim.
    function claimOf(uint256 nullifier) external view returns (Claim memory);

    /// @notice The context that a proof must carry to be submitted here by `recipient`:
    /// `uint256(keccak256(abi.encode(CONTEXT_TYPEHASH, block.chainid, address(this), recipient, deadline))) >> 3`.
    /// @dev CONTEXT_TYPEHASH is the hash of the ASCII string
    /// "solvency.MarginClaims/1 context(uint256 chainId,address claims,address recipient,uint64 deadline)", which holds
    /// the version of the scheme.
    /// @dev Anyone can recompute it off-chain: the hash is over five words of 32 bytes, the two addresses and the
    /// deadline being padded with zeros on the left. The shift drops the three lowest bits, which leaves 253: less than
    /// the modulus of the scalar field, so that the context needs no reduction.
    /// @param recipient The account for which the claim is made.
    /// @param deadline The last second at which the claim may be submitted.
    /// @return The context.
    function contextOf(address recipient, uint64 deadline) external view returns (uint256);

    /* ROOTS */

    /// @notice Trusts an accounts root. Only the owner may.
    /// @dev A root is stamped once and for all. There is one root per epoch, so that no account can be counted in two
    /// trees of the same epoch. Epochs start at 1 and may be skipped. A later epoch may not describe an earlier time.
    /// @dev WARNING: The owner vouches for the tree and for its time; nothing here can verify them.
    /// @dev WARNING: Trust the roots of one venue and its markets only: accounts name the rows of a market by index.
    /// @param root The root.
    /// @param epoch Its epoch, later than that of any accounts root before it.
    /// @param asOf The time it describes, which is not in the future.
    function trustAccountsRoot(uint256 root, uint64 epoch, uint64 asOf) external;

    /// @notice Trusts a market root. Only the owner may.
    /// @dev A root is stamped once and for all. Market roots may come in any order.
    /// @dev WARNING: Until a market root is stale or revoked, a claim may use it, even if later ones are known: who
    /// claims picks the most favourable one.
    /// @param root The root.
    /// @param asOf The time it describes, which is not in the future.
    function trustMarketRoot(uint256 root, uint64 asOf) external;

    /// @notice Revokes an accounts root: claims based on it hold no longer. Only the owner may.
    /// @dev WARNING: There is no way back: trusting the root again would revive its claims unseen.
    /// @param root The root.
    function distrustAccountsRoot(uint256 root) external;

    /// @notice Revokes a market root: claims based on it hold no longer. Only the owner may.
    /// @dev WARNING: There is no way back: trusting the root again would revive its claims unseen.
    /// @param root The root.
    function distrustMarketRoot(uint256 root) external;

    /// @notice Suspends `submit` and `check`, and makes no claim hold. Only the owner may.
    /// @dev Roots can be trusted and revoked meanwhile, and claims go on ageing.
    function pause() external;

    /// @notice Undoes `pause`. Only the owner may.
    function unpause() external;

    /// @notice What is known of an accounts root.
    /// @param root The root.
    /// @return Its status and stamps.
    function accountsRootInfo(uint256 root) external view returns (Root memory);

    /// @notice What is known of a market root.
    /// @param root The root.
    /// @return Its status and time; its epoch is 0.
    function marketRootInfo(uint256 root) external view returns (Root memory);

    /// @notice The latest epoch of which an accounts root was trusted; 0 before the first.
    /// @return The epoch.
    function latestEpoch() external view returns (uint64);

    /* PARAMETERS */

    /// @notice The contract that verifies the proofs.
    /// @return Its address.
    function verifier() external view returns (address);

    /// @notice For how many seconds a claim is honoured, counted from the older of the times its roots describe.
    /// @return The lifetime, in seconds.
    function claimLifetime() external view returns (uint64);
}
