#!/usr/bin/env bash
# Run by clean_root.sh in the root: the packages as their users have them.
set -euo pipefail
cd /tmp/work
fail() { printf 'FAILED: %s\n' "$*" >&2; [ ! -s output ] || tail -n 60 output >&2; exit 1; }
run() { "$@" >output 2>&1 || fail "$*"; }
expect() { for text in "$@"; do grep -qF -- "$text" output || fail "it should say: $text"; done; }
as_site() { runuser -u wowhost -- env -C / "BATTLENET_SECRET=test" "$@"; }
await() { for _ in $(seq 300); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done; fail "waited in vain: $*"; }

# systemd is not running here: what the packages would ask of it is written down.
mkdir -p /run/systemd/system /usr/local/sbin
for name in systemctl deb-systemd-invoke; do
    printf '#!/bin/sh\necho "%s $*" >>/tmp/work/asked\n' "$name" >"/usr/local/sbin/$name"
    chmod 755 "/usr/local/sbin/$name"
done

echo "== install"
run dpkg -i wowhost_*.deb wowhost-dev_*.deb
[ "$(stat -c '%U:%G %a' /var/lib/wowhost)" = "wowhost:wowhost 750" ] || fail "/var/lib/wowhost: $(stat -c '%U:%G %a' /var/lib/wowhost)"
! grep -qE 'start|enable' asked || fail "an installation starts nothing: $(cat asked)"
for page in wowhost battlenet-sandbox; do
    man -l --warnings "/usr/share/man/man1/$page.1.gz" >/dev/null 2>man.warnings || fail "man $page"
    [ ! -s man.warnings ] || fail "$page(1): $(cat man.warnings)"
done
man -l /usr/share/man/man1/wowhost.1.gz 2>/dev/null >output
expect "wowhost module verify"
run bash -n /usr/share/bash-completion/completions/wowhost
[ -s /usr/share/zsh/vendor-completions/_wowhost ] && [ -s /usr/share/fish/vendor_completions.d/wowhost.fish ] || fail "no completions"
[ -z "$(find /usr/lib/wowhost /usr/share/wowhost /etc/wowhost -perm /022)" ] || fail "others may write what the host reads"

echo "== operate"
run as_site battlenet-sandbox --help
runuser -u nobody -- battlenet-sandbox --listen 127.0.0.1:0 --port-file /tmp/port --quiet >/tmp/sandbox.log 2>&1 &
sandbox=$!
await test -s /tmp/port
port="$(cat /tmp/port)"
sed -i "s#https://{region}.api.blizzard.com#http://127.0.0.1:$port#; s#https://oauth.battle.net#http://127.0.0.1:$port/oauth#; s#client_id: \"\"#client_id: test#; \
    s#listen: \"127.0.0.1:8080\"#listen: \"unix:/run/wowhost/site.sock\"#" /etc/wowhost/wowhost.yml
run as_site wowhost config check
run as_site wowhost --format json module list
expect '"name": "wow_character"' '"file": "/usr/lib/wowhost/modules/wow.so"'
! grep -q '"status": "\(broken\|incompatible\)"' output || fail "a module cannot be used"
for file in /usr/lib/wowhost/modules/*.so; do run as_site wowhost module verify "$file"; done
run as_site wowhost install wow_character wow_user
run as_site wowhost wow:sync-realms
install -d -o wowhost -g wowhost /run/wowhost
runuser -u wowhost -- env -C / BATTLENET_SECRET=test wowhost serve >/tmp/serve.log 2>&1 &
site=$!
page() { curl -sf --unix-socket /run/wowhost/site.sock "http://site$1" >output; }
await page /readyz
page / || fail "there is no start page"
expect "<html" "site"
style="$(grep -oE '/[^"]*site[^"]*\.css[^"]*' output | head -n 1)"
page "$style" && cmp output /usr/share/wowhost/static/site.css || fail "there is no style sheet $style"
page /wow/lookup/character || fail "a template of a module is missing"

echo "== write a module"
chown -R nobody keepsake
author() { runuser -u nobody -- env -C /tmp/work/keepsake "$@"; }
run author cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release
run author cmake --build build
run author ctest --test-dir build --output-on-failure --no-tests=error
expect "keepsake: contract" "keepsake: keepsake.test" "keepsake_test"
run cmake --install keepsake/build
run as_site wowhost --format json module info keepsake
expect '"file": "/usr/local/lib/wowhost/modules/keepsake.so"' '"status": "available"'
run as_site wowhost install keepsake
shown() { page /keepsakes && grep -q 'a pebble' output; }
await shown

echo "== upgrade"
before="$(as_site wowhost --format json entity count wow_realm_term 2>/dev/null || true)"
run dpkg -i wowhost_*.deb
grep -qx "deb-systemd-invoke try-restart wowhost.service" asked || fail "the service is not restarted: $(cat asked)"
grep -q "client_id: test" /etc/wowhost/wowhost.yml || fail "an upgrade changed the configuration"
[ "$before" = "$(as_site wowhost --format json entity count wow_realm_term 2>/dev/null || true)" ] || fail "an upgrade lost rows"
run as_site wowhost --format json module list --status installed
expect '"name": "keepsake"'

echo "== remove and purge"
kill "$site" "$sandbox"
wait || true
run as_site wowhost --yes uninstall keepsake
xargs rm -f <keepsake/build/install_manifest.txt
rm -rf /usr/local/lib/wowhost /usr/local/lib/cmake/wowhost /usr/local/include/wowhost-modules
run dpkg -r wowhost-dev wowhost
grep -qx "deb-systemd-invoke stop wowhost.service wowhost.socket" asked || fail "the service is not stopped: $(cat asked)"
[ -s /var/lib/wowhost/wowhost.db ] && [ -s /etc/wowhost/wowhost.yml ] || fail "a removal deletes data or configuration"
run dpkg -P wowhost
for gone in /var/lib/wowhost /etc/wowhost /usr/lib/wowhost /usr/share/wowhost /usr/bin/wowhost; do
    [ ! -e "$gone" ] || fail "$gone is left"
done
! getent passwd wowhost >/dev/null && ! getent group wowhost >/dev/null || fail "the user wowhost is left"
rm -f /usr/local/sbin/systemctl /usr/local/sbin/deb-systemd-invoke
