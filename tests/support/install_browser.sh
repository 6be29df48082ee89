#!/usr/bin/env bash
# Installs Debian's chromium for the browser tests where that is possible, or says why not.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" > /dev/null && exit 0
done
if ! command -v apt-get > /dev/null; then
    echo "browser: no chromium here and no apt-get to install it: the browser tests will be skipped"
    exit 0
fi
echo "browser: installing chromium for the browser tests (once)"
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq chromium; } > /dev/null 2>&1; then
    echo "browser: chromium could not be installed (no rights or no network): the browser tests will be skipped"
fi
exit 0
