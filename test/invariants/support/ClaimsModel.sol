// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../../../verifier-contracts/interfaces/IMarginClaims.sol";
import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {RouterHandler} from "./RouterHandler.sol";

/// @dev What MarginClaims should hold and answer, written down again as plainly as can be: whole claims, no packing, ages
/// by subtraction.
abstract contract ClaimsModel is RouterHandler {
    struct Held {
        address recipient;
        uint64 epoch;
        uint64 accountsAsOf;
        uint64 marketAsOf;
        bytes32 keyDigest;
        uint8 level;
    }

    struct Consumer {
        uint256 scope;
        uint32 maxAccountsAge;
        uint32 maxMarketAge;
        uint256[] ratios;
        uint256[] buffers;
    }

    uint256 internal constant NULLIFIERS = 4;
    uint256 internal constant RECIPIENTS = 3;

    Consumer[2] internal _consumers;
    mapping(uint256 scope => mapping(uint256 nullifier => Held)) internal _held;
    bool internal _paused;

    constructor() {
        _openConsumer(0, 600, 300);
        _openConsumer(1, 240, 240);
    }

    function _openConsumer(uint256 index, uint32 maxAccountsAge, uint32 maxMarketAge) private {
        uint256[] memory predicates = new uint256[](1);
        predicates[0] = _predicate(10_000, 100);
        Consumer storage consumer = _consumers[index];
        consumer.scope = _openScope(maxAccountsAge, maxMarketAge, predicates);
        (consumer.maxAccountsAge, consumer.maxMarketAge) = (maxAccountsAge, maxMarketAge);
        consumer.ratios.push(10_000);
        consumer.buffers.push(100);
    }

    function _recipient(uint256 index) internal pure returns (address) {
        return address(uint160(0xa11ce + index));
    }

    /* MODEL */

    /// @dev Whether claims on these terms are accepted, apart from what is each claim's own.
    function _acceptsTerms(Consumer storage consumer, IMarginClaims.Terms memory terms) internal view returns (bool) {
        if (_paused || terms.level >= consumer.ratios.length || terms.deadline < _now()) return false;
        if (_age(terms.accounts.attestation.asOf) > consumer.maxAccountsAge) return false;
        if (_age(terms.market.attestation.asOf) > consumer.maxMarketAge) return false;
        if (_status[terms.keyDigest] != IVerifierRouter.Status.Active) return false;
        if (_families[terms.keyDigest] != FAMILY) return false;
        return _acceptsAccounts(terms.accounts) && _acceptsMarket(terms.market);
    }

    /// @dev P-02.
    function _isNewer(IMarginClaims.Terms memory terms, Held storage held) internal view returns (bool) {
        if (held.recipient == address(0)) return true;
        uint64 epoch = terms.accounts.attestation.epoch;
        return epoch > held.epoch || (epoch == held.epoch && terms.market.attestation.asOf > held.marketAsOf);
    }

    function _note(IMarginClaims.Terms memory terms, uint256 nullifier, address recipient) internal {
        _held[terms.scope][nullifier] = Held({
            recipient: recipient,
            epoch: terms.accounts.attestation.epoch,
            accountsAsOf: terms.accounts.attestation.asOf,
            marketAsOf: terms.market.attestation.asOf,
            keyDigest: terms.keyDigest,
            level: terms.level
        });
    }

    /// @dev P-09: every condition of isSolvent.
    function _holds(
        Consumer storage consumer,
        address recipient,
        uint256 nullifier,
        uint256 ratio,
        uint256 buffer,
        uint32 maxAge
    ) internal view returns (bool) {
        Held storage held = _held[consumer.scope][nullifier];
        if (_paused || held.recipient == address(0) || held.recipient != recipient) return false;
        if (consumer.ratios[held.level] < ratio || consumer.buffers[held.level] < buffer) return false;
        uint256 accountsAge = _age(held.accountsAsOf);
        uint256 marketAge = _age(held.marketAsOf);
        if (accountsAge > consumer.maxAccountsAge || marketAge > consumer.maxMarketAge) return false;
        if (accountsAge > maxAge || marketAge > maxAge) return false;
        if (_isVoid(_venueVoid, held.accountsAsOf) || _isVoid(_marketVoid, held.marketAsOf)) return false;
        return _status[held.keyDigest] == IVerifierRouter.Status.Active;
    }

    /// @dev A time in the future has no age: what is attested for one is refused for that.
    function _age(uint64 asOf) private view returns (uint256) {
        return asOf > _now() ? 0 : _now() - asOf;
    }

    /* CHECKS */

    /// @dev P-01 and P-11: a claim is, whole, the last one accepted, and speaks of the roots that are recorded.
    function _checkClaim(Consumer storage consumer, uint256 nullifier) internal view {
        Held storage held = _held[consumer.scope][nullifier];
        IMarginClaims.Claim memory said = CLAIMS.claimOf(consumer.scope, nullifier);
        _check(said.recipient == held.recipient && said.epoch == held.epoch && said.level == held.level, "P-01");
        _check(said.accountsAsOf == held.accountsAsOf && said.marketAsOf == held.marketAsOf, "P-01");
        if (held.recipient == address(0)) return;
        _check(ROUTER.digestOf(said.verifier) == held.keyDigest, "P-01");
        (uint256 ratio, uint256 buffer) = (consumer.ratios[held.level], consumer.buffers[held.level]);
        _check(said.predicate == _predicate(ratio, uint64(buffer)), "P-11");
    }

    function _checkAnswer(
        Consumer storage consumer,
        address recipient,
        uint256 nullifier,
        uint256 ratio,
        uint256 buffer,
        uint32 maxAge
    ) internal view {
        IMarginClaims.Requirement memory required = IMarginClaims.Requirement({
            predicate: _predicate(ratio, uint64(buffer)),
            maxAccountsAge: maxAge,
            maxMarketAge: maxAge
        });
        bool said = CLAIMS.isSolvent(recipient, consumer.scope, nullifier, required);
        _check(said == _holds(consumer, recipient, nullifier, ratio, buffer, maxAge), "P-09");
        if (!said) return;
        IMarginClaims.Claim memory claim = CLAIMS.claimOf(consumer.scope, nullifier);
        _check(_now() <= claim.expiry, "P-10");
        _check(_status[ROUTER.digestOf(claim.verifier)] != IVerifierRouter.Status.Tombstoned, "P-03");
    }
}
