# usage: .count.sh name file main
set -e
d=.cache/count; mkdir -p $d
echo "pragma circom 2.2.0; include \"../../circuits/liabilities/$2.circom\"; component main {public [${4:-commitment}]} = $3;" > $d/$1.circom
time npx circom2 $d/$1.circom -l node_modules --O2 --r1cs --inspect -o $d
