// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/inputfile.h"

#include <QDir>

namespace lighterman::cli {

using namespace Qt::StringLiterals;

namespace {

Result<FileSpec> readLine(const QString &line, const QString &base, const QString &where)
{
    const qsizetype tab = line.indexOf(u'\t');
    const auto url = readLink(tab < 0 ? line : line.first(tab), where);
    if (!url)
        return tl::unexpected(url.error());
    const QString file = tab < 0 ? QString() : line.sliced(tab + 1);
    if (file.contains(u'\t'))
        return fail(ErrorCode::InvalidArgument, where + u": a link, a tab and a file are needed"_s);
    if (file.endsWith(u'/'))
        return fail(ErrorCode::InvalidArgument, where + u": this names a folder, not a file"_s);
    return FileSpec{*url, file.isEmpty() ? QString() : absolute(file, base)};
}

} // namespace

Result<QUrl> readLink(const QString &text, const QString &where)
{
    auto url = parseUrl(text);
    if (!url) {
        Error error = url.error();
        // Qt repeats the whole link behind this; there may be a password in it.
        const QString reason = error.detail.section(u"; source was"_s, 0, 0);
        error.detail = reason.isEmpty() ? where : where + u": "_s + reason;
        return tl::unexpected(error);
    }
    return url;
}

Result<std::vector<FileSpec>> readInput(QIODevice &device, const QString &base)
{
    std::vector<FileSpec> files;
    for (int number = 1; !device.atEnd() || device.isSequential(); ++number) {
        const QByteArray bytes = device.readLine();
        if (bytes.isEmpty())
            break;
        QString line = QString::fromUtf8(bytes);
        while (line.endsWith(u'\n') || line.endsWith(u'\r'))
            line.chop(1);
        if (line.trimmed().isEmpty() || line.startsWith(u'#'))
            continue;
        const auto file = readLine(line, base, u"line %1"_s.arg(number));
        if (!file)
            return tl::unexpected(file.error());
        files.push_back(*file);
    }
    return files;
}

QString absolute(const QString &file, const QString &base)
{
    return QDir::cleanPath(QDir(base).absoluteFilePath(file));
}

} // namespace lighterman::cli
