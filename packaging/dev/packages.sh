# shellcheck shell=bash disable=SC2034,SC2154 # shared between the parts of dev
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
# Which Debian packages each command of ./dev needs, and how they get onto the machine.

packages_build=(ca-certificates ccache cmake g++ libcli11-dev libexpected-dev libglib2.0-dev libkrb5-dev
    libproxy-dev libqt6sql6-sqlite libsecret-1-0 libssl-dev ninja-build pkg-config qt6-base-dev qt6-declarative-dev
    qtkeychain-qt6-dev)
packages_demo=(python3)
packages_test=(apache2-bin apache2-utils curl dbus gnome-keyring gsettings-desktop-schemas iproute2 krb5-admin-server
    krb5-kdc krb5-user libapache2-mod-auth-gssapi libglib2.0-bin librapidcheck-dev network-manager nginx-light
    openssl procps python3 python3-dbus python3-dbusmock python3-gi sqlite3 squid systemd util-linux xauth xvfb)
# The analysers read the tests as well, and these have to be built for that.
packages_check=(clang clang-format clang-tidy clazy cmake-format codespell cppcheck git librapidcheck-dev python3
    python3-yaml reuse shellcheck)
# The run-time library is only a recommendation of clang.
packages_fuzz=(clang libclang-rt-14-dev)
packages_bench=(aria2 curl iproute2 mount nginx-light openssl python3 util-linux wget)

# Prints those of "$@" that are not installed, one a line.
missing_packages() {
    local installed
    installed=$(dpkg-query --show --showformat='${binary:Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        sed -nE 's/^([^ :]+)(:[^ ]+)? installed$/\1/p') || true
    comm -13 <(sort -u <<<"$installed") <(printf '%s\n' "$@" | sort -u)
}

# Installs what is missing of "$@", and asks for rights only when something is.
install_packages() {
    command -v dpkg-query >/dev/null || {
        say "this is not Debian; not checking for: $*"
        return 0
    }
    local missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            die "these packages are missing, and installing them takes root or sudo: ${missing[*]}"
        as_root=(sudo)
    fi
    say "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}"
}
