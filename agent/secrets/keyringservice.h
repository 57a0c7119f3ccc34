// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#include <functional>

namespace lighterman {

/// What a keyring says of itself and of one entry.
enum class KeyringSight : quint8 {
    Missing, ///< it is not there, or has nothing that could be written to
    Locked,
    Nothing, ///< open, and has no such entry
    There,   ///< open, and has the entry, where one was named
    Failed,  ///< it does not answer, or not with sense
};

struct KeyringLook
{
    KeyringSight sight = KeyringSight::Failed;
    QString detail = {}; ///< of a failure
};

/// A keyring as it is asked on the session bus, beside QtKeychain: for whether QtKeychain may be
/// asked at all. No call has it ask a person for anything, except unlock().
class KeyringService : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    using Looked = std::function<void(const KeyringLook &)>;

    /// Whether it is to be started where it is not there.
    enum class Start : quint8 { Yes, No };
    /// `key`: the entry that is looked for; null: none is. Answers later.
    virtual void look(const QString &key, Start start, Looked done) = 0;
    /// Has it ask the person to open it. There: it is open; Locked: the person does not want to.
    /// One at a time. However long that takes.
    virtual void unlock(Looked done) = 0;

    /// Who answered the last look, for people; empty where that is not known. Answers later or at
    /// once.
    virtual void findName(std::function<void(const QString &)> done) = 0;

    /// QtKeychain is about to be used with it. False: it cannot be.
    [[nodiscard]] virtual bool prepare() { return true; }
    /// QtKeychain has failed with it.
    virtual void beginAnew() { }

signals:
    /// It may have been opened or closed, or may have come or gone.
    void hinted();
};

} // namespace lighterman
