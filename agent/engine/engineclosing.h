// SPDX-FileCopyrightText: 2026 The Lighterman authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/engine/engine.h"

namespace lighterman {

/// Cancel and complete, step by step. Copies of it go along with what is under way.
class Engine::Closing
{
public:
    explicit Closing(Engine &engine)
        : m_engine(&engine)
    {
    }
    void cancel(JobEntry &entry, JobEvent event, const QString &why, ChangeDone done) const;
    void complete(JobEntry &entry, ChangeDone done) const;

private:
    void discardHidden(const JobId &id, std::vector<JobFile> files, const ChangeDone &done) const;
    void cancelled(const JobId &id, std::vector<JobFile> files, const std::vector<QString> &left,
                   const ChangeDone &done) const;
    void nameAll(const JobId &id, std::vector<JobFile> files, const ChangeDone &done) const;
    void conclude(const JobId &id, std::vector<JobFile> files, const ChangeDone &done) const;
    void lose(JobEntry &entry, const std::vector<JobFile> &files, const Error &error) const;
    void notCompleted(const JobId &id, const Error &error, const ChangeDone &done) const;
    void acknowledge(const JobId &id, const std::vector<JobFile> &files, const QStringList &left,
                     const ChangeDone &done) const;

    Engine *m_engine;
};

} // namespace lighterman
