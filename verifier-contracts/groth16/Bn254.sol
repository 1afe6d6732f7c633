// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// Constants of the curve BN254, as in EIP-196 and EIP-197. At file level, because assembly reads no others.

/// @dev The modulus q of the field of coordinates.
uint256 constant BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583;

/// @dev The modulus r of the field of scalars: the order of both groups, and the field of the circuits.
uint256 constant SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @dev The x of the generator of G2, which snarkjs uses for gamma, and for delta until phase 2 changes it.
uint256 constant G2_GENERATOR_X_IMAGINARY =
    11559732032986387107991004021392285783925812861821192530917403151452391805634;
uint256 constant G2_GENERATOR_X_REAL = 10857046999023057135944570762232829481370756359578518086990519993285655852781;
