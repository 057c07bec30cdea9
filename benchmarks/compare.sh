#!/usr/bin/env bash
# Alternates our benchmark with a peer's and prints quantiles of the ratio of their rates.
#
#   benchmarks/compare.sh ROUNDS 'OUR COMMAND' 'PEER COMMAND'
#
# Each command is run by bash and must print one number, tokens a second, on its last line; use
# whatever filter its output needs, for example:
#
#   benchmarks/compare.sh 10 \
#     './llama bench --shape tinyllama-1.1b -p 0 -n 128 -r 1 -o jsonl |
#        sed "s/.*\"tokens_per_second\":\([0-9.E+-]*\).*/\1/"' \
#     'my-peer-bench ...'
set -euo pipefail

[ $# -eq 3 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
rounds=$1 ours=$2 peer=$3
case $rounds in '' | *[!0-9]* | 0) echo "ROUNDS must be 1 or more, not '$rounds'" >&2; exit 2 ;; esac

rate() { # COMMAND
  local number
  number=$(bash -c "$1" | tail -n 1)
  [[ $number =~ ^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$ ]] || {
    echo "not a number: '$number', printed by: $1" >&2
    exit 1
  }
  echo "$number"
}

ratios=
for ((i = 1; i <= rounds; i++)); do
  if ((i % 2)); then a=$(rate "$ours") b=$(rate "$peer"); else b=$(rate "$peer") a=$(rate "$ours"); fi
  ratio=$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.4f", a / b }')
  echo "round $i: ours $a, peer $b, ratio $ratio" >&2
  ratios+=$ratio$'\n'
done

printf '%s' "$ratios" | sort -n | awk '
  { r[NR] = $1 }
  function quantile(q,  at, low) {
    at = 1 + q * (NR - 1); low = int(at)
    return low == NR ? r[NR] : r[low] + (at - low) * (r[low + 1] - r[low])
  }
  END {
    printf "ratio of %d rounds: min %.3f, 25%% %.3f, median %.3f, 75%% %.3f, max %.3f\n",
      NR, r[1], quantile(0.25), quantile(0.5), quantile(0.75), r[NR]
  }'
