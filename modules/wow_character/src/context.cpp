#include "context.hpp"

#include "types.hpp"

#include <wow/names.hpp>

#include <algorithm>

namespace wow_character {

using namespace wowhost;

std::string document_key(const Character& character, const std::string& path, const std::string& locale)
{
    return character.region + " " + wow::character_path(character.realm_slug, character.name_key)
        + (path.empty() ? "" : "/" + path) + " " + locale;
}

Context::Context(const SyncRun& run, const Character& character, const DocumentBook& book, std::string provider,
    const std::string& module)
    : run_(run)
    , character_(character)
    , book_(book)
    , provider_(std::move(provider))
    , installation_(module.empty() ? run.host.installation(run.host.module()) : run.host.installation(module))
    , deadline_(std::chrono::steady_clock::now() + run.provider_time)
{
}

bool Context::offers(std::string_view link) const
{
    return std::find(run_.links.begin(), run_.links.end(), link) != run_.links.end();
}

RememberedDocument Context::entry(const DocumentRequest& request, const std::string& url, std::int64_t fetched_at) const
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
bool Context::renew(RememberedDocument entry, const std::string& last_modified, std::int64_t fetched_at) const
{
    bool complete = false;
    run_.host.entities().transaction([&] {
        const auto renewed = entry.row_count == 0
            ? 0
            : run_.host.entities().touch(entry.row_type,
                {Condition(owner_kind, Operator::equal, character_.id),
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

FetchedDocument Context::fetch(const DocumentRequest& request) const
{
    if (!request.link.empty() && !offers(request.link))
        return FetchedDocument(DocumentState::absent);
    const auto key = document_key(character_, request.path, run_.locale);
    const auto* known = book_.find(provider_, request.path);
    const auto fetched_at = std::max(run_.host.now(), known ? known->rows_fetched + 1 : 0);
    bool usable = known && known->installation == installation_ && known->revision == request.revision
        && known->url == key && known->row_type == request.row_type;

    // A summary that has not changed since this document was stored speaks for the document too.
    if (usable && run_.summary_unchanged && !run_.summary_modified.empty()
        && known->summary_modified == run_.summary_modified) {
        if (known->body_hash.empty())
            return FetchedDocument(DocumentState::absent);
        if (renew(*known, known->last_modified, fetched_at))
            return FetchedDocument(DocumentState::unchanged);
        usable = false;
    }

    wow::Request get(character_.region,
        wow::character_path(character_.realm_slug, character_.name_key) + "/" + request.path, "profile");
    get.locale = run_.locale;
    get.priority = run_.priority;
    if (usable)
        get.if_modified_since = known->last_modified;
    auto answer = wow::get(run_.client, get);
    if (answer.outcome == wow::Outcome::not_modified) {
        if (usable && renew(*known, known->last_modified, fetched_at))
            return FetchedDocument(DocumentState::unchanged);
        usable = false;
        get.if_modified_since.clear();
        answer = wow::get(run_.client, get);
    }
    if (answer.outcome == wow::Outcome::not_found) {
        book_.remember(entry(request, key, fetched_at));
        return FetchedDocument(DocumentState::absent);
    }
    if (!answer.ok())
        throw wow::to_error(answer);

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

std::size_t Context::store(const FetchedDocument& document, const std::function<StoredRows()>& write) const
{
    if (document.state != DocumentState::full)
        throw Error(ErrorCode::invalid_argument,
            "provider " + provider_
                + " stores a document that was not fetched in full; return when its state is not full");
    std::size_t written = 0;
    run_.host.entities().transaction([&] {
        const auto rows = write();
        auto stored = entry(DocumentRequest(document.path, {}, document.row_type, document.revision),
            document_key(character_, document.path, run_.locale), document.fetched_at);
        stored.row_count = static_cast<std::int64_t>(rows.held);
        stored.last_modified = document.last_modified;
        stored.body_hash = document.hash;
        book_.remember(stored);
        written = rows.written;
    });
    return written;
}

void Context::skipped(const FetchedDocument& document, const std::string& shape, std::size_t rows) const
{
    const auto key = "skipped." + provider_ + "." + document.path + "." + shape;
    if (rows == 0 || run_.host.cache().get(key))
        return;
    run_.host.cache().set(key, true, std::chrono::hours(24));
    run_.host.log().warning("Rows of " + document.url + " were skipped: " + shape,
        Value::object({{"provider", provider_}, {"rows", static_cast<std::int64_t>(rows)}, {"character", character_.id},
            {"name", character_.name}}));
}

} // namespace wow_character
