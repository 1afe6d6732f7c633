// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMarginClaims} from "../interfaces/IMarginClaims.sol";
import {IMarketRegistry} from "../interfaces/IMarketRegistry.sol";
import {IVenueRegistry} from "../interfaces/IVenueRegistry.sol";
import {Predicate} from "./Predicate.sol";

/// @title Scopes
/// @author the zk-solvency authors
/// @notice The consumers of claims: what each accepts, and its ladder of predicates. See IMarginClaims.
abstract contract Scopes is IMarginClaims {
    /// @dev Four slots; the last has 160 + 32 + 32 + 8 bits. No owner: not open.
    struct Scope {
        bytes32 venue;
        bytes32 market;
        bytes32 family;
        address owner;
        uint32 maxAccountsAge;
        uint32 maxMarketAge;
        uint8 levelCount;
    }

    /// @notice What the id of a scope is a hash of.
    bytes32 public constant SCOPE_TYPEHASH = keccak256(
        "solvency.MarginClaims/2 scope(uint256 chainId,address claims,address owner,bytes32 venue,bytes32 market,bytes32 family,uint32 maxAccountsAge,uint32 maxMarketAge,bytes32 salt)"
    );

    /// @notice The largest maximum age accepted. Catches most ages given in milliseconds.
    uint32 public constant MAX_AGE = 30 days;

    /// @notice The most levels a scope may have.
    uint256 public constant MAX_LEVELS = 255;

    IVenueRegistry internal immutable VENUES;
    IMarketRegistry internal immutable MARKETS;

    mapping(uint256 scope => Scope) private _scopes;
    mapping(uint256 scope => mapping(uint256 level => uint256 predicate)) private _levels;

    constructor(IVenueRegistry venues_, IMarketRegistry markets_) {
        _requireContract(address(venues_));
        _requireContract(address(markets_));
        address known = markets_.venues();
        if (known != address(venues_)) revert VenuesMismatch(known, address(venues_));
        VENUES = venues_;
        MARKETS = markets_;
    }

    /// @inheritdoc IMarginClaims
    function openScope(
        Policy calldata policy,
        uint256[] calldata predicates,
        bytes32 salt
    ) external returns (uint256 scope) {
        if (!VENUES.isRegistered(policy.venue)) revert VenueUnknown(policy.venue);
        if (!MARKETS.isRegistered(policy.market)) revert MarketUnknown(policy.market);
        if (policy.family == 0) revert FamilyIsZero();
        _requireAge(policy.maxAccountsAge);
        _requireAge(policy.maxMarketAge);
        if (predicates.length == 0) revert LevelCountOutOfRange(0, 1, MAX_LEVELS);

        scope = scopeIdOf(msg.sender, policy, salt);
        if (_scopes[scope].owner != address(0)) revert ScopeAlreadyOpen(scope);
        _scopes[scope] = Scope({
            venue: policy.venue,
            market: policy.market,
            family: policy.family,
            owner: msg.sender,
            maxAccountsAge: policy.maxAccountsAge,
            maxMarketAge: policy.maxMarketAge,
            levelCount: 0
        });
        emit ScopeOpened(scope, msg.sender, policy);
        for (uint256 i; i < predicates.length; ++i) _addLevel(scope, predicates[i]);
    }

    /// @inheritdoc IMarginClaims
    function addLevel(uint256 scope, uint256 predicate) external returns (uint8 level) {
        address owner = _openScope(scope).owner;
        if (msg.sender != owner) revert NotScopeOwner(msg.sender, owner);
        return _addLevel(scope, predicate);
    }

    /// @inheritdoc IMarginClaims
    function scopeOf(
        uint256 scope
    ) external view returns (Policy memory policy, address owner, uint256[] memory predicates) {
        Scope memory known = _scopes[scope];
        policy = Policy({
            venue: known.venue,
            market: known.market,
            family: known.family,
            maxAccountsAge: known.maxAccountsAge,
            maxMarketAge: known.maxMarketAge
        });
        predicates = new uint256[](known.levelCount);
        for (uint256 level; level < predicates.length; ++level) predicates[level] = _levels[scope][level];
        return (policy, known.owner, predicates);
    }

    /// @inheritdoc IMarginClaims
    function venues() external view returns (address) {
        return address(VENUES);
    }

    /// @inheritdoc IMarginClaims
    function markets() external view returns (address) {
        return address(MARKETS);
    }

    /// @inheritdoc IMarginClaims
    function scopeIdOf(address owner, Policy calldata policy, bytes32 salt) public view returns (uint256 scope) {
        return uint256(keccak256(abi.encode(SCOPE_TYPEHASH, block.chainid, address(this), owner, policy, salt))) >> 3;
    }

    /// @dev What is known of a scope. Reverts if it is not open.
    function _openScope(uint256 scope) internal view returns (Scope storage known) {
        known = _scopes[scope];
        if (known.owner == address(0)) revert ScopeUnknown(scope);
    }

    /// @dev The predicate of a level; zero, which every account of value claims, where the scope has no such level.
    function _predicateOf(uint256 scope, uint8 level) internal view returns (uint256) {
        return _levels[scope][level];
    }

    function _requireContract(address received) internal view {
        if (received.code.length == 0) revert NotContract(received);
    }

    function _addLevel(uint256 scope, uint256 predicate) private returns (uint8 level) {
        Predicate.requireWellFormed(predicate);
        level = _scopes[scope].levelCount;
        if (level >= MAX_LEVELS) revert LevelCountOutOfRange(uint256(level) + 1, 1, MAX_LEVELS);
        _scopes[scope].levelCount = level + 1;
        _levels[scope][level] = predicate;
        emit LevelAdded(scope, level, predicate);
    }

    function _requireAge(uint32 age) private pure {
        if (age == 0 || age > MAX_AGE) revert MaxAgeOutOfRange(age, 1, MAX_AGE);
    }
}
