// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/proxyhelper/pacprelude.h"

namespace lighterman {

namespace {

// Ranges of time wrap where they end before they begin, as in Firefox. Those of dates are compared
// from the year down, with what is not given the same on all sides.
constexpr const char16_t *kPrelude = uR"JS((function (own) {
"use strict";
const global = this;
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function isWithin(low, value, high) {
    return low <= high ? low <= value && value <= high : low > high && (low <= value || value <= high);
}
// [the arguments without a last "GMT", the time that they are about]
function timed(given) {
    const list = [];
    for (let at = 0; at < given.length; ++at)
        list[at] = given[at];
    const gmt = list.length > 0 && String(list[list.length - 1]) === "GMT";
    if (gmt)
        list.length -= 1;
    return [list, own.now(gmt)];
}
function weekdayRange() {
    const [list, now] = timed(arguments);
    if (list.length < 1 || list.length > 2)
        return false;
    const first = days.indexOf(String(list[0]));
    const last = days.indexOf(String(list[list.length - 1]));
    return first >= 0 && last >= 0 && isWithin(first, now[3], last);
}
// {y, m, d}, or null for what is no date
function dateOf(parts) {
    const date = {};
    for (let at = 0; at < parts.length; ++at) {
        const month = months.indexOf(String(parts[at]));
        const number = Number(parts[at]);
        if (month < 0 && !(number >= 1))
            return null;
        const kind = month >= 0 ? "m" : number < 32 ? "d" : "y";
        if (kind in date)
            return null;
        date[kind] = month >= 0 ? month : number;
    }
    return date;
}
function dateRange() {
    const [list, now] = timed(arguments);
    const half = list.length === 1 ? 1 : list.length / 2;
    const first = dateOf(list.slice(0, half));
    const last = dateOf(list.slice(-half));
    if (![1, 2, 3].includes(half) || first === null || last === null)
        return false;
    let low = 0, value = 0, high = 0;
    const kinds = ["y", "m", "d"];
    for (let at = 0; at < 3; ++at) {
        const kind = kinds[at];
        if ((kind in first) !== (kind in last))
            return false;
        if (!(kind in first))
            continue;
        low = low * 32 + first[kind];
        value = value * 32 + now[at];
        high = high * 32 + last[kind];
    }
    return isWithin(low, value, high);
}
function timeRange() {
    const [list, now] = timed(arguments);
    for (let at = 0; at < list.length; ++at)
        list[at] = Number(list[at]);
    const [hour, minute, second] = [now[4], now[5], now[6]];
    const value = (hour * 60 + minute) * 60 + second;
    switch (list.length) {
    case 1:
        return hour === list[0];
    case 2:
        return isWithin(list[0], hour, list[1]);
    case 4:
        return isWithin((list[0] * 60 + list[1]) * 60, value, (list[2] * 60 + list[3]) * 60 + 59);
    case 6:
        return isWithin((list[0] * 60 + list[1]) * 60 + list[2], value,
                        (list[3] * 60 + list[4]) * 60 + list[5]);
    }
    return false;
}

const functions = {
    isPlainHostName(host) { return !/[.:]/.test(host); },
    dnsDomainIs(host, domain) { return String(host).endsWith(String(domain)); },
    localHostOrDomainIs(host, name) {
        return String(host) === String(name) || String(name).startsWith(host + ".");
    },
    dnsDomainLevels(host) { return String(host).split(".").length - 1; },
    convert_addr(address) {
        const part = String(address).split(".");
        return ((part[0] & 255) << 24) | ((part[1] & 255) << 16) | ((part[2] & 255) << 8) | (part[3] & 255);
    },
    dnsResolve(host) { return own.resolve(String(host)) || null; },
    isResolvable(host) { return own.resolve(String(host)) !== ""; },
    isInNet(host, net, mask) { return own.isInNet(String(host), String(net), String(mask)); },
    myIpAddress() { return own.ownAddress(); },
    shExpMatch(text, pattern) { return own.matches(String(text), String(pattern)); },
    dnsResolveEx(host) { return own.resolveAll(String(host)); },
    isResolvableEx(host) { return own.resolveAll(String(host)) !== ""; },
    isInNetEx(address, prefixes) { return own.isInPrefixes(String(address), String(prefixes)); },
    myIpAddressEx() { return own.ownAddresses(); },
    sortIpAddressList(list) { return own.sorted(String(list)) || false; },
    getClientVersion() { return "1.0"; },
    alert() {},
    weekdayRange, dateRange, timeRange
};
for (const name in functions)
    global[name] = functions[name];

return function (find, url, host) {
    try {
        const said = find(url, host);
        return {said, length: typeof said === "string" ? said.length : -1};
    } catch (thrown) {
        return {thrown};
    }
};
}))JS";

} // namespace

QString pacPrelude()
{
    return QString::fromUtf16(kPrelude);
}

} // namespace lighterman
