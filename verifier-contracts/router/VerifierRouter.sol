// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// solhint-disable no-inline-assembly

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";

/// @title VerifierRouter
/// @author the zk-solvency authors
/// @notice Finds verifiers by the digest of their verification key. See IVerifierRouter.
contract VerifierRouter is IVerifierRouter, AccessControl {
    /// @notice May propose, unfreeze and tombstone verifiers.
    bytes32 public constant MANAGER_ROLE = keccak256("MANAGER_ROLE");

    /// @notice May freeze verifiers.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    /// @notice The longest delay accepted. Catches most delays given in milliseconds.
    uint48 public constant MAX_DELAY = 365 days;

    /// @notice The largest number of a verifier: who refers to one needs a byte.
    uint256 public constant MAX_NUMBER = type(uint8).max;

    /// @dev The gas cap is linear in the numbers of proofs and of signals. EIP-1108: a pairing costs 45_000 and 34_000
    /// for each pair, a multiplication 6_000, an addition 150. A batch needs one pair, two multiplications and one
    /// addition a proof; for the rest three pairs, two multiplications, and one of each a signal. A single proof needs
    /// no more than a batch of one. That and the verifier's own code is about 165_000 + 6_200 for each signal + 47_000
    /// for each proof. The rest, a third, is headroom for other verifiers and for repricing, as this cannot be changed
    /// after deployment.
    uint256 private constant GAS_BASE = 220_000;
    uint256 private constant GAS_PER_SIGNAL = 8_500;
    uint256 private constant GAS_PER_PROOF = 64_000;

    /// @dev A call with more than 63/64 of the gas left is given less than asked without notice: then, a valid proof
    /// would seem invalid. The call itself takes up to 2_600 (EIP-2929) before that fraction is computed; 5_000 covers
    /// it and the instructions around it.
    uint256 private constant GAS_BEFORE_CALL = 5_000;

    /// @dev The words of a proof.
    uint256 private constant PROOF_WORDS = 8;

    /// @dev The longest error of a verifier that is passed on: a selector and four words.
    uint256 private constant MAX_ERROR_SIZE = 0x84;

    uint48 private immutable DELAY;

    /// @dev From the digest to the number: one slot each, never changed once set.
    mapping(bytes32 digest => uint256 number) private _numbers;

    /// @dev From the number to the digest. Number 0 is no verifier.
    bytes32[] private _digests = [bytes32(0)];

    /// @dev By number. Three slots: verifier (160 bits), eta (48), status (8), number (16) and number of
    /// signals (8); family; circuit.
    mapping(uint256 number => Route) private _routes;

    /// @dev The number of signals of a family's circuits; zero while none was proposed.
    mapping(bytes32 family => uint256 signalCount) private _signalCounts;

    /// @notice Fixes the delay.
    /// @param delay_ For how many seconds a verifier is public before it can be activated; at least 1.
    /// @param admin The account that grants and revokes roles: a timelock or a multisignature wallet.
    constructor(uint48 delay_, address admin) {
        if (delay_ == 0 || delay_ > MAX_DELAY) revert DelayOutOfRange(delay_, 1, MAX_DELAY);
        if (admin == address(0)) revert AdminIsZero();
        DELAY = delay_;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /* VERIFICATION */

    /// @inheritdoc IVerifierRouter
    function verify(
        bytes32 digest,
        uint256[8] calldata proof,
        uint256[] calldata signals
    ) external view returns (bool) {
        Route storage route = _active(digest);
        return
            _call(
                route.verifier,
                abi.encodeCall(IProofVerifier.verify, (proof, signals)),
                _gasCap(1, route.signalCount)
            );
    }

    /// @inheritdoc IVerifierRouter
    function verifyBatch(bytes32 digest, bytes calldata rows) external view returns (bool) {
        Route storage route = _active(digest);
        uint256 signalCount = route.signalCount;
        // If there is a remainder, the verifier refuses to judge.
        uint256 size = rows.length / ((PROOF_WORDS + signalCount) * 32);
        return _call(route.verifier, abi.encodeCall(IProofVerifier.verifyBatch, (rows)), _gasCap(size, signalCount));
    }

    /// @inheritdoc IVerifierRouter
    function gasCap(bytes32 digest, uint256 size) external view returns (uint256) {
        return _gasCap(size, _routes[_numbers[digest]].signalCount);
    }

    /* ROUTES */

    /// @inheritdoc IVerifierRouter
    function routeOf(bytes32 digest) external view returns (Route memory) {
        return _routes[_numbers[digest]];
    }

    /// @inheritdoc IVerifierRouter
    function activeRouteOf(bytes32 digest) external view returns (uint16 number, bytes32 family) {
        Route storage route = _active(digest);
        return (route.number, route.family);
    }

    /// @inheritdoc IVerifierRouter
    function isActive(uint256 number) external view returns (bool) {
        return _routes[number].status == Status.Active;
    }

    /// @inheritdoc IVerifierRouter
    function digestOf(uint256 number) external view returns (bytes32) {
        return number < _digests.length ? _digests[number] : bytes32(0);
    }

    /// @inheritdoc IVerifierRouter
    function delay() external view returns (uint48) {
        return DELAY;
    }

    /* ADMINISTRATION */

    /// @inheritdoc IVerifierRouter
    function propose(
        bytes32 digest,
        address verifier,
        bytes32 family,
        bytes32 circuit
    ) external onlyRole(MANAGER_ROLE) returns (uint16 number) {
        Status status = _routes[_numbers[digest]].status;
        if (status != Status.Unknown) revert StatusMismatch(digest, status, Status.Unknown);
        if (family == 0 || circuit == 0) revert NameIsZero();
        _requireKey(verifier, digest);

        // A verifier of ours has at most 255.
        uint8 signalCount = SafeCast.toUint8(IProofVerifier(verifier).signalCount());
        uint256 expected = _signalCounts[family];
        if (expected == 0) _signalCounts[family] = signalCount;
        else if (signalCount != expected) revert FamilySignalCountMismatch(family, signalCount, expected);

        if (_digests.length > MAX_NUMBER) revert TooManyVerifiers(_digests.length, MAX_NUMBER);
        number = uint16(_digests.length);
        uint48 eta = _eta();
        _digests.push(digest);
        _numbers[digest] = number;
        _routes[number] = Route({
            verifier: verifier,
            eta: eta,
            status: Status.Pending,
            number: number,
            signalCount: signalCount,
            family: family,
            circuit: circuit
        });
        emit VerifierProposed(digest, verifier, number, family, circuit, eta);
    }

    /// @inheritdoc IVerifierRouter
    function activate(bytes32 digest) external {
        Route storage route = _routes[_numbers[digest]];
        if (route.status != Status.Pending) revert StatusMismatch(digest, route.status, Status.Pending);
        if (block.timestamp < route.eta) revert DelayNotOver(block.timestamp, route.eta);
        _requireKey(route.verifier, digest);

        route.status = Status.Active;
        emit VerifierActivated(digest);
    }

    /// @inheritdoc IVerifierRouter
    function freeze(bytes32 digest) external onlyRole(GUARDIAN_ROLE) {
        Route storage route = _routes[_numbers[digest]];
        if (route.status != Status.Active && route.status != Status.Pending) {
            revert StatusMismatch(digest, route.status, Status.Active);
        }
        route.status = Status.Frozen;
        emit VerifierFrozen(digest);
    }

    /// @inheritdoc IVerifierRouter
    function unfreeze(bytes32 digest) external onlyRole(MANAGER_ROLE) {
        Route storage route = _routes[_numbers[digest]];
        if (route.status != Status.Frozen) revert StatusMismatch(digest, route.status, Status.Frozen);
        uint48 eta = _eta();
        route.status = Status.Pending;
        route.eta = eta;
        emit VerifierUnfrozen(digest, eta);
    }

    /// @inheritdoc IVerifierRouter
    function tombstone(bytes32 digest) external onlyRole(MANAGER_ROLE) {
        Route storage route = _routes[_numbers[digest]];
        if (route.status == Status.Unknown || route.status == Status.Tombstoned) {
            revert StatusMismatch(digest, route.status, Status.Active);
        }
        route.status = Status.Tombstoned;
        emit VerifierTombstoned(digest);
    }

    /* INTERNAL */

    /// @dev The route of a digest. Reverts unless it is active.
    function _active(bytes32 digest) private view returns (Route storage route) {
        route = _routes[_numbers[digest]];
        if (route.status != Status.Active) revert StatusMismatch(digest, route.status, Status.Active);
    }

    function _gasCap(uint256 size, uint256 signalCount) private pure returns (uint256) {
        return GAS_BASE + GAS_PER_SIGNAL * signalCount + GAS_PER_PROOF * size;
    }

    /// @dev The answer of a verifier, which is given `cap` gas. An error of the verifier is passed on; running out of
    /// gas, which leaves no error, is what a malformed point does: the answer is no. Unlike a high-level call, this
    /// copies neither more than one word of an answer nor an error longer than those of IProofVerifier.
    function _call(address verifier, bytes memory data, uint256 cap) private view returns (bool valid) {
        uint256 available = gasleft();
        uint256 required = (cap * 64) / 63 + 1 + GAS_BEFORE_CALL;
        if (available < required) revert InsufficientGas(available, required);

        assembly ("memory-safe") {
            let success := staticcall(cap, verifier, add(data, 0x20), mload(data), 0x00, 0x20)
            let size := returndatasize()
            if iszero(success) {
                if and(gt(size, 3), lt(size, add(MAX_ERROR_SIZE, 1))) {
                    let reason := mload(0x40)
                    returndatacopy(reason, 0, size)
                    revert(reason, size)
                }
            }
            valid := and(success, and(eq(size, 0x20), eq(mload(0x00), 1)))
        }
    }

    function _requireKey(address verifier, bytes32 digest) private view {
        if (verifier.code.length == 0) revert VerifierNotContract(verifier);
        bytes32 received = IProofVerifier(verifier).keyDigest();
        if (received != digest) revert KeyDigestMismatch(received, digest);
    }

    function _eta() private view returns (uint48) {
        return SafeCast.toUint48(block.timestamp) + DELAY;
    }
}
