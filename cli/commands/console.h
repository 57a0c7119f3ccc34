// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/secret.h"
#include "common/base/time.h"
#include "common/model/error.h"

#include <QIODevice>
#include <QJsonDocument>

#include <functional>

namespace lighterman::cli {

/// What a person at the terminal is asked.
struct Prompt
{
    QString text;
    bool isHidden = false; ///< what is typed does not show
};
/// Called once, later, with the line that was typed.
using Typed = std::function<void(Result<Secret>)>;

/// The world around a command: streams, terminal, working directory and clock.
class Console
{
public:
    /// The streams are not owned and outlive the console.
    Console(QIODevice &in, QIODevice &out, QIODevice &err);

    bool json = false;            ///< one JSON document on `out`, and nothing else there
    bool live = false;            ///< `out` is a terminal where lines can be drawn again
    QString folder;               ///< relative paths of the command line start here
    std::function<int()> columns; ///< of the terminal; 0: lines are as long as they are
    std::function<int()> rows;    ///< of the terminal
    std::function<Moment()> now;
    /// Asks the person at the terminal; null: there is none.
    std::function<void(const Prompt &, Typed)> ask;

    [[nodiscard]] QIODevice &input() { return m_in; }
    /// A line for people; not shown with --json.
    void print(const QString &line);
    /// The document of --json; not shown without.
    void printJson(const QJsonDocument &document);
    /// Bytes as they are, for drawing on a terminal.
    void draw(const QString &text);
    /// A remark on the error stream.
    void note(const QString &sentence);
    /// What went wrong, on the error stream: what happened, detail, what one may do.
    void complain(const Error &error);
    /// complain(), and the document of a failed command with --json.
    void report(const Error &error);
    /// True when `out` takes nothing any more: its reader has left, or it has failed.
    [[nodiscard]] bool isClosed() const { return m_closed; }
    /// True when `out` could not be written for another reason than that its reader has left.
    [[nodiscard]] bool hasFailed() const { return m_failed; }

private:
    void write(const QByteArray &bytes);

    QIODevice &m_in;
    QIODevice &m_out;
    QIODevice &m_err;
    bool m_closed = false;
    bool m_failed = false;
};

} // namespace lighterman::cli
