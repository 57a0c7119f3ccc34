# shellcheck shell=bash disable=SC2034,SC2154 # shared between the parts of dev
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
# ./dev run: from a bare machine to a finished download.

bin=build/release/bin
demo=$PWD/build/demo
demo_agent= # process ids of what is under way, for the trap
demo_client=
demo_server=
demo_short_runtime=

has_display() { [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; }

cmd_run() {
    local packages=("${packages_build[@]}")
    (($#)) || packages+=("${packages_demo[@]}")
    [[ -z ${WAYLAND_DISPLAY:-} ]] || packages+=(qt6-wayland)
    install_packages "${packages[@]}"
    build release
    if (($# == 0)); then
        run_demo
    elif has_display; then
        "$bin/lighterman" add "$@"
        say "closing the window stops nothing: the agent works on until 'lighterman agent stop'"
        "$bin/lighterman-gui"
    else
        "$bin/lighterman" add --wait "$@"
    fi
}

# A download from this machine by an agent of its own, which sees nothing of the person's jobs.
run_demo() {
    demo_places
    trap demo_cleanup EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    local link url sum
    # The server ends when its standard input does, so that even a killed script leaves none behind.
    coproc demo_io { exec python3 resources/demo/serve_demo.py; }
    # shellcheck disable=SC2154 # coproc sets demo_io_PID
    demo_server=$demo_io_PID
    read -r -t 10 link <&"${demo_io[0]}" || die "the demo server did not start"
    read -r url sum <<<"$link"
    demo_start_agent
    demo_download "$url"
    demo_verify "$XDG_DOWNLOAD_DIR/${url##*/}" "$sum"
}

demo_places() {
    # Relative to the folder that is about to be replaced.
    if [[ -n ${WAYLAND_DISPLAY:-} && $WAYLAND_DISPLAY != /* && -n ${XDG_RUNTIME_DIR:-} ]]; then
        export WAYLAND_DISPLAY=$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY
    fi
    if [[ -z ${DBUS_SESSION_BUS_ADDRESS:-} && -S ${XDG_RUNTIME_DIR:-}/bus ]]; then
        export DBUS_SESSION_BUS_ADDRESS=unix:path=$XDG_RUNTIME_DIR/bus
    fi
    local runtime=$demo/run
    # A socket's path ends at 107 bytes, and deep checkouts are longer.
    if ((${#runtime} > 80)); then
        runtime=$(mktemp -d /tmp/lighterman-demo.XXXXXX)
        demo_short_runtime=$runtime
    fi
    rm -rf "$demo"
    mkdir -p "$demo"/{state,config,downloads} "$runtime"
    chmod 0700 "$runtime"
    unset LIGHTERMAN_SOCKET
    # The demo runs as long as this script, whoever is logged on.
    export DBUS_SYSTEM_BUS_ADDRESS=disabled:
    export XDG_RUNTIME_DIR=$runtime XDG_STATE_HOME=$demo/state XDG_CONFIG_HOME=$demo/config
    export XDG_DOWNLOAD_DIR=$demo/downloads
}

demo_start_agent() {
    local tries
    # The death signal is for a script that was killed and cannot clean up.
    setpriv --pdeathsig TERM "$bin/lighterman-agent" </dev/null >"$demo/agent.log" 2>&1 &
    demo_agent=$!
    for ((tries = 100; tries > 0; tries--)); do
        if [[ -S $XDG_RUNTIME_DIR/lighterman/agent.sock ]]; then
            # The demo needs no network, and there may be none.
            "$bin/lighterman" check-now
            return 0
        fi
        kill -0 "$demo_agent" 2>/dev/null || break
        sleep 0.05
    done
    cat "$demo/agent.log" >&2
    die "the agent did not start"
}

demo_download() {
    if has_display; then
        "$bin/lighterman" add "$1"
        say "close the window, and leave by its tray icon, to end the demo"
        demo_client_run "$bin/lighterman-gui"
    else
        demo_client_run "$bin/lighterman" add --wait "$1"
    fi
}

# In the background, for the shell runs no trap while it waits for a child in the foreground.
demo_client_run() {
    "$@" &
    demo_client=$!
    local status=0
    wait "$demo_client" || status=$?
    demo_client=
    return "$status"
}

demo_verify() {
    local file=$1 expected=$2 actual
    [[ -f $file ]] || die "the demo file has not arrived"
    read -r actual _ < <(sha256sum "$file")
    [[ $actual == "$expected" ]] || die "$file differs from what was served"
    printf '%s\nSHA-256 %s, as served\n' "$file" "$actual"
}

demo_cleanup() {
    local status=$?
    trap - EXIT
    trap '' HUP INT TERM # a second Ctrl-C must not leave children behind
    end_process "$demo_client"
    if [[ -n $demo_agent ]]; then
        timeout 5 "$bin/lighterman" agent stop >/dev/null 2>&1 || true
        end_process "$demo_agent"
    fi
    end_process "$demo_server"
    [[ -z $demo_short_runtime ]] || rm -rf "$demo_short_runtime"
    exit "$status"
}

# Asks process $1 to leave, and after three seconds insists.
end_process() {
    [[ -n $1 ]] || return 0
    local tries
    kill -TERM "$1" 2>/dev/null || return 0
    for ((tries = 60; tries > 0; tries--)); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.05
    done
    kill -KILL "$1" 2>/dev/null || true
}
