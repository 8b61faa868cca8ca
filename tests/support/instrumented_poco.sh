#!/usr/bin/env bash
# instrumented_poco.sh FOLDER: builds the POCO libraries that this project links with ThreadSanitizer, from Debian's own
# source package, and installs them into FOLDER/install. Done once: a folder that is complete is left alone.
#
# Why: with the packaged POCO, ThreadSanitizer is blind inside it and reports races that are none.
#
# The system's package lists are left alone: the source entry is derived from the entry the installed package came from,
# and lives, with its lists, below FOLDER. Exit status 77: it cannot be done here (no network, no rights), which is said.
set -euo pipefail
umask 022

readonly folder=$1
readonly mark=$folder/complete

cannot() {
    printf 'notice: no instrumented POCO: %s\n' "$*" >&2
    exit 77
}

version=$(dpkg-query -W -f '${source:Version}' libpoco-dev 2>/dev/null) || cannot 'libpoco-dev is not installed'
readonly version
[ "$(cat "$mark" 2>/dev/null || true)" = "$version" ] && exit 0
mkdir -p "$folder"
root=$(cd "$folder" && pwd)
readonly root
log=$root/log
command -v dpkg-source >/dev/null || cannot 'the package dpkg-dev is not installed'

# Debian's own entries among those that are configured; the ones for source follow from them.
mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial"
apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
    sed -n 's/^Debian|\(.*\)|\(.*\)|\(.*\)$/\1 \2 \3/p' | sort -u |
    while read -r uri suite component; do
        echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite $component"
    done >"$root/apt/sources.list"
[ -s "$root/apt/sources.list" ] || cannot "no entry of Debian's is configured"
private=(-o "Dir::Etc::SourceList=$root/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$root/apt/lists" -o "Dir::Cache=$root/apt/cache" -o APT::Sandbox::User=root)

apt-get "${private[@]}" -o Acquire::Retries=2 update >"$log" 2>&1 || cannot "the source lists were not to be had; see $log"
(cd "$root" && apt-get "${private[@]}" source --only-source "poco=$version") >>"$log" 2>&1 ||
    cannot "the source package poco $version was not to be had; see $log"

source=$(find "$root" -maxdepth 1 -type d -name 'poco-*' | head -n 1)
[ -n "$source" ] || cannot "the source package holds no folder poco-*; see $log"
off=()
for part in ACTIVERECORD ACTIVERECORD_COMPILER APACHECONNECTOR CPPPARSER DATA DATA_MYSQL DATA_ODBC DATA_POSTGRESQL \
    DATA_SQLITE ENCODINGS ENCODINGS_COMPILER JWT MONGODB PAGECOMPILER PAGECOMPILER_FILE2PAGE PDF POCODOC PROMETHEUS \
    REDIS SEVENZIP TESTS ZIP; do
    off+=("-DENABLE_$part=OFF")
done
cmake -S "$source" -B "$root/objects" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DPOCO_UNBUNDLED=ON \
    -DCMAKE_CXX_FLAGS='-fsanitize=thread -fno-omit-frame-pointer' -DCMAKE_C_FLAGS=-fsanitize=thread \
    -DCMAKE_INSTALL_PREFIX="$root/install" -DCMAKE_INSTALL_LIBDIR=lib "${off[@]}" >>"$log" 2>&1 ||
    cannot "the sources do not configure; see $log"
cmake --build "$root/objects" >>"$log" 2>&1 || cannot "the sources do not build; see $log"
cmake --install "$root/objects" >>"$log" 2>&1 || cannot "the libraries do not install; see $log"
rm -rf "$root/objects" "$source"
printf '%s\n' "$version" >"$mark"
