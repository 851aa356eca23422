#!/usr/bin/env bash
# Installs the packages in a root of its own and uses them there: as operator, as author, until nothing is left of them.
#
#   clean_root.sh DEBS overlay       a layer over this machine's root: fast, but what packages need is there already
#   clean_root.sh DEBS debootstrap   a minimal Debian, into which apt brings what they depend on
set -euo pipefail
debs="$(realpath "$1")" kind="$2"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
[ "$(id -u)" -eq 0 ] || { echo "skipped: this needs root, it makes mounts and changes root" >&2; exit 77; }
if [ "${CLEAN_ROOT_INSIDE:-}" != yes ]; then
    # Namespaces of its own: no mount stays, no process stays.
    CLEAN_ROOT_INSIDE=yes exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi
place="$(mktemp -d)"
mount -t tmpfs -o mode=755 none "$place"
root="$place/root"
mkdir -p "$root"

if [ "$kind" = overlay ]; then
    mkdir "$place/upper" "$place/work"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" "$root"
    # Nothing of the source tree may be used.
    mount -t tmpfs none "$root$(cd "$here/../.." && pwd)"
else
    mirror="$(apt-get indextargets --format '$(SITE) $(CODENAME)' | awk '$2 == "bookworm" {print $1; exit}')"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$place/log" || { tail -n 30 "$place/log"; exit 1; }
    cp /etc/apt/apt.conf.d/* "$root/etc/apt/apt.conf.d/"
    [ ! -f /etc/apt/sources.list.d/debian.sources ] \
        || { cp /etc/apt/sources.list.d/debian.sources "$root/etc/apt/sources.list.d/"; rm "$root/etc/apt/sources.list"; }
    cp /etc/resolv.conf "$root/etc/resolv.conf"
fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs none "$root/run"
mount -t tmpfs -o mode=1777 none "$root/tmp"
mkdir "$root/tmp/work"
cp "$debs"/*.deb "$here/inside.sh" "$root/tmp/work/"
cp -r "$here/outside" "$root/tmp/work/keepsake"
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/root
unset WOWHOST_CONFIG DESTDIR
if [ "$kind" = debootstrap ]; then
    chroot "$root" sh -c 'apt-get -qq update && apt-get -qq install --no-install-recommends ninja-build curl man-db' >"$place/log" 2>&1 \
        || { tail -n 30 "$place/log"; exit 1; }
fi
# What is there without the packages: what they depend on, and the files.
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./run -o -path ./tmp -o -path ./var/cache -o -path ./var/log \
    -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/lib/systemd \) -prune -o -print) | sort; }
[ "$kind" = overlay ] || chroot "$root" sh -c 'apt-get -qq install --no-install-recommends ./tmp/work/*.deb && dpkg -P wowhost-dev wowhost' \
    >"$place/log" 2>&1 || { tail -n 30 "$place/log"; exit 1; }
[ "$kind" = overlay ] && (cd "$place/upper" && find . | sort >"$place/before") || files >"$place/before"
chroot "$root" bash /tmp/work/inside.sh

# Nothing is left but what dpkg, adduser and caches keep for themselves.
[ "$kind" = overlay ] && (cd "$place/upper" && find . -not -type c | sort >"$place/after") || files >"$place/after"
left="$(comm -13 "$place/before" "$place/after" | grep -vE \
    '^\./(etc|usr|var|var/tmp|root|usr/(bin|include|lib|local|share|lib/cmake|lib/systemd|lib/systemd/system|share/(bash-completion|bash-completion/completions|doc|fish|fish/vendor_completions\.d|lintian|lintian/overrides|man|man/man1|zsh|zsh/vendor-completions)|local/(include|lib|lib/cmake|sbin)))$|^\./var/(cache|lib|log)(/(dpkg|man|apt|debconf|ldconfig|alternatives\.log|dpkg\.log|private)(/.*)?)?$|^\./etc/((passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock|ld\.so\.cache)$|^\.$' || true)"
if [ -n "$left" ]; then
    printf 'left behind:\n%s\n' "$left"
    exit 1
fi
echo "clean root ($kind): installed, used, upgraded, removed, purged; nothing left"
