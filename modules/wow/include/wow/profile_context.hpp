// wow: SyncContext as owners implement it: conditional fetching below one owner, and the book on it. Header-only;
// compiled into the owner's module.
#pragma once

#include <wow/profile_documents.hpp>
#include <wow/sync_context.hpp>
#include <wowhost/services.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// The stored owner that is synced. `kind` must outlive it.
class ProfileSubject {
public:
    /// `row` has at least the address and the name.
    ProfileSubject(const ProfileKind& kind_, const wowhost::Entity& row, std::string path_)
        : kind(kind_)
        , id(row.id())
        , region(row["region"].text())
        , name(row["name"].text())
        , path(std::move(path_))
    {
    }
    const ProfileKind& kind;
    std::int64_t id;
    std::string region;
    std::string name;
    std::string path; ///< "/profile/wow/character/<realm>/<name>", encoded.
};

/// What a sync of one owner shares between all of its providers. Read-only while they run.
class ProfileRun {
public:
    ProfileRun(const wowhost::Services& host_, const ClientHandle& client_)
        : host(host_)
        , client(client_)
    {
    }
    const wowhost::Services& host;
    const ClientHandle& client;
    std::string locale;
    Priority priority = Priority::profile;
    std::string summary_body; ///< Empty when the summary was 304.
    std::string summary_modified; ///< Its Last-Modified, now valid.
    bool summary_unchanged = false; ///< 304: so is everything below, as far as it was stored and `summary_speaks`.
    /// Whether an unchanged summary says that the documents below are unchanged too. So for characters, which are
    /// written as a whole at logout; not for guilds, whose parts change by themselves.
    bool summary_speaks = true;
    std::vector<std::string> links;
    std::chrono::milliseconds provider_time{60'000};
};

/// "eu /profile/wow/character/stormrage/sheday en_GB": what answers are remembered under, so that a renamed owner or
/// another language is read anew.
inline std::string document_key(const ProfileSubject& subject, const std::string& path, const std::string& locale)
{
    return subject.region + " " + subject.path + (path.empty() ? "" : "/" + path) + " " + locale;
}

class ProfileContext final : public SyncContext {
public:
    /// `provider` is the plugin's id, `module` where it comes from; both are empty for documents of the owner's module
    /// itself.
    ProfileContext(const ProfileRun& run, const ProfileSubject& subject, const DocumentBook& book, std::string provider,
        const std::string& module)
        : run_(run)
        , subject_(subject)
        , book_(book)
        , provider_(std::move(provider))
        , installation_(run.host.installation(module.empty() ? run.host.module() : module))
        , deadline_(std::chrono::steady_clock::now() + run.provider_time)
    {
    }

    const std::string& region() const override { return subject_.region; }
    bool cancelled() const override { return run_.host.cancelled(); }
    std::chrono::steady_clock::time_point deadline() const override { return deadline_; }
    std::string_view summary() const override { return run_.summary_body; }
    bool offers(std::string_view link) const override
    {
        return std::find(run_.links.begin(), run_.links.end(), link) != run_.links.end();
    }
    const ClientHandle& client() const override { return run_.client; }

