#!/usr/bin/env bash
# Installs Debian's hledger for the journal tests where that is possible, or says why not.
set -u
command -v hledger > /dev/null && exit 0
if ! command -v apt-get > /dev/null; then
    echo "journal: no hledger here and no apt-get to install it: its tests will be skipped"
    exit 0
fi
echo "journal: installing hledger for the journal tests (once)"
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq hledger; } > /dev/null 2>&1; then
    echo "journal: hledger could not be installed (no rights or no network): its tests will be skipped"
fi
exit 0
