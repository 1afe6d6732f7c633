// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MarginClaims} from "../../../verifier-contracts/claims/MarginClaims.sol";
import {Predicate} from "../../../verifier-contracts/claims/Predicate.sol";
import {IMarginClaims} from "../../../verifier-contracts/interfaces/IMarginClaims.sol";
import {IMarketRegistry} from "../../../verifier-contracts/interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../../../verifier-contracts/interfaces/IVenueRegistry.sol";
import {MarketRegistry} from "../../../verifier-contracts/registries/MarketRegistry.sol";
import {VenueRegistry} from "../../../verifier-contracts/registries/VenueRegistry.sol";
import {VerifierRouter} from "../../../verifier-contracts/router/VerifierRouter.sol";
import {Seeded} from "./Seeded.sol";
import {StandInVerifier} from "./StandInVerifier.sol";
import {VM} from "./Vm.sol";

/// @dev The contracts of the project, one venue, one market of two signers in three, three verifiers of one family and
/// one of another. The world administers all of them, and knows all keys.
abstract contract World is Seeded {
    bytes32 internal constant VENUE = "venue";
    bytes32 internal constant MARKET = "market";
    bytes32 internal constant FAMILY = "family";
    bytes32 internal constant OTHER_FAMILY = "other family";
    uint64 internal constant START = 1_760_000_000;
    uint64 internal constant FAR = START + 3650 days;
    uint48 internal constant DELAY = 60;
    address internal constant MALLORY = address(0xbad);

    VenueRegistry internal immutable VENUES;
    MarketRegistry internal immutable MARKETS;
    VerifierRouter internal immutable ROUTER;
    MarginClaims internal immutable CLAIMS;

    /// @dev Of the venue; all but the last are revoked.
    uint256[] internal _attestors;

    /// @dev Of the market.
    uint256[] internal _signers;

    bytes32[] internal _digests;
    mapping(bytes32 digest => StandInVerifier) internal _verifiers;

    constructor() {
        VM.warp(START);
        VENUES = new VenueRegistry(address(this));
        MARKETS = new MarketRegistry(address(this), VENUES, 0);
        ROUTER = new VerifierRouter(DELAY, address(this));
        CLAIMS = new MarginClaims(address(this), VENUES, MARKETS, ROUTER);
        VENUES.grantRole(VENUES.REGISTRAR_ROLE(), address(this));
        MARKETS.grantRole(MARKETS.REGISTRAR_ROLE(), address(this));
        ROUTER.grantRole(ROUTER.MANAGER_ROLE(), address(this));
        ROUTER.grantRole(ROUTER.GUARDIAN_ROLE(), address(this));
        CLAIMS.grantRole(CLAIMS.GUARDIAN_ROLE(), address(this));

        VENUES.registerVenue(VENUE, address(this));
        _newAttestor();
        for (uint256 i; i < 3; ++i) _signers.push(0x516e + i);
        address[] memory signers = new address[](3);
        for (uint256 i; i < 3; ++i) signers[i] = VM.addr(_signers[i]);
        MARKETS.openMarket(MARKET, address(this), 2, signers, FAR);

        for (uint256 i; i < 3; ++i) _newVerifier(FAMILY);
        _newVerifier(OTHER_FAMILY);
        VM.warp(START + DELAY);
        for (uint256 i; i < 4; ++i) ROUTER.activate(_digests[i]);
    }

    /* KEYS */

    function _newAttestor() internal {
        uint256 key = 0xa77e + _attestors.length;
        address attestor = VM.addr(key);
        bytes memory consent = _sign(key, VENUES.consentDigestOf(VENUE, attestor, START, FAR));
        VENUES.addAttestor(VENUE, attestor, START, FAR, consent);
        _attestors.push(key);
    }

    function _newSigner() internal {
        uint256 key = 0x516e + _signers.length;
        MARKETS.addSigner(MARKET, VM.addr(key), _now(), FAR);
        _signers.push(key);
    }

    function _newVerifier(bytes32 family) internal returns (bytes32 digest) {
        digest = keccak256(abi.encode("verifier", _digests.length));
        _verifiers[digest] = new StandInVerifier(digest);
        ROUTER.propose(digest, address(_verifiers[digest]), family, "circuit");
        _digests.push(digest);
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    /* ATTESTATIONS */

    function _signAccounts(
        uint64 epoch,
        uint256 root,
        uint64 asOf,
        uint256 key
    ) internal view returns (IVenueRegistry.SignedAccounts memory signed) {
        signed.attestation = IVenueRegistry.AccountsAttestation(VENUE, epoch, root, asOf);
        signed.attestor = VM.addr(key);
        signed.signature = _sign(key, VENUES.digestOf(signed.attestation));
    }

    /// @dev Signed by two keys, in the order in which the registry wants them.
    function _signMarket(
        uint256 root,
        uint64 asOf,
        uint256 first,
        uint256 second
    ) internal view returns (IMarketRegistry.SignedMarket memory signed) {
        if (VM.addr(first) > VM.addr(second)) (first, second) = (second, first);
        signed.attestation = IMarketRegistry.MarketAttestation(MARKET, root, asOf);
        bytes32 digest = MARKETS.digestOf(signed.attestation);
        (signed.signers, signed.signatures) = (new address[](2), new bytes[](2));
        (signed.signers[0], signed.signers[1]) = (VM.addr(first), VM.addr(second));
        (signed.signatures[0], signed.signatures[1]) = (_sign(first, digest), _sign(second, digest));
    }

    /* CLAIMS */

    function _openScope(
        uint32 maxAccountsAge,
        uint32 maxMarketAge,
        uint256[] memory predicates
    ) internal returns (uint256) {
        return CLAIMS.openScope(_policy(maxAccountsAge, maxMarketAge), predicates, 0);
    }

    function _policy(uint32 maxAccountsAge, uint32 maxMarketAge) internal pure returns (IMarginClaims.Policy memory) {
        return IMarginClaims.Policy(VENUE, MARKET, FAMILY, maxAccountsAge, maxMarketAge);
    }

    function _predicate(uint256 ratioBps, uint64 bufferUSD) internal pure returns (uint256) {
        return Predicate.pack(Predicate.Kind.Maintenance, ratioBps, bufferUSD);
    }

    /// @dev The proof of an honest prover for these signals.
    function _prove(
        IMarginClaims.Terms memory terms,
        uint256 predicate,
        uint256 nullifier,
        address recipient,
        address submitter
    ) internal view returns (uint256[8] memory) {
        uint256[] memory signals = new uint256[](6);
        signals[0] = terms.accounts.attestation.accountsRoot;
        signals[1] = terms.market.attestation.marketRoot;
        signals[2] = predicate;
        signals[3] = terms.scope;
        signals[4] = nullifier;
        signals[5] = CLAIMS.contextOf(recipient, submitter, terms.deadline);
        return _verifiers[terms.keyDigest].prove(signals);
    }

    function _now() internal view returns (uint64) {
        return uint64(VM.getBlockTimestamp());
    }
}
