#!/usr/bin/env bash
# Holds the template that is deployed to what CloudFormation's resource types say, with cfn-lint,
# and shows that it would find a mistake.
set -euo pipefail
cd "$(dirname "$0")/../.."

environment=$(test/support/python-environment.sh test/cfn-lint/cfn-lint.txt)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
npx cdk synth --quiet --output "$scratch/out" 2> "$scratch/synth" || { cat "$scratch/synth" >&2; exit 1; }
template=$scratch/out/Bridgehook-prod.template.json

# W3005: the CDK names in DependsOn what a function refers to anyway.
lint() {
  "$environment/bin/cfn-lint" --ignore-checks W3005 --regions us-east-1 eu-west-1 -- "$1"
}

lint "$template"
sed 's/"MessageRetentionPeriod": [0-9]*/"MessageRetentionPeriod": 1/' "$template" > "$scratch/broken.json"
if lint "$scratch/broken.json" > "$scratch/found"; then
  echo 'cfn-lint found nothing in a template that AWS would refuse.' >&2
  exit 1
fi
grep -q E3034 "$scratch/found"
echo 'cfn-lint finds nothing in the template, and finds a mistake that is put into it.'
