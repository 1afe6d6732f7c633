// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {IMarginClaims} from "../interfaces/IMarginClaims.sol";
import {Predicate} from "./Predicate.sol";
import {ProofPoints} from "./ProofPoints.sol";
import {PublicSignals} from "./PublicSignals.sol";

/// @title MarginClaims
/// @author the zk-solvency authors
/// @notice Records zero-knowledge claims of solvency. See IMarginClaims.
/// @dev Should the owner renounce, no root can be trusted any more, and within `claimLifetime` no claim holds.
contract MarginClaims is IMarginClaims, Ownable2Step, Pausable {
    using PublicSignals for uint256[6];

    /// @dev Four slots. The epoch, the market time and the expiry are not kept: they follow from the roots, whose
    /// stamps never change, and every reader must load both roots anyway to see whether they are trusted.
    struct StoredClaim {
        // Slot 0: 160 + 96 bits. A well-formed predicate has 85.
        address recipient;
        uint96 predicate;
        // Slots 1 to 3: one field element each.
        uint256 accountsRoot;
        uint256 marketRoot;
        uint256 scope;
    }

    /// @notice What a context is a hash of, with the version of the scheme.
    bytes32 public constant CONTEXT_TYPEHASH = keccak256(
        "solvency.MarginClaims/1 context(uint256 chainId,address claims,address recipient,uint64 deadline)"
    );

    /// @notice The longest claim lifetime accepted. Catches most lifetimes given in milliseconds.
    uint64 public constant MAX_CLAIM_LIFETIME = 30 days;

    /// @notice The gas given to the verifier, and so the most that a malformed proof can burn.
    /// @dev EIP-1108: a pairing check of 4 pairs costs 45_000 + 4 * 34_000 = 181_000; the linear combination of 6
    /// signals costs 6 * (6_000 + 150) = 36_900. With its own code, the snarkjs verifier uses about 222_000. It can
    /// pass on only 63/64 of what it has left to the pairing, so it must be given about 225_000. The rest, a third, is
    /// headroom for other compilers and for repricing, as this cannot be changed after deployment.
    uint256 public constant VERIFIER_GAS = 300_000;

    /// @dev A call with more than 63/64 of the gas left is given less than asked without notice: then, a valid proof
    /// would seem invalid. The call itself takes up to 2_600 (EIP-2929) before that fraction is computed; 5_000 covers
    /// it and the instructions around it.
    uint256 private constant GAS_BEFORE_VERIFIER = (VERIFIER_GAS * 64) / 63 + 1 + 5_000;

    IGroth16Verifier private immutable VERIFIER;
    uint64 private immutable CLAIM_LIFETIME;

    uint64 private _latestEpoch;
    uint64 private _latestAsOf;

    /// @dev One slot per root. Separate, so that a root of one kind never passes for one of the other.
    mapping(uint256 root => Root) private _accountsRoots;
    mapping(uint256 root => Root) private _marketRoots;

    /// @dev By nullifier, never by anything that depends on the bytes of a proof: those are malleable.
    mapping(uint256 nullifier => StoredClaim) private _claims;

    /// @notice Fixes the verifier and the claim lifetime.
    /// @param verifier_ The contract that verifies the proofs.
    /// @param claimLifetime_ For how many seconds a claim is honoured; at least 1, at most MAX_CLAIM_LIFETIME.
    /// @param owner_ The account that vouches for roots and may pause.
    constructor(address verifier_, uint64 claimLifetime_, address owner_) Ownable(owner_) {
        if (verifier_.code.length == 0) revert VerifierNotContract(verifier_);
        if (claimLifetime_ == 0 || claimLifetime_ > MAX_CLAIM_LIFETIME) {
            revert ClaimLifetimeOutOfRange(claimLifetime_, 1, MAX_CLAIM_LIFETIME);
        }
        VERIFIER = IGroth16Verifier(verifier_);
        CLAIM_LIFETIME = claimLifetime_;
    }

    /* CLAIMS */

    /// @inheritdoc IMarginClaims
    function submit(
        Proof calldata proof,
        Statement calldata statement,
        address recipient,
        uint64 deadline
    ) external whenNotPaused returns (uint64 expiry) {
        if (msg.sender != recipient) revert NotRecipient(msg.sender, recipient);

        Claim memory claim = _verify(proof, statement, recipient, deadline);
        StoredClaim storage stored = _claims[statement.nullifier];
        address previousRecipient = stored.recipient;

        stored.recipient = recipient;
        // Cannot truncate: a well-formed predicate has 85 bits.
        stored.predicate = uint96(claim.predicate);
        stored.accountsRoot = claim.accountsRoot;
        stored.marketRoot = claim.marketRoot;
        stored.scope = claim.scope;

        emit ClaimSubmitted(
            statement.nullifier,
            recipient,
            claim.scope,
            claim.accountsRoot,
            claim.marketRoot,
            claim.predicate,
            claim.epoch,
            claim.marketAsOf,
            claim.expiry,
            deadline,
            previousRecipient
        );
        return claim.expiry;
    }

    /// @inheritdoc IMarginClaims
    function check(
        Proof calldata proof,
        Statement calldata statement,
        address recipient,
        uint64 deadline
    ) external view whenNotPaused returns (Claim memory) {
        return _verify(proof, statement, recipient, deadline);
    }

    /// @inheritdoc IMarginClaims
    function isSolvent(
        uint256 nullifier,
        address recipient,
        uint256 scope,
        uint256 requiredPredicate
    ) external view returns (bool) {
        // First, so that a malformed requirement shows whatever the state is.
        Predicate.requireWellFormed(requiredPredicate);
        if (paused()) return false;

        StoredClaim storage stored = _claims[nullifier];
        if (stored.recipient != recipient || stored.scope != scope) return false;
        if (!Predicate.implies(stored.predicate, requiredPredicate)) return false;

        // Where there is no claim, the roots are zero, which is never trusted.
        Root memory accounts = _accountsRoots[stored.accountsRoot];
        Root memory market = _marketRoots[stored.marketRoot];
        if (accounts.status != RootStatus.Trusted || market.status != RootStatus.Trusted) return false;
        return block.timestamp <= _expiry(accounts, market);
    }

    /// @inheritdoc IMarginClaims
    function claimOf(uint256 nullifier) external view returns (Claim memory) {
        return _claimOf(nullifier);
    }

    /// @inheritdoc IMarginClaims
    function contextOf(address recipient, uint64 deadline) external view returns (uint256) {
        return _contextOf(recipient, deadline);
    }

    /* ROOTS */

    /// @inheritdoc IMarginClaims
    function trustAccountsRoot(uint256 root, uint64 epoch, uint64 asOf) external onlyOwner {
        _trust(_accountsRoots, root, epoch, asOf);
        if (epoch <= _latestEpoch) revert EpochNotIncreasing(epoch, uint256(_latestEpoch) + 1);
        if (asOf < _latestAsOf) revert AsOfDecreasing(asOf, _latestAsOf);
        _latestEpoch = epoch;
        _latestAsOf = asOf;
        emit AccountsRootTrusted(root, epoch, asOf);
    }

    /// @inheritdoc IMarginClaims
    function trustMarketRoot(uint256 root, uint64 asOf) external onlyOwner {
        _trust(_marketRoots, root, 0, asOf);
        emit MarketRootTrusted(root, asOf);
    }

    /// @inheritdoc IMarginClaims
    function distrustAccountsRoot(uint256 root) external onlyOwner {
        _trustedAccountsRoot(root).status = RootStatus.Distrusted;
        emit AccountsRootDistrusted(root);
    }

    /// @inheritdoc IMarginClaims
    function distrustMarketRoot(uint256 root) external onlyOwner {
        _trustedMarketRoot(root).status = RootStatus.Distrusted;
        emit MarketRootDistrusted(root);
    }

    /// @inheritdoc IMarginClaims
    function pause() external onlyOwner {
        _pause();
    }

    /// @inheritdoc IMarginClaims
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @inheritdoc IMarginClaims
    function accountsRootInfo(uint256 root) external view returns (Root memory) {
        return _accountsRoots[root];
    }

    /// @inheritdoc IMarginClaims
    function marketRootInfo(uint256 root) external view returns (Root memory) {
        return _marketRoots[root];
    }

    /// @inheritdoc IMarginClaims
    function latestEpoch() external view returns (uint64) {
        return _latestEpoch;
    }

    /* PARAMETERS */

    /// @inheritdoc IMarginClaims
    function verifier() external view returns (address) {
        return address(VERIFIER);
    }

    /// @inheritdoc IMarginClaims
    function claimLifetime() external view returns (uint64) {
        return CLAIM_LIFETIME;
    }

    /* INTERNAL */

    /// @dev Stamps a root that has no stamp yet.
    function _trust(mapping(uint256 root => Root) storage roots, uint256 root, uint64 epoch, uint64 asOf) private {
        if (root == 0 || root >= PublicSignals.SCALAR_FIELD) {
            revert RootOutOfRange(root, 1, PublicSignals.SCALAR_FIELD - 1);
        }
        Root storage recorded = roots[root];
        if (recorded.status != RootStatus.Unknown) {
            revert RootAlreadySet(root, epoch, asOf, recorded.epoch, recorded.asOf);
        }
        if (asOf > block.timestamp) revert AsOfInFuture(asOf, block.timestamp);
        roots[root] = Root({status: RootStatus.Trusted, epoch: epoch, asOf: asOf});
    }

    /// @dev Every check of a claim, cheapest first, but for who the sender is.
    function _verify(
        Proof calldata proof,
        Statement calldata statement,
        address recipient,
        uint64 deadline
    ) private view returns (Claim memory claim) {
        if (block.timestamp > deadline) revert DeadlinePassed(block.timestamp, deadline);

        // From here on, everything is read from the words that the verifier will see.
        uint256[6] memory signals = PublicSignals.assemble(statement, _contextOf(recipient, deadline));
        signals.requireInField();
        ProofPoints.requireInField(proof);
        Predicate.requireWellFormed(signals.predicate());

        Root memory accounts = _trustedAccountsRoot(signals.accountsRoot());
        Root memory market = _trustedMarketRoot(signals.marketRoot());
        claim = Claim({
            recipient: recipient,
            expiry: _expiry(accounts, market),
            epoch: accounts.epoch,
            marketAsOf: market.asOf,
            accountsRoot: signals.accountsRoot(),
            marketRoot: signals.marketRoot(),
            predicate: signals.predicate(),
            scope: signals.scope()
        });

        if (block.timestamp > claim.expiry) {
            // Cannot underflow: the expiry is at least the lifetime.
            uint256 minimum = block.timestamp - CLAIM_LIFETIME;
            if (accounts.asOf < market.asOf) revert StaleRoot(claim.accountsRoot, accounts.asOf, minimum);
            revert StaleRoot(claim.marketRoot, market.asOf, minimum);
        }
        _requireNewer(signals.nullifier(), claim);
        _requireValid(proof, signals);
    }

    /// @dev Reverts unless `claim` may take the place of the claim held, if any. A replay or an older claim may not.
    function _requireNewer(uint256 nullifier, Claim memory claim) private view {
        Claim memory held = _claimOf(nullifier);
        if (held.recipient == address(0) || claim.epoch > held.epoch) return;
        if (claim.epoch < held.epoch || claim.marketAsOf <= held.marketAsOf) {
            revert RenewalNotNewer(nullifier, claim.epoch, claim.marketAsOf, held.epoch, held.marketAsOf);
        }
    }

    /// @dev Reverts unless the verifier returns exactly `true`. Unlike a high-level call, this neither copies what the
    /// verifier returns beyond one word nor reverts without a reason when it returns less.
    function _requireValid(Proof calldata proof, uint256[6] memory signals) private view {
        address target = address(VERIFIER);
        bytes memory data = abi.encodeCall(IGroth16Verifier.verifyProof, (proof.a, proof.b, proof.c, signals));

        // After the encoding, which may cost gas, and right before the call.
        uint256 available = gasleft();
        if (available < GAS_BEFORE_VERIFIER) revert InsufficientGas(available, GAS_BEFORE_VERIFIER);

        bool valid;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let success := staticcall(VERIFIER_GAS, target, add(data, 0x20), mload(data), 0x00, 0x20)
            valid := and(success, and(eq(returndatasize(), 0x20), eq(mload(0x00), 1)))
        }
        if (!valid) revert InvalidProof(signals);
    }

    function _trustedAccountsRoot(uint256 root) private view returns (Root storage info) {
        info = _accountsRoots[root];
        if (info.status != RootStatus.Trusted) revert AccountsRootNotTrusted(root, info.status, RootStatus.Trusted);
    }

    function _trustedMarketRoot(uint256 root) private view returns (Root storage info) {
        info = _marketRoots[root];
        if (info.status != RootStatus.Trusted) revert MarketRootNotTrusted(root, info.status, RootStatus.Trusted);
    }

    function _claimOf(uint256 nullifier) private view returns (Claim memory claim) {
        StoredClaim storage stored = _claims[nullifier];
        // The recipient was a sender, which is never zero.
        if (stored.recipient == address(0)) return claim;
        Root memory accounts = _accountsRoots[stored.accountsRoot];
        Root memory market = _marketRoots[stored.marketRoot];
        claim = Claim({
            recipient: stored.recipient,
            expiry: _expiry(accounts, market),
            epoch: accounts.epoch,
            marketAsOf: market.asOf,
            accountsRoot: stored.accountsRoot,
            marketRoot: stored.marketRoot,
            predicate: stored.predicate,
            scope: stored.scope
        });
    }

    /// @dev The claim is as old as the older of its roots. Both times were past when stamped: the sum cannot overflow.
    function _expiry(Root memory accounts, Root memory market) private view returns (uint64) {
        return (accounts.asOf < market.asOf ? accounts.asOf : market.asOf) + CLAIM_LIFETIME;
    }

    function _contextOf(address recipient, uint64 deadline) private view returns (uint256) {
        return uint256(keccak256(abi.encode(CONTEXT_TYPEHASH, block.chainid, address(this), recipient, deadline))) >> 3;
    }
}
