#!/bin/sh
# Installs the system packages that zeroshot links and that are missing, saying so first.
set -eu

packages='libdnnl-dev libvips-dev libsqlite3-dev pkg-config'

missing=''
for package in $packages; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "zeroshot needs these libraries with their headers:$missing" >&2
    echo "This system has no apt-get; install them with its own package manager." >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "zeroshot needs the packages$missing. Install them as root: apt-get install$missing" >&2
    exit 1
fi

echo "Installing the system packages$missing${as_root:+ through sudo}"
$as_root apt-get update --quiet
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends $missing
