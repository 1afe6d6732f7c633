// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IVerifierRouter
/// @author the zk-solvency authors
/// @notice Finds verifiers by the digest of their verification key, and calls them with a gas cap.
/// @dev A digest is bound to one verifier for ever. The states of a verifier and the ways between them:
///
///     Unknown -> Pending -> Active            propose, then activate, at least DELAY later
///     Pending, Active -> Frozen               freeze, at once
///     Frozen -> Pending                       unfreeze, with the delay anew
///     Pending, Active, Frozen -> Tombstoned   tombstone, at once and for ever
///
/// @dev Times are Unix seconds.
interface IVerifierRouter {
    /* TYPES */

    /// @notice Whether a verifier is called.
    enum Status {
        Unknown,
        Pending,
        Active,
        Frozen,
        Tombstoned
    }

    /// @notice What is known of a verifier. Only status and eta ever change.
    /// @param verifier The verifier.
    /// @param eta The first second at which it may be activated, if it is pending.
    /// @param status Whether it is called.
    /// @param number Its place in the order of proposals, from 1: a short name for the digest.
    /// @param signalCount The number of public signals of its key.
    /// @param family The statement that its circuit proves: circuits of one family have the same public signals, with
    /// the same meaning, and may differ in size. Users of proofs choose a family.
    /// @param circuit The id of its circuit.
    // solhint-disable-next-line gas-struct-packing
    struct Route {
        address verifier;
        uint48 eta;
        Status status;
        uint16 number;
        uint8 signalCount;
        bytes32 family;
        bytes32 circuit;
    }

    /* ERRORS */

    /// @notice Thrown when the zero address is to administer the router.
    error AdminIsZero();

    /// @notice Thrown when the delay given at construction is out of range.
    /// @param received The delay given, in seconds.
    /// @param minimum The shortest delay accepted.
    /// @param maximum The longest delay accepted.
    error DelayOutOfRange(uint48 received, uint48 minimum, uint48 maximum);

    /// @notice Thrown when a verifier is not in a state from which it can do what is asked.
    /// @param digest The digest of its key.
    /// @param received Its state.
    /// @param expected The state it must have; of several, the first.
    error StatusMismatch(bytes32 digest, Status received, Status expected);

    /// @notice Thrown when a proposed verifier is not a contract.
    /// @param received The address without code.
    error VerifierNotContract(address received);

    /// @notice Thrown when the key of a verifier does not have the digest under which it is proposed or activated.
    /// @param received The digest that the verifier returns.
    /// @param expected The digest given.
    error KeyDigestMismatch(bytes32 received, bytes32 expected);

    /// @notice Thrown when a family or a circuit is not named.
    error NameIsZero();

    /// @notice Thrown when a proposed verifier has another number of public signals than those of its family: a batch for one
    /// would be read as a batch of other rows by the other.
    /// @param family The family.
    /// @param received The number of signals of the verifier.
    /// @param expected The number of signals of the first verifier that was proposed for the family.
    error FamilySignalCountMismatch(bytes32 family, uint256 received, uint256 expected);

    /// @notice Thrown when there are no numbers left. Deploy another router.
    /// @param received The number that the verifier would have.
    /// @param maximum The largest number.
    error TooManyVerifiers(uint256 received, uint256 maximum);

    /// @notice Thrown when a verifier is activated too early.
    /// @param received The time of the block.
    /// @param minimum The first second at which it may be activated.
    error DelayNotOver(uint256 received, uint48 minimum);

    /// @notice Thrown when too little gas is left to give the verifier all it may need. Says nothing about the proof.
    /// @param available The gas left.
    /// @param required The gas that must be left at this point.
    error InsufficientGas(uint256 available, uint256 required);

    /* EVENTS */

    /// @notice Emitted when a verifier is proposed.
    /// @param digest The digest of its key.
    /// @param verifier The verifier.
    /// @param number Its number.
    /// @param family The statement that its circuit proves.
    /// @param circuit The id of its circuit.
    /// @param eta The first second at which it may be activated.
    event VerifierProposed(
        bytes32 indexed digest,
        address indexed verifier,
        uint16 number,
        bytes32 indexed family,
        bytes32 circuit,
        uint48 eta
    );

    /// @notice Emitted when a verifier is activated.
    /// @param digest The digest of its key.
    event VerifierActivated(bytes32 indexed digest);