    FetchedDocument fetch(const DocumentRequest& request) const override
    {
        if (!request.link.empty() && !offers(request.link))
            return FetchedDocument(DocumentState::absent);
        const auto key = document_key(subject_, request.path, run_.locale);
        const auto* known = book_.find(provider_, request.path);
        const auto fetched_at = std::max(run_.host.now(), known ? known->rows_fetched + 1 : 0);
        bool usable = known && known->installation == installation_ && known->revision == request.revision
            && known->url == key && known->row_type == request.row_type;

        // A summary that has not changed since this document was stored speaks for the document too.
        if (usable && run_.summary_speaks && run_.summary_unchanged && !run_.summary_modified.empty()
            && known->summary_modified == run_.summary_modified) {
            if (known->body_hash.empty())
                return FetchedDocument(DocumentState::absent);
            if (renew(*known, known->last_modified, fetched_at))
                return FetchedDocument(DocumentState::unchanged);
            usable = false;
        }

        Request get(subject_.region, subject_.path + "/" + request.path, "profile");
        get.locale = run_.locale;
        get.priority = run_.priority;
        if (usable)
            get.if_modified_since = known->last_modified;
        auto answer = wow::get(run_.client, get);
        if (answer.outcome == Outcome::not_modified) {
            if (usable && renew(*known, known->last_modified, fetched_at))
                return FetchedDocument(DocumentState::unchanged);
            usable = false;
            get.if_modified_since.clear();
            answer = wow::get(run_.client, get);
        }
        if (answer.outcome == Outcome::not_found) {
            book_.remember(entry(request, key, fetched_at));
            return FetchedDocument(DocumentState::absent);
        }
        if (!answer.ok())
            throw to_error(answer);

        FetchedDocument document(DocumentState::full);
        document.hash = body_hash(answer.body);
        if (usable && document.hash == known->body_hash && renew(*known, answer.last_modified, fetched_at))
            return FetchedDocument(DocumentState::unchanged);
        document.path = request.path;
        document.row_type = request.row_type;
        document.revision = request.revision;
        document.body = std::move(answer.body);
        document.last_modified = std::move(answer.last_modified);
        document.url = std::move(answer.url);
        document.fetched_at = fetched_at;
        return document;
    }

    std::size_t store(const FetchedDocument& document, const std::function<StoredRows()>& write) const override
    {
        if (document.state != DocumentState::full)
            throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
                "provider " + provider_
                    + " stores a document that was not fetched in full; return when its state is not full");
        std::size_t written = 0;
        run_.host.entities().transaction([&] {
            const auto rows = write();
            auto stored = entry(DocumentRequest(document.path, {}, document.row_type, document.revision),
                document_key(subject_, document.path, run_.locale), document.fetched_at);
            stored.row_count = static_cast<std::int64_t>(rows.held);
            stored.last_modified = document.last_modified;
            stored.body_hash = document.hash;
            book_.remember(stored);
            written = rows.written;
        });
        return written;
    }

    void skipped(const FetchedDocument& document, const std::string& shape, std::size_t rows) const override
    {
        const auto key = "skipped." + provider_ + "." + document.path + "." + shape;
        if (rows == 0 || run_.host.cache().get(key))
            return;
        run_.host.cache().set(key, true, std::chrono::hours(24));
        run_.host.log().warning("Rows of " + document.url + " were skipped: " + shape,
            wowhost::Value::object({{"provider", provider_}, {"rows", static_cast<std::int64_t>(rows)},
                {subject_.kind.owner_kind, subject_.id}, {"name", subject_.name}}));
    }

private:
    RememberedDocument entry(const DocumentRequest& request, const std::string& url, std::int64_t fetched_at) const
    {
        RememberedDocument entry;
        entry.provider = provider_;
        entry.document = request.path;
        entry.row_type = request.row_type;
        entry.rows_fetched = fetched_at;
        entry.url = url;
        entry.summary_modified = run_.summary_modified;
        entry.installation = installation_;
        entry.revision = request.revision;
        return entry;
    }

    /// Renews the rows of the last full answer. False when they are not all there any more: then the answer is needed
    /// again.
    bool renew(RememberedDocument entry, const std::string& last_modified, std::int64_t fetched_at) const
    {
        using wowhost::Condition;
        using wowhost::Operator;
        bool complete = false;
        run_.host.entities().transaction([&] {
            const auto renewed = entry.row_count == 0
                ? 0
                : run_.host.entities().touch(entry.row_type,
                    {Condition(subject_.kind.owner_kind, Operator::equal, subject_.id),
                        Condition("last_fetched", Operator::equal, entry.rows_fetched)},
                    fetched_at);
            complete = renewed == entry.row_count;
            if (!complete)
                return;
            entry.rows_fetched = fetched_at;
            entry.summary_modified = run_.summary_modified;
            entry.last_modified = last_modified;
            book_.remember(entry);
        });
        return complete;
    }

    const ProfileRun& run_;
    const ProfileSubject& subject_;
    const DocumentBook& book_;
    std::string provider_;
    std::int64_t installation_;
    std::chrono::steady_clock::time_point deadline_;
};

} // namespace wow
