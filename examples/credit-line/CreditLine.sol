// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {Predicate} from "../../verifier-contracts/claims/Predicate.sol";
import {MarginConsumer} from "../../verifier-contracts/consumer/MarginConsumer.sol";
import {IMarginClaims} from "../../verifier-contracts/interfaces/IMarginClaims.sol";
import {ICreditLine} from "./ICreditLine.sol";

/// @title CreditLine
/// @author the zk-solvency authors
/// @notice An under-collateralised credit line. See ICreditLine.
/// @dev Of the tokens it holds, `cash + totalDeposits` are accounted for; what is sent to it otherwise is nobody's.
contract CreditLine is ICreditLine, MarginConsumer, AccessControl, Pausable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// @notice May raise the level asked for.
    bytes32 public constant RISK_ROLE = keccak256("RISK_ROLE");

    /// @notice May pause.
    bytes32 public constant GUARDIAN_ROLE = keccak256("GUARDIAN_ROLE");

    IERC20 private immutable TOKEN;
    uint256 private immutable LIMIT;
    uint256 private immutable DEPOSIT;
    uint64 private immutable BUFFER_USD;
    uint32 private immutable GRACE_PERIOD;
    uint32 private immutable MAX_AGE_TO_DRAW;

    mapping(uint256 nullifier => Line) private _lines;

    /// @dev The ratio of each level, in basis points, strictly increasing: what meets a level meets those below.
    uint256[] private _ladder;
    uint8 private _asked;
    uint64 private _resumedAt;

    uint256 private _cash;
    uint256 private _totalDebt;
    uint256 private _totalDeposits;

    /// @notice Opens the scope, with a level for each ratio, and asks for the lowest.
    /// @param admin The account that grants roles, lowers the level and takes cash out: a timelock or a multisignature
    /// wallet.
    /// @param token_ The token lent. It must move exactly what it is told to, and not change balances by itself.
    /// @param terms_ What holds for all lines.
    /// @param claims_ Where claims are recorded.
    /// @param policy Whose accounts, which prices, which circuits.
    /// @param ratiosBps The ratios of the levels, in basis points, increasing.
    constructor(
        address admin,
        IERC20 token_,
        Terms memory terms_,
        IMarginClaims claims_,
        IMarginClaims.Policy memory policy,
        uint256[] memory ratiosBps
    ) MarginConsumer(claims_, policy, _predicates(ratiosBps, terms_.bufferUSD)) {
        if (admin == address(0) || address(token_) == address(0)) revert ZeroAddress();
        // Without a buffer, an empty account would do; without a grace period, nobody could cure.
        _requireTerm(terms_.limit, "limit");
        _requireTerm(terms_.bufferUSD, "bufferUSD");
        _requireTerm(terms_.gracePeriod, "gracePeriod");
        _requireTerm(terms_.maxAgeToDraw, "maxAgeToDraw");
        TOKEN = token_;
        LIMIT = terms_.limit;
        DEPOSIT = terms_.deposit;
        BUFFER_USD = terms_.bufferUSD;
        GRACE_PERIOD = terms_.gracePeriod;
        MAX_AGE_TO_DRAW = terms_.maxAgeToDraw;
        _ladder = ratiosBps;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /* BORROWERS */

    /// @inheritdoc ICreditLine
    function open(uint256 nullifier) external whenNotPaused nonReentrant {
        Line storage line = _lineIn(nullifier, Status.None);
        _requireSolvent(msg.sender, nullifier, _required(MAX_AGE_TO_DRAW));
        (line.borrower, line.status) = (msg.sender, Status.Open);
        _totalDeposits += DEPOSIT;
        emit LineOpened(nullifier, msg.sender);
        _receive(DEPOSIT);
    }

    /// @inheritdoc ICreditLine
    function draw(uint256 nullifier, uint256 amount) external whenNotPaused nonReentrant {
        Line storage line = _lineIn(nullifier, Status.Open);
        _requireBorrower(line);
        _requireAmount(amount);
        // Compared before they are added, so that no amount overflows.
        if (amount > _cash) revert CashExceeded(amount, _cash);
        uint256 debt = line.debt + amount;
        if (debt > LIMIT) revert LimitExceeded(debt, LIMIT);
        _requireSolvent(msg.sender, nullifier, _required(MAX_AGE_TO_DRAW));

        line.debt = debt;
        _totalDebt += amount;
        _cash -= amount;
        emit Drawn(nullifier, amount, debt);
        TOKEN.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc ICreditLine
    function repay(uint256 nullifier, uint256 amount) external nonReentrant {
        Line storage line = _lines[nullifier];
        _requireAmount(amount);
        if (amount > line.debt) revert DebtExceeded(amount, line.debt);
        line.debt -= amount;
        _totalDebt -= amount;
        _cash += amount;
        emit Repaid(nullifier, msg.sender, amount, line.debt);
        if (line.debt == 0 && line.status == Status.Called) _reopen(line, nullifier);
        _receive(amount);
    }

    /// @inheritdoc ICreditLine
    function settle(uint256 nullifier) external nonReentrant {
        Line storage line = _lineIn(nullifier, Status.Open);
        _requireBorrower(line);
        if (line.debt != 0) revert StillInDebt(nullifier, line.debt);
        delete _lines[nullifier];
        _totalDeposits -= DEPOSIT;
        emit Settled(nullifier);
        TOKEN.safeTransfer(msg.sender, DEPOSIT);
    }

    /* MARGIN */

    /// @inheritdoc ICreditLine
    function callMargin(uint256 nullifier) external whenNotPaused nonReentrant {
        Line storage line = _lineIn(nullifier, Status.Open);
        if (line.debt == 0) revert NothingOwed(nullifier);
        _requireUncovered(line, nullifier);
        (line.status, line.calledAt) = (Status.Called, uint64(block.timestamp));
        emit MarginCalled(nullifier, _asked);
    }

    /// @inheritdoc ICreditLine
    function cure(uint256 nullifier) external nonReentrant {
        Line storage line = _lineIn(nullifier, Status.Called);
        _requireSolvent(line.borrower, nullifier, _required(type(uint32).max));
        _reopen(line, nullifier);
    }

    /// @inheritdoc ICreditLine
    function closeLine(uint256 nullifier) external whenNotPaused nonReentrant {
        Line storage line = _lineIn(nullifier, Status.Called);
        uint256 minimum = _closableAt(line);
        if (block.timestamp < minimum) revert GraceNotOver(block.timestamp, minimum);
        _requireUncovered(line, nullifier);
        uint256 debt = line.debt;
        // The line stays, so that the account never has another.
        (line.status, line.calledAt, line.debt) = (Status.Defaulted, 0, 0);
        _totalDebt -= debt;
        _totalDeposits -= DEPOSIT;
        _cash += DEPOSIT;
        emit Defaulted(nullifier, line.borrower, debt, DEPOSIT);
    }

    /// @inheritdoc ICreditLine
    function raiseLevel(uint8 level) external onlyRole(RISK_ROLE) {
        _ask(level, uint256(_asked) + 1, _ladder.length - 1);
    }

    /// @inheritdoc ICreditLine
    function lowerLevel(uint8 level) external onlyRole(DEFAULT_ADMIN_ROLE) {
        // At level 0 there is no lower one: the range is empty.
        if (_asked == 0) revert LevelOutOfRange(level, 0, 0);
        _ask(level, 0, _asked - 1);
    }

    /// @inheritdoc ICreditLine
    function addLevel(uint256 ratioBps) external onlyRole(DEFAULT_ADMIN_ROLE) returns (uint8 level) {
        _requireAbove(ratioBps, _ladder[_ladder.length - 1]);
        _ladder.push(ratioBps);
        return _addLevel(_predicate(ratioBps, BUFFER_USD));
    }

    /* CASH */

    /// @inheritdoc ICreditLine
    function fund(uint256 amount) external nonReentrant {
        _requireAmount(amount);
        _cash += amount;
        emit Funded(msg.sender, amount);
        _receive(amount);
    }

    /// @inheritdoc ICreditLine
    function withdraw(address to, uint256 amount) external nonReentrant onlyRole(DEFAULT_ADMIN_ROLE) {
        _requireAmount(amount);
        if (amount > _cash) revert CashExceeded(amount, _cash);
        _cash -= amount;
        emit Withdrawn(to, amount);
        TOKEN.safeTransfer(to, amount);
    }

    /* PAUSING */

    /// @inheritdoc ICreditLine
    function pause() external onlyRole(GUARDIAN_ROLE) {
        _pause();
    }

    /// @inheritdoc ICreditLine
    function unpause() external onlyRole(DEFAULT_ADMIN_ROLE) {
        _resumedAt = uint64(block.timestamp);
        _unpause();
    }

    /* STATE */

    /// @inheritdoc ICreditLine
    function lineOf(uint256 nullifier) external view returns (Line memory) {
        return _lines[nullifier];
    }

    /// @inheritdoc ICreditLine
    function closableAt(uint256 nullifier) external view returns (uint256) {
        Line storage line = _lines[nullifier];
        return line.status == Status.Called ? _closableAt(line) : 0;
    }

    /// @inheritdoc ICreditLine
    function predicateAsked() external view returns (uint256) {
        return _predicate(_ladder[_asked], BUFFER_USD);
    }

    /// @inheritdoc ICreditLine
    function levelAsked() external view returns (uint8) {
        return _asked;
    }

    /// @inheritdoc ICreditLine
    function terms() external view returns (Terms memory) {
        return
            Terms({
                limit: LIMIT,
                deposit: DEPOSIT,
                bufferUSD: BUFFER_USD,
                gracePeriod: GRACE_PERIOD,
                maxAgeToDraw: MAX_AGE_TO_DRAW
            });
    }

    /// @inheritdoc ICreditLine
    function token() external view returns (address) {
        return address(TOKEN);
    }

    /// @inheritdoc ICreditLine
    function cash() external view returns (uint256) {
        return _cash;
    }

    /// @inheritdoc ICreditLine
    function totalDebt() external view returns (uint256) {
        return _totalDebt;
    }

    /// @inheritdoc ICreditLine
    function totalDeposits() external view returns (uint256) {
        return _totalDeposits;
    }

    /* INTERNAL */

    function _ask(uint8 level, uint256 minimum, uint256 maximum) private {
        if (level < minimum || level > maximum) revert LevelOutOfRange(level, minimum, maximum);
        _asked = level;
        emit LevelAsked(level);
    }

    function _reopen(Line storage line, uint256 nullifier) private {
        (line.status, line.calledAt) = (Status.Open, 0);
        emit Cured(nullifier);
    }

    /// @dev Takes tokens from the sender, no fewer and no more.
    function _receive(uint256 amount) private {
        uint256 before = TOKEN.balanceOf(address(this));
        TOKEN.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = TOKEN.balanceOf(address(this)) - before;
        if (received != amount) revert TransferMismatch(received, amount);
    }

    /// @dev A line. Reverts unless it is what it must be.
    function _lineIn(uint256 nullifier, Status expected) private view returns (Line storage line) {
        line = _lines[nullifier];
        if (line.status != expected) revert StatusMismatch(nullifier, line.status, expected);
    }

    /// @dev Reverts if the claim holds for what is asked. Only the scope limits its age here.
    function _requireUncovered(Line storage line, uint256 nullifier) private view {
        if (_isSolvent(line.borrower, nullifier, _required(type(uint32).max))) revert ClaimHolds(nullifier, _asked);
    }

    function _required(uint32 maxAge) private view returns (IMarginClaims.Requirement memory) {
        return
            IMarginClaims.Requirement({
                predicate: _predicate(_ladder[_asked], BUFFER_USD),
                maxAccountsAge: maxAge,
                maxMarketAge: maxAge
            });
    }

    /// @dev A borrower who could not cure while this was paused has the whole period after.
    function _closableAt(Line storage line) private view returns (uint256) {
        uint256 from = line.calledAt > _resumedAt ? line.calledAt : _resumedAt;
        return from + GRACE_PERIOD + 1;
    }

    function _requireBorrower(Line storage line) private view {
        if (msg.sender != line.borrower) revert NotBorrower(msg.sender, line.borrower);
    }

    function _requireTerm(uint256 value, string memory name) private pure {
        if (value == 0) revert TermIsZero(name);
    }

    function _requireAmount(uint256 amount) private pure {
        if (amount == 0) revert AmountIsZero();
    }

    function _requireAbove(uint256 ratioBps, uint256 previous) private pure {
        if (ratioBps <= previous) revert RatioNotAbove(ratioBps, previous);
    }

    function _predicates(uint256[] memory ratiosBps, uint64 bufferUSD) private pure returns (uint256[] memory list) {
        list = new uint256[](ratiosBps.length);
        uint256 previous;
        for (uint256 i; i < list.length; ++i) {
            _requireAbove(ratiosBps[i], previous);
            previous = ratiosBps[i];
            list[i] = _predicate(previous, bufferUSD);
        }
    }

    function _predicate(uint256 ratioBps, uint64 bufferUSD) private pure returns (uint256) {
        return Predicate.pack(Predicate.Kind.Maintenance, ratioBps, bufferUSD);
    }
}