    /// @notice Emitted when a verifier is frozen.
    /// @param digest The digest of its key.
    event VerifierFrozen(bytes32 indexed digest);

    /// @notice Emitted when a frozen verifier is made pending again.
    /// @param digest The digest of its key.
    /// @param eta The first second at which it may be activated.
    event VerifierUnfrozen(bytes32 indexed digest, uint48 eta);

    /// @notice Emitted when a verifier is tombstoned.
    /// @param digest The digest of its key.
    event VerifierTombstoned(bytes32 indexed digest);

    /* VERIFICATION */

    /// @notice Whether `proof` proves `signals` to the verifier of `digest`, which must be active.
    /// @dev Reverts with the error of the verifier if it refuses to judge (see IProofVerifier).
    /// @dev A malformed point costs at most `gasCap(digest, 1)`; at least that much gas must be left, and 1/63 more.
    /// @param digest The digest of the verification key.
    /// @param proof The eight words of the proof.
    /// @param signals The public signals.
    /// @return Whether the proof is valid.
    function verify(bytes32 digest, uint256[8] calldata proof, uint256[] calldata signals) external view returns (bool);

    /// @notice Whether every proof of a batch proves its statement to the verifier of `digest`, which must be active.
    /// @dev Reverts with the error of the verifier if it refuses to judge (see IProofVerifier).
    /// @param digest The digest of the verification key.
    /// @param rows One row for each proof: its eight words, then its public signals, 32 bytes each.
    /// @return Whether all proofs are valid.
    function verifyBatch(bytes32 digest, bytes calldata rows) external view returns (bool);

    /// @notice The gas given to a verifier, and so the most that malformed proofs can burn.
    /// @param digest The digest of the verification key.
    /// @param size The number of proofs.
    /// @return The gas.
    function gasCap(bytes32 digest, uint256 size) external view returns (uint256);

    /* ROUTES */

    /// @notice What is known of the verifier of a key.
    /// @param digest The digest of the verification key.
    /// @return The route; all zero if the digest is unknown.
    function routeOf(bytes32 digest) external view returns (Route memory);

    /// @notice What users of proofs must know of the verifier of a key, which must be active.
    /// @param digest The digest of the verification key.
    /// @return number The number of the verifier.
    /// @return family The statement that its circuit proves.
    function activeRouteOf(bytes32 digest) external view returns (uint16 number, bytes32 family);

    /// @notice Whether a verifier is active.
    /// @param number The number of the verifier.
    /// @return Whether it is.
    function isActive(uint256 number) external view returns (bool);

    /// @notice The digest that has a number; zero if there is none.
    /// @param number The number.
    /// @return The digest.
    function digestOf(uint256 number) external view returns (bytes32);

    /// @notice For how many seconds a verifier is public before it can be activated.
    /// @return The delay, in seconds.
    function delay() external view returns (uint48);

    /* ADMINISTRATION */

    /// @notice Proposes a verifier for a key. Only managers may.
    /// @dev WARNING: That a contract returns a digest does not make it an honest verifier of that key. The delay is
    /// there for everyone to compare its code with Groth16ProofVerifier, and to leave.
    /// @dev WARNING: There is no second try for a digest. A mistaken proposal can only be tombstoned. The first of a family
    /// fixes the number of signals of all.
    /// @param digest The digest of the verification key.
    /// @param verifier The verifier.
    /// @param family The statement that its circuit proves.
    /// @param circuit The id of its circuit.
    /// @return number The number of the verifier.
    function propose(
        bytes32 digest,
        address verifier,
        bytes32 family,
        bytes32 circuit
    ) external returns (uint16 number);

    /// @notice Activates a pending verifier whose delay is over. Anyone may.
    /// @param digest The digest of the verification key.
    function activate(bytes32 digest) external;

    /// @notice Suspends a verifier at once. Only guardians may.
    /// @param digest The digest of the verification key.
    function freeze(bytes32 digest) external;

    /// @notice Makes a frozen verifier pending, with the delay anew. Only managers may.
    /// @param digest The digest of the verification key.
    function unfreeze(bytes32 digest) external;

    /// @notice Ends a verifier at once and for ever. Only managers may.
    /// @param digest The digest of the verification key.
    function tombstone(bytes32 digest) external;
}
