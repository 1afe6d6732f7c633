/** What each error of the contracts means to the user of a command, and a way out. */
const HINTS: Readonly<Record<string, string>> = {
  // Claims
  DeadlinePassed: "Prove again with a later --deadline.",
  FamilyMismatch: "The key is of circuits that prove another statement than the scope accepts.",
  InvalidBatch: "At least one proof is invalid. Submit the claims without --batch: the bad one is named.",
  InvalidProof:
    "The verifier does not confirm the proof: a changed claim, another submitter than the claim names, or another key.",
  LevelUnknown: "The scope has no such level. `solvency scope show` lists them.",
  MarketMismatch: "The prices are of another market than the scope accepts.",
  NullifierNotInField: "A nullifier must be below the field modulus: the claim was changed.",
  RecipientIsZero: "A claim needs a recipient.",
  RenewalNotNewer:
    "The contract holds a claim of this account that is as new. Prove with a newer epoch or market.",
  StaleAccounts: "The accounts are too old for the scope. Prove with a newer epoch.",
  StaleMarket: "The prices are too old for the scope. Prove with a newer market.",
  VenueMismatch: "The accounts are of another venue than the scope accepts.",
  // Scopes
  FamilyIsZero: "A scope must name the statement that circuits prove.",
  LevelCountOutOfRange: "A scope has 1 to 255 levels.",
  MalformedPredicate: "The predicate has bits beyond those defined.",
  MarketUnknown: "The market is not open at this registry. `solvency oracle open` opens one.",
  MaxAgeOutOfRange: "Ages are in seconds, up to 30 days.",
  NotScopeOwner: "Only the owner of a scope adds levels. Use its key.",
  RatioOutOfRange: "A ratio must fit 20 bits: at most 104.8575.",
  ScopeAlreadyOpen: "You opened this scope before. For another of the same policy, give another --salt.",
  ScopeUnknown: "Nobody opened this scope at this contract. `solvency scope open` opens one.",
  VenueUnknown: "The venue is not registered. `solvency venue register` registers one.",
  // Attestations of whole venues
  AssetUnusable: "A row can be owed only in a row that is an asset of its own.",
  AttestedRowInvalid: "Reserves elsewhere are listed once for each asset, in increasing order of row.",
  EpochAlreadyAttested: "There is one attestation for each epoch, for ever. Attest a new epoch.",
  HoldingsNotIncreasing: "Balances are listed once, in increasing order of token, then address.",
  InvalidTotal: "The total proof does not prove the sums published. Publish those that it was made for.",
  MarketFarFromAccounts: "Prices and accounts must be of one time, at most an hour apart.",
  MarketRegistryNotContract: "The address given as registry of markets has no code. Check it, and the chain.",
  NetCountMismatch: "There is one net sum for each row of the table.",
  NetOutOfRange: "A net sum is larger than any that can be proven.",
  NotOwned:
    "The address must have signed that it backs this venue for another week at least. `solvency reserves own` does.",
  OwnedForAnother: "The address backs another venue until its ownership ends. Show another address, or wait.",
  OwnershipEndOutOfRange: "An ownership ends in the future, at most 90 days ahead. Sign it anew.",
  OwnershipSignatureInvalid: "The address did not sign this ownership for this contract and chain.",
  PanelRegistryNotContract: "The address given as registry of panels has no code. Check it, and the chain.",
  RegistryMismatch:
    "The registries rest on different registries of venues or markets. Give those that belong together.",
  ReviewInFuture: "The time of the review has not come yet on this chain. Check the clock, or wait.",
  RowsMismatch: "Rows and tokens are not those that the market's signers attested.",
  SenderNotPlain:
    "Send it from an account without code. Anyone who has the publication may: it needs no key of the venue.",
  TableAlreadyRecorded: "Something else was attested of this table. Publish a table of a later time.",
  TableInFuture: "The time of the table has not come yet on this chain. Check the clock, or wait.",
  TableMismatch: "The table is of another market, root or time than the prices attested.",
  TableOutOfRange: "A root or digest must be above zero and below the field modulus.",
  TokenUnknown: "A balance names a token that the attested list does not have.",
  TokenUnusable: "The token is of a row that is not an asset, or has too many decimals.",
  TokensNotIncreasing: "Tokens are listed once, in increasing order.",
  // Attestations
  AsOfInFuture:
    "The time attested has not come yet on this chain. Check the clock, or wait; on a test node without traffic, mine a block.",
  AsOfNotMonotone: "A later epoch must be of a later time than the latest one recorded.",
  AttestationVoid:
    "A key was revoked for this time: nothing attested for it counts. Attest for a later time.",
  EpochAlreadyRecorded: "There is one root for each epoch, for ever. Attest a new epoch.",
  EpochOutOfRange: "An epoch is at least 1 and at most its own time in seconds.",
  KeyAlreadyAdded: "A key is added once. Take a new one.",
  KeyIsRevoked: "The key is revoked: nothing more is recorded with it.",
  KeyNotValidAt:
    "The time attested lies outside the window of the key. Attest accounts or prices of a time within it.",
  KeyUnknown: "The key does not belong to this venue or market.",
  MarketRootAlreadyRecorded: "There is one root for each time, for ever. Attest a later time.",
  NotEnoughSigners:
    "More signers must sign. Give all their files at once (--table, record-review), or put them together with `solvency oracle merge`; a market's root is recorded first, with `solvency oracle post`.",
  RevokedTooLate:
    "Keys are revoked from a time that is past and earlier than before. To end one in future, retire it.",
  RootOutOfRange: "A root is a field element above zero.",
  SignatureCountMismatch: "Every signer needs a signature.",
  SignatureInvalid:
    "The signature is not of this key over this attestation, at this registry and on this chain.",
  SignerDelayOutOfRange: "The delay of signers is in seconds, at most a year.",
  SignerIsAttestor: "A venue must not price its own accounts: an attestor cannot be a signer.",
  SignersAllAttestors: "One signer at least must attest for no venue.",
  SignersNotIncreasing:
    "Signers come in the order of their addresses, each once: use `solvency oracle merge`.",
  SignerTooEarly: "A signer added to an open market is announced first. Begin its window later.",
  SubjectAlreadyRegistered: "There is a venue or market of this id already.",
  SubjectIsZero: "A venue or market needs an id.",
  SubjectUnknown: "There is no such venue or market at this registry.",
  ThresholdOutOfRange: "A market needs at least two signers, and no more than it has.",
  VenueRegistryNotContract: "There is no contract at the address of the registry of venues.",
  WindowEndsTooEarly: "A window ends in the future, and after it begins.",
  WindowEndsTooLate: "A window can only be shortened.",
  // Verifiers
  DelayNotOver: "The verifier is public, but not for long enough yet. Anybody may activate it then.",
  DelayOutOfRange: "The router's delay is at least a second and at most a year.",
  FamilySignalCountMismatch:
    "Circuits of one family have the same public inputs: this key is of another statement.",
  InsufficientGas: "Says nothing about the proof: send more gas.",
  KeyCoordinateNotInField: "A coordinate of the verification key is not reduced.",
  KeyDeltaIsGenerator: "Phase 2 of the key's set-up was not finished: anybody could forge. Take another key.",
  KeyDigestMismatch: "The verifier holds another key than the digest names.",
  KeyGammaEqualsDelta: "Phase 2 of the key's set-up was not finished: anybody could forge. Take another key.",
  KeyNotStored: "The verification key could not be stored: send more gas.",
  KeyPointAtInfinity: "A point of the verification key is missing.",
  KeyPointNotInGroup: "A point of the verification key is not of its group.",
  MalformedBatch: "A batch is a whole number of rows, at least one.",
  NameIsZero: "A verifier needs the names of its family and circuit.",
  SignalCountMismatch: "The verifier is of a circuit with another number of public inputs.",
  SignalCountOutOfRange: "The key has too few or too many public inputs.",
  SignalNotInField: "A public input is not below the field modulus.",
  StatusMismatch: "The verifier is not in the state that this needs. `solvency router show` tells its state.",
  TooManyVerifiers: "The router has no numbers left. Deploy another.",
  VerifierNotContract: "There is no contract at the verifier's address.",
  // Roles and the rest
  AccessControlBadConfirmation: "A role is renounced by its holder only.",
  AccessControlUnauthorizedAccount:
    "The sender lacks the role that this needs: that of the contract's roles (`solvency deployment check` tells who holds them), or of the venue's or market's administrator, who was named when it was registered.",
  AdminIsZero: "An administrator is needed.",
  EnforcedPause: "The contract is paused by its guardian.",
  ExpectedPause: "The contract is not paused.",
  InvalidShortString: "A name of the contract does not fit.",
  NotContract: "There is no contract at this address.",
  SafeCastOverflowedUintDowncast: "A number is too large for the contract.",
  StringTooLong: "A name of the contract does not fit.",
  VenuesMismatch: "The registry of markets was made for another registry of venues. Give the one it names.",
};

/** @returns the empty string for an error that is none of ours */
export const hintFor = (error: string): string => HINTS[error] ?? "";
