#!/usr/bin/env bash
# debian13.sh FOLDER [WORD...]: runs ./run with the words (test, unless said otherwise) inside a Debian 13, which is made in
# FOLDER the first time, from the package archive that this machine uses. The build stays in FOLDER too. Exit status 77: it
# cannot be had here, which is said. Everything that it mounts or starts is in namespaces of its own and ends with it.
set -euo pipefail

readonly folder=$1 project=$PWD
shift
readonly root=$folder/root build=$folder/build

cannot() {
    printf 'notice: no Debian 13: %s\n' "$*" >&2
    exit 77
}

[ "$(id -u)" -eq 0 ] || cannot 'its mounts need root'
unshare --mount true 2>/dev/null || cannot 'mount namespaces are refused here'

if [ ! -e "$root/.complete" ]; then
    archive=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL) $(COMPONENT)' 'Created-By: Packages' |
        awk '$2 == "Debian" && $3 == "Debian" && $4 == "main" { print $1; exit }')
    [ -n "$archive" ] || cannot "no entry of Debian's is configured"
    rm -rf "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase trixie "$root" "$archive" >"$folder/debootstrap.log" 2>&1 ||
        cannot "debootstrap failed; see $folder/debootstrap.log"
    # How this machine reaches the archive, a proxy for one. Services do not start in there.
    apt-config dump | grep '^Acquire::' >"$root/etc/apt/apt.conf.d/99host" || true
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    mkdir -p "$root/srv/project" "$root/srv/shared"
    touch "$root/.complete"
fi
mkdir -p "$build"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true

# The folder lies in the project's own build folder, which the bind mount of the other build covers.
export project root build
exec unshare --mount --pid --fork --kill-child bash -euc '
    mount --bind "$project" "$root/srv/project"
    mount --bind "$build" "$root/srv/project/build"
    [ ! -d "$project/../shared" ] || mount --bind "$project/../shared" "$root/srv/shared"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    mount --rbind /sys "$root/sys"
    exec chroot "$root" /usr/bin/env -C /srv/project HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin ./run "$@"
' debian13 "${@:-test}"
