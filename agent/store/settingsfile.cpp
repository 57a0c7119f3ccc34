// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "agent/store/settingsfile.h"

#include "agent/store/settingstext.h"
#include "agent/store/storefiles.h"

#include <QFile>
#include <QSaveFile>

#include <utility>

namespace lighterman {

using namespace Qt::StringLiterals;

namespace {

/// More than any hand has written; a file of gigabytes must not be read.
constexpr qint64 kMostBytes = 1'048'576;

Result<QByteArray> readAll(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return QByteArray();
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::LocalFileError, file.errorString(), ErrorContext::LocalFile, path);
    if (file.size() > kMostBytes)
        return fail(ErrorCode::TooLarge, u"%1 bytes"_s.arg(file.size()), ErrorContext::LocalFile,
                    path);
    return file.readAll();
}

Result<void> writeText(const QString &path, const Settings &settings)
{
    const auto before = readAll(path);
    if (!before)
        return tl::unexpected(before.error());
    if (auto made = storage::makeFolderOf(path); !made)
        return made;
    QSaveFile file(path);
    // QSaveFile syncs the new file before it takes the old one's place.
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(storage::textWithSettings(*before, settings)) < 0 || !file.commit())
        return fail(ErrorCode::LocalFileError, file.errorString(), ErrorContext::LocalFile, path);
    return storage::syncFolderOf(path);
}

/// Whatever went wrong, to the person it is the settings that are not saved.
Result<void> write(const QString &path, const Settings &settings)
{
    auto written = writeText(path, settings);
    if (!written)
        written.error().code = ErrorCode::SettingsFailed;
    return written;
}

} // namespace

SettingsFile::SettingsFile(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    m_writer.setMaxThreadCount(1); // so that saves keep their order
}

SettingsFile::~SettingsFile()
{
    m_writer.waitForDone();
}

SettingsFile::Loaded SettingsFile::load() const
{
    const auto text = readAll(m_path);
    if (!text)
        return {{}, {u"The settings file cannot be read: %1."_s.arg(text.error().detail)}};
    return storage::settingsFromText(*text);
}

void SettingsFile::save(const Settings &settings, Done done)
{
    m_writer.start([this, settings, done = std::move(done)] {
        const auto written = write(m_path, settings);
        if (done)
            QMetaObject::invokeMethod(
                this, [done, written] { done(written); }, Qt::QueuedConnection);
    });
}

} // namespace lighterman
