// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @dev The few of forge's cheat codes that are needed here.
interface Vm {
    function warp(uint256 time) external;
    function prank(address sender) external;
    function prank(address sender, address origin) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function getBlockTimestamp() external view returns (uint256);
}

/// @dev Where forge answers them.
Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
