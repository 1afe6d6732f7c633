// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CreditLine} from "../../../examples/credit-line/CreditLine.sol";
import {ICreditLine} from "../../../examples/credit-line/ICreditLine.sol";
import {IMarginClaims} from "../../../verifier-contracts/interfaces/IMarginClaims.sol";
import {Dollar} from "../../examples/support/Tokens.sol";
import {VM} from "./Vm.sol";
import {World} from "./World.sol";

/// @dev Borrows, repays, lets claims lapse, calls margin and closes lines, by whomever, and keeps books of its own.
/// Whether a claim holds, MarginClaims says: that it says so rightly is another campaign's.
contract CreditLineHandler is World {
    uint256 private constant LIMIT = 5_000;
    uint256 private constant DEPOSIT = 250;
    uint32 private constant GRACE = 300;
    uint32 private constant MAX_AGE_TO_DRAW = 120;
    uint64 private constant BUFFER = 5_000e8;
    uint256 private constant ACCOUNTS = 3;
    uint256 private constant PEOPLE = 3;

    CreditLine private immutable LINE;
    Dollar private immutable TOKEN;

    mapping(uint256 nullifier => ICreditLine.Line) private _lines;

    /// @dev How many accounts there were; those before the last few defaulted, or their lines are still open.
    uint256 private _accounts = ACCOUNTS;
    uint256[] private _ratios = [12_000, 15_000];
    uint256 private _asked;
    uint256 private _resumedAt;
    uint64 private _epoch;

    uint256 private _funded;
    uint256 private _withdrawn;
    uint256 private _seized;
    uint256 private _lost;

    /// @dev What happened: a campaign in which nothing does shows nothing.
    uint256 public draws;
    uint256 public marginCalls;
    uint256 public cures;
    uint256 public defaults;
    uint256 public settlements;

    constructor() {
        TOKEN = new Dollar();
        IMarginClaims.Policy memory policy = _policy(240, 240);
        ICreditLine.Terms memory terms = ICreditLine.Terms(LIMIT, DEPOSIT, BUFFER, GRACE, MAX_AGE_TO_DRAW);
        LINE = new CreditLine(address(this), TOKEN, terms, CLAIMS, policy, _ratios);
        _funded = 20_000;
        LINE.grantRole(LINE.RISK_ROLE(), address(this));
        LINE.grantRole(LINE.GUARDIAN_ROLE(), address(this));
        for (uint256 i; i <= PEOPLE; ++i) {
            address person = i == PEOPLE ? address(this) : _person(i);
            TOKEN.mint(person, 1e9);
            VM.prank(person);
            TOKEN.approve(address(LINE), type(uint256).max);
        }
        LINE.fund(_funded);
    }

    /* ACTIONS: claims */

    function warp(uint256 seed) external seeded(seed) {
        VM.warp(_now() + _draw(_rarely(8) ? 900 : 60));
    }

    /// @dev A claim on accounts and prices of now, carried along.
    function claim(uint256 seed) external seeded(seed) {
        if (CLAIMS.paused()) return CLAIMS.unpause();
        if (_rarely(24)) return CLAIMS.pause();
        for (uint256 i; i < 2; ++i) _claim(_drawAccount());
    }

    function _claim(uint256 nullifier) private {
        VM.warp(_now() + 1); // A later epoch is of a later time.
        address recipient = _drawPerson(nullifier);
        uint256 lowest = _rarely(4) ? 0 : _asked;
        uint8 level = uint8(lowest + _draw(_ratios.length - lowest));
        IMarginClaims.Terms memory terms;
        (terms.scope, terms.level, terms.deadline, terms.keyDigest) = (LINE.scope(), level, _now(), _digests[0]);
        terms.accounts = _signAccounts(++_epoch, _epoch, _now(), _attestors[0]);
        terms.market = _signMarket(_epoch, _now(), _signers[0], _signers[1]);
        IMarginClaims.Submission memory submission;
        (submission.nullifier, submission.recipient) = (nullifier, recipient);
        uint256 predicate = _predicate(_ratios[level], BUFFER);
        submission.proof = _prove(terms, predicate, nullifier, recipient, recipient);
        VM.prank(recipient);
        CLAIMS.submit(terms, submission);
    }

    /* ACTIONS: borrowers */

    function open(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        address sender = _drawPerson(nullifier);
        bool expected =
            _is(nullifier, ICreditLine.Status.None) && !LINE.paused() && _holds(sender, nullifier, MAX_AGE_TO_DRAW);
        VM.prank(sender);
        try LINE.open(nullifier) {
            _check(expected, "P-18");
            _lines[nullifier] = ICreditLine.Line(sender, ICreditLine.Status.Open, 0, 0);
        } catch {
            _check(!expected, "P-18");
        }
    }

    function draw(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        address sender = _drawPerson(nullifier);
        ICreditLine.Line storage line = _lines[nullifier];
        uint256 amount = _rarely(4) ? LIMIT - line.debt + _draw(2) : _draw(2_500);
        if (_rarely(12)) amount = type(uint256).max;
        bool expected =
            _is(nullifier, ICreditLine.Status.Open) &&
                !LINE.paused() &&
                sender == line.borrower &&
                amount != 0 &&
                amount <= LINE.cash() &&
                amount <= LIMIT - line.debt &&
                _holds(sender, nullifier, MAX_AGE_TO_DRAW);
        uint256 before = TOKEN.balanceOf(sender);
        VM.prank(sender);
        try LINE.draw(nullifier, amount) {
            _check(expected, "P-17");
            line.debt += amount;
            _check(TOKEN.balanceOf(sender) == before + amount, "P-15");
            ++draws;
        } catch {
            _check(!expected, "P-17");
        }
    }

    /// @dev Also while paused, and by whomever.
    function repay(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        ICreditLine.Line storage line = _lines[nullifier];
        uint256 amount = _rarely(4) ? line.debt + _draw(2) : _draw(1_500);
        bool expected = amount != 0 && amount <= line.debt;
        VM.prank(_drawPerson(nullifier));
        try LINE.repay(nullifier, amount) {
            _check(expected, "P-20");
            line.debt -= amount;
            if (line.debt == 0) (line.status, line.calledAt) = (ICreditLine.Status.Open, 0);
        } catch {
            _check(!expected, "P-20");
        }
    }

    function settle(uint256 seed) external seeded(seed) {
        if (!_rarely(4)) return;
        uint256 nullifier = _drawAccount();
        address sender = _drawPerson(nullifier);
        ICreditLine.Line storage line = _lines[nullifier];
        bool expected = _is(nullifier, ICreditLine.Status.Open) && sender == line.borrower && line.debt == 0;
        VM.prank(sender);
        try LINE.settle(nullifier) {
            _check(expected, "P-20");
            delete _lines[nullifier];
            ++settlements;
        } catch {
            _check(!expected, "P-20");
        }
    }

    /* ACTIONS: margin */

    function callMargin(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        ICreditLine.Line storage line = _lines[nullifier];
        bool expected =
            _is(nullifier, ICreditLine.Status.Open) &&
                !LINE.paused() &&
                line.debt != 0 &&
                !_holds(line.borrower, nullifier, type(uint32).max);
        try LINE.callMargin(nullifier) {
            _check(expected, "P-19");
            (line.status, line.calledAt) = (ICreditLine.Status.Called, _now());
            ++marginCalls;
        } catch {
            _check(!expected, "P-19");
        }
    }

    function cure(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        ICreditLine.Line storage line = _lines[nullifier];
        bool expected = _is(nullifier, ICreditLine.Status.Called) && _holds(line.borrower, nullifier, type(uint32).max);
        try LINE.cure(nullifier) {
            _check(expected, "P-19");
            (line.status, line.calledAt) = (ICreditLine.Status.Open, 0);
            ++cures;
        } catch {
            _check(!expected, "P-19");
        }
    }

    function closeLine(uint256 seed) external seeded(seed) {
        uint256 nullifier = _drawAccount();
        ICreditLine.Line storage line = _lines[nullifier];
        uint256 from = line.calledAt > _resumedAt ? line.calledAt : _resumedAt;
        // The last second of grace, or the first after it.
        if (_rarely(2) && line.calledAt != 0 && _now() < from + GRACE) VM.warp(from + GRACE + _draw(2));
        bool expected =
            _is(nullifier, ICreditLine.Status.Called) &&
                !LINE.paused() &&
                _now() > from + GRACE &&
                !_holds(line.borrower, nullifier, type(uint32).max);
        try LINE.closeLine(nullifier) {
            _check(expected, "P-19");
            _lost += line.debt;
            _seized += DEPOSIT;
            (line.status, line.calledAt, line.debt) = (ICreditLine.Status.Defaulted, 0, 0);
            ++_accounts;
            ++defaults;
        } catch {
            _check(!expected, "P-19");
        }
    }

    /* ACTIONS: administration */

    function govern(uint256 seed) external seeded(seed) {
        if (LINE.paused()) {
            if (!_rarely(3)) return;
            LINE.unpause();
            _resumedAt = _now();
            return;
        }
        uint256 which = _draw(8);
        uint256 amount = 1 + _draw(8_000);
        if (which < 3) {
            LINE.fund(amount);
            _funded += amount;
        } else if (which == 3 && amount <= LINE.cash()) {
            LINE.withdraw(address(this), amount);
            _withdrawn += amount;
        } else if (which == 4 && _asked + 1 < _ratios.length) {
            LINE.raiseLevel(uint8(++_asked));
        } else if (which == 5 && _asked != 0) {
            LINE.lowerLevel(uint8(--_asked));
        } else if (which == 6 && _ratios.length < 4) {
            _ratios.push(_ratios[_ratios.length - 1] + 1_000);
            LINE.addLevel(_ratios[_ratios.length - 1]);
        } else if (which == 7) {
            LINE.pause();
        }
    }

    /* CHECKS */

    function check() external view {
        uint256 debt;
        uint256 deposits;
        for (uint256 nullifier = 1; nullifier <= _accounts; ++nullifier) {
            ICreditLine.Line memory line = LINE.lineOf(nullifier);
            _check(keccak256(abi.encode(line)) == keccak256(abi.encode(_lines[nullifier])), "P-18");
            _check(line.debt <= LIMIT, "P-17");
            debt += line.debt;
            bool lasts = line.status == ICreditLine.Status.Open || line.status == ICreditLine.Status.Called;
            if (lasts) deposits += DEPOSIT;
        }
        _check(LINE.totalDebt() == debt && LINE.totalDeposits() == deposits, "P-15");
        _check(TOKEN.balanceOf(address(LINE)) == LINE.cash() + deposits, "P-15");
        _check(LINE.cash() + debt + _lost + _withdrawn == _funded + _seized, "P-16");
        _check(LINE.predicateAsked() == _predicate(_ratios[_asked], BUFFER), "P-17");
    }

    /* INTERNAL */

    function _holds(address recipient, uint256 nullifier, uint32 maxAge) private view returns (bool) {
        uint256 predicate = _predicate(_ratios[_asked], BUFFER);
        return
            CLAIMS.isSolvent(recipient, LINE.scope(), nullifier, IMarginClaims.Requirement(predicate, maxAge, maxAge));
    }

    function _is(uint256 nullifier, ICreditLine.Status status) private view returns (bool) {
        return _lines[nullifier].status == status;
    }

    /// @dev Mostly one of those that did not default.
    function _drawAccount() private returns (uint256) {
        return _rarely(16) ? 1 + _draw(_accounts) : _accounts - _draw(ACCOUNTS);
    }

    /// @dev Mostly the borrower, or who would have the line if there were one.
    function _drawPerson(uint256 nullifier) private returns (address) {
        address borrower = _lines[nullifier].borrower;
        if (_rarely(6)) return _person(_draw(PEOPLE));
        return borrower == address(0) ? _person(nullifier % PEOPLE) : borrower;
    }

    function _person(uint256 index) private pure returns (address) {
        return address(uint160(0xb0b + index));
    }
}
