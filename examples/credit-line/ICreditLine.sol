// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ICreditLine
/// @author the zk-solvency authors
/// @notice Lends one token to traders whose margin account is solvent with room to spare, and takes hardly any collateral:
/// the proof that they could repay stands in its place.
/// @dev The life of a line:
///
///     open -> draw, repay -> settle                           owes nothing: the deposit goes back
///                \-> callMargin -> cure, or repay in full     as before
///                              \-> (grace period) -> closeLine   default: the deposit is kept
///
/// @dev A line belongs to an account, known by its nullifier, and to the borrower who opened it. Amounts are in the
/// smallest unit of the token. There is no interest: what is owed is what was drawn and not repaid.
/// @dev WARNING: A proof of solvency is not collateral. Nothing on the chain makes a borrower repay; the deposit is all
/// that can be kept. The size of a line is a matter of credit.
interface ICreditLine {
    /* TYPES */

    /// @notice What a line is.
    enum Status {
        None,
        Open,
        Called,
        Defaulted
    }

    /// @notice A line. Two slots.
    /// @param borrower For whom the claims must be made, and to whom is lent.
    /// @param status What it is.
    /// @param calledAt When margin was called; zero if it is not.
    /// @param debt What is owed.
    // solhint-disable-next-line gas-struct-packing
    struct Line {
        address borrower;
        Status status;
        uint64 calledAt;
        uint256 debt;
    }

    /// @notice What holds for all lines, for ever.
    /// @param limit The most a line may owe.
    /// @param deposit What a borrower leaves while the line lasts, and loses in a default.
    /// @param bufferUSD What an account must have beyond ratio * maintenance margin, in 1e-8 USD: at least the limit.
    /// @param gracePeriod For how many seconds a borrower may cure after a margin call.
    /// @param maxAgeToDraw How old accounts and prices may be when a line is opened or drawn, in seconds. To keep a line
    /// open, the limits of the scope suffice.
    struct Terms {
        uint256 limit;
        uint256 deposit;
        uint64 bufferUSD;
        uint32 gracePeriod;
        uint32 maxAgeToDraw;
    }

    /* ERRORS */

    /// @notice Thrown when an address given at construction is zero.
    error ZeroAddress();

    /// @notice Thrown when a term that must not be is zero.
    /// @param term Its name.
    error TermIsZero(string term);

    /// @notice Thrown when an amount is zero.
    error AmountIsZero();

    /// @notice Thrown when a line is not what it must be.
    /// @param nullifier The line.
    /// @param received What it is.
    /// @param expected What it must be; of several, the first.
    error StatusMismatch(uint256 nullifier, Status received, Status expected);

    /// @notice Thrown when someone else than the borrower draws or settles.
    /// @param received The sender.
    /// @param expected The borrower.
    error NotBorrower(address received, address expected);

    /// @notice Thrown when a line would owe too much.
    /// @param received What it would owe.
    /// @param maximum The limit.
    error LimitExceeded(uint256 received, uint256 maximum);

    /// @notice Thrown when there is less cash than asked for.
    /// @param received What is asked for.
    /// @param maximum The cash.
    error CashExceeded(uint256 received, uint256 maximum);

    /// @notice Thrown when more is repaid than is owed.
    /// @param received What is to be repaid.
    /// @param maximum What is owed.
    error DebtExceeded(uint256 received, uint256 maximum);

    /// @notice Thrown when margin is called on a line that owes nothing.
    /// @param nullifier The line.
    error NothingOwed(uint256 nullifier);

    /// @notice Thrown when a line that owes something is settled.
    /// @param nullifier The line.
    /// @param debt What it owes.
    error StillInDebt(uint256 nullifier, uint256 debt);

    /// @notice Thrown when margin is called, or a line closed, while the claim holds for what is asked.
    /// @param nullifier The line.
    /// @param level The level asked for.
    error ClaimHolds(uint256 nullifier, uint8 level);

    /// @notice Thrown when a line is closed before its grace period is over.
    /// @param received The time of the block.
    /// @param minimum The first second at which it can be closed.
    error GraceNotOver(uint256 received, uint256 minimum);

    /// @notice Thrown when a ratio of the ladder is not above the one before.
    /// @param received The ratio, in basis points.
    /// @param previous The ratio before, in basis points.
    error RatioNotAbove(uint256 received, uint256 previous);

    /// @notice Thrown when the level asked for is not raised, or not lowered, by what should do so; or does not exist.
    /// @param received The level.
    /// @param minimum The lowest level accepted.
    /// @param maximum The highest level accepted.
    error LevelOutOfRange(uint8 received, uint256 minimum, uint256 maximum);

    /// @notice Thrown when a token does not move the amount that it was told to: one with a fee, for example.
    /// @param received What came.
    /// @param expected What should have come.
    error TransferMismatch(uint256 received, uint256 expected);

    /* EVENTS */

    /// @notice Emitted when a line is opened.
    /// @param nullifier The line.
    /// @param borrower The borrower.
    event LineOpened(uint256 indexed nullifier, address indexed borrower);

    /// @notice Emitted when a line is drawn.
    /// @param nullifier The line.
    /// @param amount What was lent.
    /// @param debt What is owed now.
    event Drawn(uint256 indexed nullifier, uint256 amount, uint256 debt);

    /// @notice Emitted when a line is repaid.
    /// @param nullifier The line.
    /// @param payer Who paid.
    /// @param amount What was repaid.
    /// @param debt What is owed now.
    event Repaid(uint256 indexed nullifier, address indexed payer, uint256 amount, uint256 debt);

