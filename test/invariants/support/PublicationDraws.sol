// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SCALAR_FIELD} from "../../../verifier-contracts/groth16/Bn254.sol";
import {IMarketRegistry} from "../../../verifier-contracts/interfaces/IMarketRegistry.sol";
import {ISolvencyAttestations} from "../../../verifier-contracts/interfaces/ISolvencyAttestations.sol";
import {IVerifierRouter} from "../../../verifier-contracts/interfaces/IVerifierRouter.sol";
import {AttestationsModel} from "./AttestationsModel.sol";
import {VM} from "./Vm.sol";

/// @dev Publications, honest or not, signed and proven.
abstract contract PublicationDraws is AttestationsModel {
    mapping(bytes32 rows => uint256) private _descriptions;

    constructor() {
        for (uint256 i; i < DESCRIPTIONS; ++i) {
            (ISolvencyAttestations.Publication memory described) = _described(i);
            _descriptions[TABLES.rowsDigestOf(described.rows, described.tokens)] = i;
        }
    }

    /* DRAWS */

    /// @dev All but signature and proof; and whether rows are what they are said to be, and sound.
    function _drawPublication() internal returns (ISolvencyAttestations.Publication memory given, bool isSound) {
        given.accounts = _drawAccounts();
        given.market = _drawMarket();
        if (_flaw(6) && _marketTimes.length != 0) _drawFarMarket(given);
        given.table = _drawTable(given.market.attestation);
        uint256 description = _descriptions[given.table.attestation.rows];
        // Sound rows that nobody attested, and others.
        if (description != 0 && _rarely(2)) description = 0;
        if (_flaw(8)) description = _draw(DESCRIPTIONS);
        (given.rows, given.tokens) = _rowsOf(description);
        given.statement.subtree = uint256(keccak256(abi.encode("subtree", _draw(8)))) >> 3;
        if (_flaw(12)) given.statement.subtree += SCALAR_FIELD;
        given.statement.bundle = keccak256(abi.encode("bundle", _draw(8)));
        given.statement.net = _drawNet();
        given.statement.holdings = _drawHoldings();
        given.statement.attested = _drawAttested();
        given.keyDigest = _drawKey();
        isSound = description == 0;
    }

    /// @dev Accounts an hour, or a second more, after a market.
    function _drawFarMarket(ISolvencyAttestations.Publication memory given) private {
        uint64 asOf = _marketTimes[_marketTimes.length - 1];
        given.market.attestation = IMarketRegistry.MarketAttestation(MARKET, _markets[asOf], asOf);
        _warpTo(asOf + 1 hours + _draw(2));
        uint256 root = uint256(keccak256(abi.encode(_now()))) >> 3;
        given.accounts = _signAccounts(_latestEpoch + 1, root, _now(), _attestors[_attestors.length - 1]);
    }

    /// @dev Some units more or less of each asset, and profit and loss; contracts mostly cancel out.
    function _drawNet() private returns (int256[] memory net) {
        net = new int256[](ROWS);
        for (uint256 k; k < 3; ++k) net[k] = (int256(_draw(6)) - 2) * 1e8;
        for (uint256 k; k < 3; ++k) if (_rarely(4)) net[k] += int256(_draw(3)) - 1;
        if (_rarely(6)) net[3] = int256(_draw(3)) - 1;
        int256 sign = _rarely(2) ? int256(1) : int256(-1);
        if (_rarely(24)) net[_draw(ROWS)] = sign * (2 ** 93 - int256(_draw(2)));
        if (_flaw(12)) net[_draw(ROWS)] += sign * int256(SCALAR_FIELD);
        if (_rarely(24)) net = _ofLength(net, _rarely(2) ? ROWS - 1 : ROWS + 1);
    }

    function _ofLength(int256[] memory net, uint256 length) private pure returns (int256[] memory other) {
        other = new int256[](length);
        for (uint256 k; k < length && k < net.length; ++k) other[k] = net[k];
    }

    /// @dev Of the wallets that back the venue; now and then those that soon do not, or all, or one twice, or out of order, or of no token.
    function _drawHoldings() private returns (ISolvencyAttestations.Holding[] memory holdings) {
        (bool any, bool soon) = (_flaw(4), _flaw(2));
        ISolvencyAttestations.Holding[] memory all = new ISolvencyAttestations.Holding[](ASSETS * WALLETS);
        uint256 count;
        for (uint16 token; token < ASSETS; ++token) {
            address[] memory owners = _sortedWallets();
            for (uint256 i; i < WALLETS; ++i) {
                if (_rarely(6)) continue;
                bool backs = _backs(owners[i], VENUE, _now() + 7 days);
                if (!backs && !any && !(soon && _backs(owners[i], VENUE, _now()))) continue;
                all[count++] = ISolvencyAttestations.Holding(token, owners[i]);
            }
        }
        holdings = new ISolvencyAttestations.Holding[](count);
        for (uint256 i; i < count; ++i) holdings[i] = all[i];
        if (count < 2) return holdings;
        if (_flaw(6)) holdings[1] = holdings[0];
        if (_flaw(10)) (holdings[0], holdings[1]) = (holdings[1], holdings[0]);
        if (_flaw(10)) holdings[count - 1].token = uint16(ASSETS);
    }

    function _drawAttested() private returns (ISolvencyAttestations.AttestedReserve[] memory attested) {
        if (_rarely(2)) return attested;
        attested = new ISolvencyAttestations.AttestedReserve[](2);
        attested[0] = ISolvencyAttestations.AttestedReserve(0, uint96(_draw(3) * 1e8));
        attested[1] = ISolvencyAttestations.AttestedReserve(1, uint96(_draw(3) * 1e8));
        if (_flaw(3)) attested[1].row = uint16(_draw(5));
        if (_flaw(4)) attested[0].row = 1;
    }

    /// @dev Of a total that is active, if there is one.
    function _drawKey() private returns (bytes32 digest) {
        digest = _drawDigest();
        if (_flaw(6)) return digest;
        for (uint256 i = _digests.length; i > 0; --i) {
            bool active = _status[_digests[i - 1]] == IVerifierRouter.Status.Active;
            if (active && _families[_digests[i - 1]] == TOTAL) return _digests[i - 1];
        }
    }

    /* SIGNATURE AND PROOF */

    /// @dev By the venue's key, if that is no lie. Returns whether it is not.
    function _sign(ISolvencyAttestations.Publication memory given) internal returns (bool) {
        uint256 key = _attestors[_attestors.length - 1];
        if (_flaw(8)) key = _attestors[_draw(_attestors.length)];
        if (_flaw(8)) key = 0xbad;
        given.attestor = VM.addr(key);
        bytes32 bundle = given.statement.bundle;
        bool lie = _flaw(8);
        if (lie) given.statement.bundle = "signed";
        given.signature = _sign(key, SOLVENCY.statementDigestOf(given));
        given.statement.bundle = bundle;
        return !lie && key != 0xbad && !_revoked[key];
    }

    /// @dev Of what is published, if that is no lie. Returns whether it is not.
    function _prove(ISolvencyAttestations.Publication memory given) internal returns (bool) {
        uint256 lie = _flaw(4) ? _draw(6) : 6;
        uint256[] memory signals = new uint256[](6);
        signals[0] = given.accounts.attestation.accountsRoot;
        signals[1] = SOLVENCY.epochSignalOf(VENUE, given.accounts.attestation.epoch);
        signals[2] = given.table.attestation.table;
        signals[3] = given.statement.subtree;
        int256[] memory net = given.statement.net;
        signals[4] = uint256(keccak256(abi.encode(signals[0], signals[1], signals[2], signals[3], net))) % SCALAR_FIELD;
        uint256 power = 1;
        for (uint256 k; k < net.length; ++k) {
            power = mulmod(power, signals[4], SCALAR_FIELD);
            int256 reduced = net[k] % int256(SCALAR_FIELD);
            uint256 term = reduced < 0 ? SCALAR_FIELD - uint256(-reduced) : uint256(reduced);
            signals[5] = addmod(signals[5], mulmod(term, power, SCALAR_FIELD), SCALAR_FIELD);
        }
        if (lie < 6) signals[lie] = addmod(signals[lie], 1, SCALAR_FIELD);
        if (address(_verifiers[given.keyDigest]) != address(0))
            given.proof = _verifiers[given.keyDigest].prove(signals);
        return lie == 6;
    }

    function _described(uint256 i) private view returns (ISolvencyAttestations.Publication memory given) {
        (given.rows, given.tokens) = _rowsOf(i);
    }

    function _sortedWallets() private pure returns (address[] memory sorted) {
        sorted = new address[](WALLETS);
        for (uint256 i; i < WALLETS; ++i) {
            uint256 place = i;
            for (; place != 0 && sorted[place - 1] > _wallet(i); --place) sorted[place] = sorted[place - 1];
            sorted[place] = _wallet(i);
        }
    }

    function _warpTo(uint256 time) internal {
        if (time > _now()) VM.warp(time);
    }
}
