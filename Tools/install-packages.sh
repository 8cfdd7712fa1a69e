#!/bin/sh
# Installs those system packages that are missing, saying so first: the ones named as arguments, or
# else those that zeroshot links.
set -eu

packages=${*:-'libdnnl-dev libvips-dev libsqlite3-dev pkg-config'}

missing=''
for package in $packages; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "These packages are needed, libraries with their headers:$missing" >&2
    echo "This system has no apt-get; install them with its own package manager." >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=''
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "The packages$missing are needed. Install them as root: apt-get install$missing" >&2
    exit 1
fi

echo "Installing the system packages$missing${as_root:+ through sudo}"
$as_root apt-get update --quiet
$as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends $missing