    /// @notice Emitted when margin is called.
    /// @param nullifier The line.
    /// @param level The level that the claim does not meet.
    event MarginCalled(uint256 indexed nullifier, uint8 level);

    /// @notice Emitted when a margin call is answered.
    /// @param nullifier The line.
    event Cured(uint256 indexed nullifier);

    /// @notice Emitted when a line ends without debt.
    /// @param nullifier The line.
    event Settled(uint256 indexed nullifier);

    /// @notice Emitted when a line ends in default.
    /// @param nullifier The line.
    /// @param borrower The borrower.
    /// @param debt What was owed and is written off.
    /// @param seized The deposit that is kept.
    event Defaulted(uint256 indexed nullifier, address indexed borrower, uint256 debt, uint256 seized);

    /// @notice Emitted when another level is asked for.
    /// @param level The level.
    event LevelAsked(uint8 level);

    /// @notice Emitted when cash is added.
    /// @param from Who paid.
    /// @param amount What was paid.
    event Funded(address indexed from, uint256 amount);

    /// @notice Emitted when cash is taken out.
    /// @param to Who has it.
    /// @param amount What was taken.
    event Withdrawn(address indexed to, uint256 amount);

    /* BORROWERS */

    /// @notice Opens a line for the account that claims under `nullifier`, with the sender as the borrower, who leaves the
    /// deposit.
    /// @dev The claim must be made for the sender. An account that defaulted never has a line again, whoever asks.
    /// @param nullifier The nullifier of the account in this contract's scope.
    function open(uint256 nullifier) external;

    /// @notice Lends. Only the borrower may draw, with a claim that holds now.
    /// @param nullifier The line.
    /// @param amount How much more is lent.
    function draw(uint256 nullifier, uint256 amount) external;

    /// @notice Repays. Anyone may, always. What is repaid in full is not called any more.
    /// @param nullifier The line.
    /// @param amount How much is repaid, at most what is owed.
    function repay(uint256 nullifier, uint256 amount) external;

    /// @notice Ends a line that owes nothing and gives the deposit back. Only the borrower may, always.
    /// @param nullifier The line.
    function settle(uint256 nullifier) external;

    /* MARGIN */

    /// @notice Calls margin on a line that owes something and whose claim does not hold for the level asked: it lapsed, it
    /// is now another recipient's, it claims too little, or what it rests on fell. Anyone may.
    /// @param nullifier The line.
    function callMargin(uint256 nullifier) external;

    /// @notice Ends a margin call whose claim holds again. Anyone may, always, until the line is closed.
    /// @param nullifier The line.
    function cure(uint256 nullifier) external;

    /// @notice Closes a line in default: margin was called, the grace period is over, and the claim does not hold even now.
    /// Anyone may.
    /// @dev The whole deposit is kept, however little is owed.
    /// @param nullifier The line.
    function closeLine(uint256 nullifier) external;

    /// @notice Asks for a higher level from now on: lines that claim less can be called. Only the risk role may.
    /// @param level The level.
    function raiseLevel(uint8 level) external;

    /// @notice Asks for a lower level from now on. Only administrators may.
    /// @param level The level.
    function lowerLevel(uint8 level) external;

    /// @notice Adds a level on top of the ladder, so that it can be claimed before it is asked. Only administrators may.
    /// @param ratioBps Its ratio, in basis points: above that of the highest level.
    /// @return level Its number.
    function addLevel(uint256 ratioBps) external returns (uint8 level);

    /* CASH */

    /// @notice Adds cash to lend. Anyone may; only administrators can take it out.
    /// @param amount How much.
    function fund(uint256 amount) external;

    /// @notice Takes cash out. Only administrators may. Deposits are not cash.
    /// @param to Who gets it.
    /// @param amount How much.
    function withdraw(address to, uint256 amount) external;

    /* PAUSING */

    /// @notice Stops opening, drawing, margin calls and defaults; to repay, cure and settle stays possible. Only guardians
    /// may. Do so when claims cannot be renewed: when they are paused, or a verifier is frozen.
    function pause() external;

    /// @notice Undoes `pause`. Only administrators may. Grace periods that run begin anew.
    function unpause() external;

    /* STATE */

    /// @notice A line.
    /// @param nullifier The nullifier of its account.
    /// @return The line; all zero if there is none.
    function lineOf(uint256 nullifier) external view returns (Line memory);

    /// @notice The first second at which a line can be closed in default; zero if margin is not called.
    /// @param nullifier The line.
    /// @return The time.
    function closableAt(uint256 nullifier) external view returns (uint256);

    /// @notice The predicate that claims must imply now.
    /// @return The predicate, packed.
    function predicateAsked() external view returns (uint256);

    /// @notice The level asked for now.
    /// @return The level.
    function levelAsked() external view returns (uint8);

    /// @notice What holds for all lines.
    /// @return The terms.
    function terms() external view returns (Terms memory);

    /// @notice The token lent.
    /// @return Its address.
    function token() external view returns (address);

    /// @notice What can be lent or taken out.
    /// @return The amount.
    function cash() external view returns (uint256);

    /// @notice What all open lines owe.
    /// @return The amount.
    function totalDebt() external view returns (uint256);

    /// @notice The deposits of all open lines.
    /// @return The amount.
    function totalDeposits() external view returns (uint256);
}
