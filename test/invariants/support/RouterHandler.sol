// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {RegistriesHandler} from "./RegistriesHandler.sol";

/// @dev Moves verifiers through their states, also where they must not go.
abstract contract RouterHandler is RegistriesHandler {
    mapping(bytes32 digest => IVerifierRouter.Status) internal _status;
    mapping(bytes32 digest => bytes32 family) internal _families;
    mapping(bytes32 digest => uint256) internal _eta;

    constructor() {
        for (uint256 i; i < _digests.length; ++i) {
            _status[_digests[i]] = IVerifierRouter.Status.Active;
            _families[_digests[i]] = i == 3 ? OTHER_FAMILY : FAMILY;
        }
    }

    /* ACTIONS */

    function _activate() internal {
        bytes32 digest = _drawDigestIn(IVerifierRouter.Status.Pending);
        bool expected = _status[digest] == IVerifierRouter.Status.Pending && _now() >= _eta[digest];
        try ROUTER.activate(digest) {
            _moved(digest, expected, IVerifierRouter.Status.Active);
        } catch {
            _check(!expected, "P-04");
        }
    }

    function _freeze() internal {
        bytes32 digest = _drawDigest();
        IVerifierRouter.Status status = _status[digest];
        bool expected = status == IVerifierRouter.Status.Active || status == IVerifierRouter.Status.Pending;
        try ROUTER.freeze(digest) {
            _moved(digest, expected, IVerifierRouter.Status.Frozen);
        } catch {
            _check(!expected, "P-04");
        }
    }

    function _unfreeze() internal {
        bytes32 digest = _drawDigestIn(IVerifierRouter.Status.Frozen);
        bool expected = _status[digest] == IVerifierRouter.Status.Frozen;
        try ROUTER.unfreeze(digest) {
            _moved(digest, expected, IVerifierRouter.Status.Pending);
            _eta[digest] = _now() + DELAY;
        } catch {
            _check(!expected, "P-04");
        }
    }

    /// @dev And proposes another in its place.
    function _tombstone() internal {
        bytes32 digest = _drawDigest();
        bool expected = _status[digest] != IVerifierRouter.Status.Tombstoned;
        try ROUTER.tombstone(digest) {
            _moved(digest, expected, IVerifierRouter.Status.Tombstoned);
        } catch {
            _check(!expected, "P-03");
        }
        if (!expected) return;
        bytes32 next = _newVerifier(_families[digest]);
        (_status[next], _families[next]) = (IVerifierRouter.Status.Pending, _families[digest]);
        _eta[next] = _now() + DELAY;
    }

    /// @dev A digest is proposed once.
    function _proposeAgain() internal {
        bytes32 digest = _drawDigest();
        try ROUTER.propose(digest, address(_verifiers[digest]), FAMILY, "circuit") {
            _check(false, "P-04");
        } catch {}
    }

    /* CHECKS */

    /// @dev P-03 and P-04: states, families and verifiers are what they should be, and only active verifiers answer.
    function checkVerifiers() external view {
        uint256[] memory signals = new uint256[](6);
        for (uint256 i; i < _digests.length; ++i) {
            bytes32 digest = _digests[i];
            IVerifierRouter.Route memory route = ROUTER.routeOf(digest);
            _check(route.status == _status[digest] && route.family == _families[digest], "P-04");
            _check(route.verifier == address(_verifiers[digest]) && route.number == i + 1, "P-04");
            bool active = _status[digest] == IVerifierRouter.Status.Active;
            try ROUTER.verify(digest, _verifiers[digest].prove(signals), signals) returns (bool valid) {
                _check(active && valid, "P-03");
            } catch {
                _check(!active, "P-03");
            }
        }
    }

    /* INTERNAL */

    function _drawDigest() internal returns (bytes32) {
        return _digests[_draw(_digests.length)];
    }

    /// @dev Mostly one in this state, if there is one.
    function _drawDigestIn(IVerifierRouter.Status wanted) internal returns (bytes32 digest) {
        uint256 first = _draw(_digests.length);
        digest = _digests[first];
        if (_flaw(3)) return digest;
        for (uint256 i; i < _digests.length; ++i) {
            bytes32 other = _digests[(first + i) % _digests.length];
            if (_status[other] == wanted) return other;
        }
    }

    function _moved(bytes32 digest, bool expected, IVerifierRouter.Status to) private {
        _check(expected, "P-04");
        _status[digest] = to;
    }
}
