// wow: what a data provider may use while it syncs one owner: a character, a guild.
//
// The context is made by the owner's module for one owner and one provider, lives as long as the call of
// `sync_character_data` or `sync_guild_data`, and is used by one thread at a time. It fetches documents below the
// owner's address conditionally and keeps the book on them, so that an answer that changed nothing costs nothing:
//
//     const auto document = context.fetch(DocumentRequest("collections/mounts", "collections",
//     "wow_mount_collection")); if (document.state != DocumentState::full)
//         return 0;                                       // absent, or unchanged: its rows are renewed already
//     const auto rows = read(document.body);              // outside of the transaction
//     return context.store(document, [&] { return write(rows, document.fetched_at); });
//
// The rows that a full answer held bear one value of `last_fetched`, `document.fetched_at`, which grows with every
// answer. By it they are told from rows that Battle.net no longer lists: these keep their older value and are swept in
// time.
#pragma once

#include <wow/client.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace wow {

/// Which document to fetch, and where its rows are kept.
class DocumentRequest {
public:
    /// `path` is relative to the owner: "collections/mounts". `link` is the member of the summary that offers it;
    /// when the summary lacks it the document does not exist and no request is made ("": always ask). `row_type` is the
    /// entity type that keeps the rows of this document.
    DocumentRequest(std::string path_, std::string link_, std::string row_type_, int revision_ = 1)
        : path(std::move(path_))
        , link(std::move(link_))
        , row_type(std::move(row_type_))
        , revision(revision_)
    {
    }
    std::string path;
    std::string link;
    std::string row_type;
    int revision; ///< Raise it when the code reads more out of the same body: it is then read in full once more.
};

enum class DocumentState {
    absent, ///< Not offered by the summary, or 404.
    unchanged, ///< 304, or a body equal to the last one: no row needs writing, and those of the last answer are
               ///< renewed.
    full, ///< A new body.
};

/// What came back. For a full answer: store the rows with `last_fetched` = `fetched_at` inside SyncContext::store.
class FetchedDocument {
public:
    explicit FetchedDocument(DocumentState state_)
        : state(state_)
    {
    }
    DocumentState state;
    std::string path;
    std::string row_type;
    std::string body;
    std::string last_modified; ///< Verbatim; empty when the server gave none.
    std::int64_t fetched_at = 0;
    std::string url; ///< For messages, and what the answer is remembered under.
    std::string hash;
    int revision = 1;
};

/// What storing a document did.
class StoredRows {
public:
    StoredRows(std::size_t held_, std::size_t written_)
        : held(held_)
        , written(written_)
    {
    }
    std::size_t held; ///< Rows that bear `fetched_at` now: every row of the answer, changed or not.
    std::size_t written; ///< Rows inserted or changed.
};

class SyncContext {
public:
    virtual ~SyncContext() = default;

    virtual const std::string& region() const = 0;
    /// Whether the provider should stop: shutdown, Ctrl-C, or the deadline.
    virtual bool cancelled() const = 0;
    /// When the provider has to be done. Requests still open then fail.
    virtual std::chrono::steady_clock::time_point deadline() const = 0;
    /// The body of the summary that this sync started from; empty when Battle.net said that it has not changed.
    virtual std::string_view summary() const = 0;
    /// Whether the summary offers this sub-resource ("achievements", "collections", "titles").
    virtual bool offers(std::string_view link) const = 0;
    /// The Battle.net client, for what is not below the owner.
    virtual const ClientHandle& client() const = 0;

    /// Fetches a document of the owner: conditionally, when its rows are still there as the last answer left them.
    /// Throws what the client throws, except that 404 is `absent`.
    virtual FetchedDocument fetch(const DocumentRequest& request) const = 0;
    /// Runs `write` in a transaction that also remembers the document, and returns the rows written. When `write`
    /// throws, nothing is stored or remembered, and the next sync fetches the document in full.
    virtual std::size_t store(const FetchedDocument& document, const std::function<StoredRows()>& write) const = 0;
    /// Reports rows that could not be read: counted, and logged once per shape.
    virtual void skipped(const FetchedDocument& document, const std::string& shape, std::size_t rows) const = 0;
};

} // namespace wow
