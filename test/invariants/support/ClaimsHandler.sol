// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {IMarginClaims} from "../../../verifier-contracts/interfaces/IMarginClaims.sol";
import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {ClaimsModel} from "./ClaimsModel.sol";
import {VM} from "./Vm.sol";

/// @dev Claims, singly and in batches, honestly or not, and asks.
contract ClaimsHandler is ClaimsModel {
    /// @dev How many claims were accepted, refused, and found to hold: a campaign in which nothing happens shows nothing.
    uint256 public accepted;
    uint256 public refused;
    uint256 public held;

    /* ACTIONS */

    function submit(uint256 seed) external seeded(seed) {
        (Consumer storage consumer, IMarginClaims.Terms memory terms) = _drawTerms();
        address submitter = _recipient(_draw(RECIPIENTS));
        (IMarginClaims.Submission memory claim, bool proven) = _drawClaim(consumer, terms, submitter);
        bool newer = _isNewer(terms, _held[terms.scope][claim.nullifier]);
        bool expected = newer && proven && _acceptsTerms(consumer, terms);

        VM.prank(submitter);
        try CLAIMS.submit(terms, claim) {
            _check(newer, "P-02");
            _check(expected, "P-12");
            _noteAttested(terms);
            _note(terms, claim.nullifier, claim.recipient);
            ++accepted;
        } catch {
            _check(!expected, "P-12");
            ++refused;
        }
        _checkClaim(consumer, claim.nullifier);
        _ask(consumer, claim.nullifier);
    }

    /// @dev P-13: all or nothing. Of two claims with one nullifier, the second is not newer.
    function submitBatch(uint256 seed) external seeded(seed) {
        (Consumer storage consumer, IMarginClaims.Terms memory terms) = _drawTerms();
        address submitter = _recipient(_draw(RECIPIENTS));
        IMarginClaims.Submission[] memory claims = new IMarginClaims.Submission[](1 + _draw(NULLIFIERS));
        bool expected = _acceptsTerms(consumer, terms);
        for (uint256 i; i < claims.length; ++i) {
            bool proven;
            (claims[i], proven) = _drawClaim(consumer, terms, submitter);
            if (!_flaw(2)) {
                // Mostly, all are different and honest.
                (claims[i].nullifier, claims[i].recipient) = (1 + i, _recipient(i % RECIPIENTS));
                claims[i].proof = _proofOf(consumer, terms, 1 + i, claims[i].recipient, submitter);
                proven = true;
            }
            expected = expected && proven && _isNewer(terms, _held[terms.scope][claims[i].nullifier]);
            for (uint256 j; j < i; ++j) expected = expected && claims[i].nullifier != claims[j].nullifier;
        }

        VM.prank(submitter);
        try CLAIMS.submitBatch(terms, claims) {
            _check(expected, "P-13");
            _noteAttested(terms);
            for (uint256 i; i < claims.length; ++i) _note(terms, claims[i].nullifier, claims[i].recipient);
            accepted += claims.length;
        } catch {
            _check(!expected, "P-13");
            ++refused;
        }
        for (uint256 i; i < claims.length; ++i) _checkClaim(consumer, claims[i].nullifier);
    }

    /// @dev Also at the last second at which a claim may hold, and at the first at which none may.
    function ask(uint256 seed) external seeded(seed) {
        (Consumer storage consumer, uint256 nullifier) = (_consumers[_draw(2)], 1 + _draw(NULLIFIERS));
        uint64 expiry = CLAIMS.claimOf(consumer.scope, nullifier).expiry;
        if (_rarely(3) && _now() <= expiry) VM.warp(expiry + _draw(2));
        _ask(consumer, nullifier);
    }

    /// @dev What makes claims fall, or must not.
    function upset(uint256 seed) external seeded(seed) {
        uint256 which = _draw(10);
        if (which == 0) _revokeAttestor(_now() - uint64(_draw(900)));
        else if (which == 1) _revokeSigner(_now() - uint64(_draw(900)));
        else if (which == 2) _freeze();
        else if (which == 3) _tombstone();
        else if (which == 4) _proposeAgain();
        else if (which == 5) _addLevel();
        else if (which == 6) _pause();
    }

    function recover(uint256 seed) external seeded(seed) {
        if (_paused) _unpause();
        else if (_rarely(2)) _unfreeze();
        else _activate();
    }

    /// @dev P-14: whoever has no role changes nothing.
    function attack(uint256 seed) external seeded(seed) {
        (address target, bytes memory data) = _drawAttack();
        VM.prank(MALLORY);
        (bool success, ) = target.call(data);
        _check(!success, "P-14");
    }

    /* CHECKS */

    function checkClaims() external view {
        for (uint256 i; i < 2; ++i) {
            for (uint256 nullifier = 1; nullifier <= NULLIFIERS; ++nullifier) _checkClaim(_consumers[i], nullifier);
        }
    }

    /// @dev P-11: the policy and the levels of a scope stay as they were.
    function checkScopes() external view {
        for (uint256 i; i < 2; ++i) {
            Consumer storage consumer = _consumers[i];
            (IMarginClaims.Policy memory policy, address owner, uint256[] memory predicates) = CLAIMS.scopeOf(
                consumer.scope
            );
            IMarginClaims.Policy memory expected = _policy(consumer.maxAccountsAge, consumer.maxMarketAge);
            _check(keccak256(abi.encode(policy)) == keccak256(abi.encode(expected)), "P-11");
            _check(owner == address(this) && predicates.length == consumer.ratios.length, "P-11");
            for (uint256 level; level < predicates.length; ++level) {
                uint256 predicate = _predicate(consumer.ratios[level], uint64(consumer.buffers[level]));
                _check(predicates[level] == predicate, "P-11");
            }
        }
    }

    function checkAnswers() external view {
        for (uint256 i; i < 2; ++i) {
            for (uint256 nullifier = 1; nullifier <= NULLIFIERS; ++nullifier) {
                for (uint256 j; j < RECIPIENTS; ++j) {
                    _checkAnswer(_consumers[i], _recipient(j), nullifier, 10_000, 0, type(uint32).max);
                }
            }
        }
    }

    /* DRAWS */

    function _drawTerms() private returns (Consumer storage consumer, IMarginClaims.Terms memory terms) {
        consumer = _consumers[_draw(2)];
        terms.scope = consumer.scope;
        terms.level = uint8(_draw(consumer.ratios.length));
        if (_flaw(8)) terms.level = uint8(consumer.ratios.length);
        terms.deadline = _now() + uint64(_draw(3));
        if (_flaw(8)) terms.deadline = _now() - 1;
        terms.keyDigest = _drawDigestIn(IVerifierRouter.Status.Active);
        terms.accounts = _drawAccounts();
        terms.market = _drawMarket();
    }

    /// @dev A claim and whether its proof is of what the contract will ask for.
    function _drawClaim(
        Consumer storage consumer,
        IMarginClaims.Terms memory terms,
        address submitter
    ) private returns (IMarginClaims.Submission memory claim, bool proven) {
        claim.nullifier = 1 + _draw(NULLIFIERS);
        claim.recipient = _recipient(_draw(RECIPIENTS));
        uint256 lie = _flaw(2) ? _draw(7) : 7;
        address provenFor = lie == 0 ? MALLORY : claim.recipient;
        address provenBy = lie == 1 ? MALLORY : submitter;
        uint256 nullifier = lie == 2 ? claim.nullifier + 1 : claim.nullifier;
        if (lie == 3) terms.accounts.attestation.accountsRoot += 1;
        claim.proof = _proofOf(consumer, terms, nullifier, provenFor, provenBy);
        if (lie == 3) terms.accounts.attestation.accountsRoot -= 1;
        if (lie == 4) claim.proof[_draw(8)] ^= 1;
        if (lie == 5) claim.nullifier += SCALAR_FIELD;
        if (lie == 6) claim.recipient = address(0);
        proven = lie == 7;
    }

    function _proofOf(
        Consumer storage consumer,
        IMarginClaims.Terms memory terms,
        uint256 nullifier,
        address recipient,
        address submitter
    ) private view returns (uint256[8] memory) {
        // A level that does not exist seems to be zero.
        bool known = terms.level < consumer.ratios.length;
        uint256 predicate = known ? _predicate(consumer.ratios[terms.level], uint64(consumer.buffers[terms.level])) : 0;
        return _prove(terms, predicate, nullifier, recipient, submitter);
    }

    function _drawAttack() private returns (address target, bytes memory data) {
        uint256 which = _draw(17);
        bytes32 digest = _drawDigest();
        address attestor = VM.addr(_attestors[_attestors.length - 1]);
        if (which == 0) return (address(CLAIMS), abi.encodeCall(CLAIMS.pause, ()));
        if (which == 1) return (address(CLAIMS), abi.encodeCall(CLAIMS.unpause, ()));
        if (which == 2) return (address(CLAIMS), abi.encodeCall(CLAIMS.addLevel, (_consumers[0].scope, 0)));
        if (which == 3) return (address(CLAIMS), abi.encodeCall(CLAIMS.grantRole, (0, MALLORY)));
        if (which == 4) return (address(ROUTER), abi.encodeCall(ROUTER.freeze, (digest)));
        if (which == 5) return (address(ROUTER), abi.encodeCall(ROUTER.unfreeze, (digest)));
        if (which == 6) return (address(ROUTER), abi.encodeCall(ROUTER.tombstone, (digest)));
        if (which == 7) return (address(ROUTER), abi.encodeCall(ROUTER.grantRole, (0, MALLORY)));
        if (which == 8) return (address(VENUES), abi.encodeCall(VENUES.revokeKey, (VENUE, attestor, START)));
        if (which == 9) return (address(VENUES), abi.encodeCall(VENUES.retireKey, (VENUE, attestor, _now())));
        if (which == 10) return (address(VENUES), abi.encodeCall(VENUES.registerVenue, ("new", MALLORY)));
        if (which == 11)
            return (address(VENUES), abi.encodeCall(VENUES.grantRole, (VENUES.adminRoleOf(VENUE), MALLORY)));
        if (which == 12) return (address(MARKETS), abi.encodeCall(MARKETS.addSigner, (MARKET, MALLORY, _now(), FAR)));
        address signer = VM.addr(_signers[0]);
        if (which == 13) return (address(MARKETS), abi.encodeCall(MARKETS.revokeKey, (MARKET, signer, START)));
        if (which == 14) return (address(MARKETS), abi.encodeCall(MARKETS.grantRole, (0, MALLORY)));
        // A claim that an honest prover made, but not for Mallory to submit.
        (Consumer storage consumer, IMarginClaims.Terms memory terms) = _drawTerms();
        IMarginClaims.Submission[] memory claims = new IMarginClaims.Submission[](1);
        (claims[0], ) = _drawClaim(consumer, terms, _recipient(0));
        claims[0].proof = _proofOf(consumer, terms, claims[0].nullifier, claims[0].recipient, _recipient(0));
        if (which == 15) return (address(CLAIMS), abi.encodeCall(CLAIMS.submit, (terms, claims[0])));
        return (address(CLAIMS), abi.encodeCall(CLAIMS.submitBatch, (terms, claims)));
    }

    /* INTERNAL */

    function _addLevel() private {
        Consumer storage consumer = _consumers[_draw(2)];
        if (consumer.ratios.length == 5) return;
        (uint256 ratio, uint256 buffer) = (10_000 + 1_000 * _draw(4), 100 * _draw(3));
        CLAIMS.addLevel(consumer.scope, _predicate(ratio, uint64(buffer)));
        consumer.ratios.push(ratio);
        consumer.buffers.push(buffer);
    }

    function _pause() private {
        if (!_paused) CLAIMS.pause();
        _paused = true;
    }

    function _unpause() private {
        CLAIMS.unpause();
        _paused = false;
    }

    function _ask(Consumer storage consumer, uint256 nullifier) private {
        if (nullifier > NULLIFIERS) return;
        address recipient = _held[consumer.scope][nullifier].recipient;
        if (_rarely(4)) recipient = _recipient(_draw(RECIPIENTS));
        uint256 ratio = 9_000 + 1_000 * _draw(3);
        uint32 maxAge = _rarely(2) ? type(uint32).max : uint32(_draw(300));
        uint256 buffer = 100 * _draw(2);
        _checkAnswer(consumer, recipient, nullifier, ratio, buffer, maxAge);
        if (_holds(consumer, recipient, nullifier, ratio, buffer, maxAge)) ++held;
    }

    function _noteAttested(IMarginClaims.Terms memory terms) private {
        _noteAccounts(terms.accounts);
        _noteMarket(terms.market);
    }
}
