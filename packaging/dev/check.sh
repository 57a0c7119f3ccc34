# shellcheck shell=bash disable=SC2034,SC2154 # shared between the parts of dev
# SPDX-FileCopyrightText: 2026 The Lighterman authors
# SPDX-License-Identifier: Apache-2.0
# ./dev check: every step runs, each in one line; what a failed step said follows it.

check_log=build/check
check_failed=0
check_only_changed=0

cmd_check() {
    case ${1:-} in
    "") ;;
    --changed) check_only_changed=1 ;;
    *) usage_error ;;
    esac
    install_packages "${packages_build[@]}" "${packages_check[@]}" "${packages_fuzz[@]}"
    mkdir -p "$check_log"
    step clang-format check_clang_format
    step cmake-format check_cmake_format
    step files python3 tests/checks/check_files.py
    step floors python3 tests/checks/check_floors.py
    step sizes python3 tests/checks/check_sizes.py
    step checks check_the_checks
    step codespell check_codespell
    step shellcheck check_shellcheck
    step reuse reuse lint
    step cppcheck check_cppcheck
    ((check_only_changed)) || step clazy check_clazy
    ((check_only_changed)) || step fuzz check_fuzz
    step clang-tidy check_clang_tidy
    ((check_failed == 0)) || die "check: something is not clean"
}

step() {
    local name=$1 log=$check_log/$1.log started=$SECONDS verdict=ok status
    shift
    # In an if, set -e would be off inside the step as well.
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
    set -e
    ((status == 0)) || verdict=FAILED
    printf '%-6s %-12s %4d s\n' "$verdict" "$name" $((SECONDS - started))
    if ((status != 0)); then
        check_failed=1
        sed 's/^/       /' "$log"
    fi
}

# Tracked files, and new ones that git would not ignore, that match the patterns and still exist.
sources() {
    git ls-files --cached --others --exclude-standard -z -- "$@" | while IFS= read -r -d '' file; do
        [[ ! -f $file ]] || printf '%s\n' "$file"
    done | sort -u
}

# Our own C++ for the analysers; with --changed what differs from main.
own_sources() {
    local base
    base=$(git merge-base HEAD main 2>/dev/null || git rev-parse HEAD)
    sources 'agent/*.cpp' 'cli/*.cpp' 'common/*.cpp' 'gui/*.cpp' | if ((check_only_changed)); then
        { grep -Fxf <({
            git diff --name-only "$base"
            git ls-files --others --exclude-standard
        }) || true; }
    else
        cat
    fi
}

check_clang_format() {
    local files
    mapfile -t files < <(sources '*.h' '*.cpp')
    clang-format --dry-run --Werror "${files[@]}"
}

check_cmake_format() {
    local files
    mapfile -t files < <(sources '*CMakeLists.txt' '*.cmake')
    cmake-format --check "${files[@]}"
}

check_the_checks() {
    PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover --quiet --start-directory tests/checks
}

check_codespell() {
    local files
    mapfile -t files < <(sources ':!LICENSE*' ':!tests/data' ':!tests/fuzz/corpus' ':!translations' ':!*.png')
    codespell "${files[@]}"
}

check_shellcheck() {
    local files
    mapfile -t files < <(sources dev .ci/run '*.sh')
    shellcheck --external-sources "${files[@]}"
}

check_cppcheck() {
    local files
    mapfile -t files < <(own_sources)
    ((${#files[@]})) || return 0
    mkdir -p build/cppcheck
    cppcheck --enable=warning,performance,portability --inline-suppr --library=qt --std=c++20 --quiet \
        --error-exitcode=1 --cppcheck-build-dir=build/cppcheck -I . -j2 "${files[@]}"
}

# Not through ccache, which does not see that other checks were asked for. On to the end, so that
# one run tells everything.
check_clazy() {
    export CCACHE_DISABLE=1
    cmake --preset clazy
    cmake --build --preset clazy -- -k 0
}

# Nothing else builds them; running them is for ./dev fuzz.
check_fuzz() {
    cmake --preset fuzz
    cmake --build --preset fuzz --target tests/fuzz/all
}

check_clang_tidy() {
    local files
    mapfile -t files < <(own_sources)
    ((${#files[@]})) || return 0
    # Built, not only configured: sources include what moc writes.
    build dev
    python3 packaging/dev/tidy.py build/dev "${files[@]}"
}
