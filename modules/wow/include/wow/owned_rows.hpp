// wow: rows that one document of an owner (a character, a guild) holds, and how they are stored. Header-only; compiled
// into the provider's module.
//
//     std::size_t sync_guild_data(const Guild& guild, const wow::SyncContext& context) const override
//     {
//         wow::OwnedRows rows(member_type, {"blizzard_id"}, {"blizzard_id", "name", "rank"});
//         return wow::sync_document(context, DocumentRequest("roster", "roster", member_type), rows,
//             [&](const wow::Document& body) { read_roster(body, rows); },
//             [&](std::int64_t fetched_at) { return rows.write(host_, "guild", guild.id, fetched_at); });
//     }
#pragma once

#include <wow/document.hpp>
#include <wow/references.hpp>
#include <wow/sync_context.hpp>
#include <wowhost/services.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// One row, and what it refers to by Blizzard's number.
class OwnedRow {
public:
    explicit OwnedRow(std::vector<wowhost::Value> values_)
        : values(std::move(values_))
    {
    }
    std::vector<wowhost::Value> values; ///< By field.
    std::vector<Reference> references; ///< Put into `values` when the rows are written, with stubs for what is missing.
};

/// The rows of one answer, before they are stored. Rows with an equal key: the last one wins.
class OwnedRows {
public:
    OwnedRows(std::string type, std::vector<std::string> key, std::vector<std::string> fields)
        : upsert_(std::move(type), std::move(key), std::move(fields))
    {
    }

    /// Null never overwrites a stored value of these fields.
    OwnedRows& keep_when_null(std::vector<std::string> fields)
    {
        upsert_.keep_when_null = std::move(fields);
        return *this;
    }

    /// One value per field. The result is valid until the next call.
    OwnedRow& add(std::vector<wowhost::Value> values) { return rows_.emplace_back(std::move(values)); }
    /// Counts a row that can't be used. `shape` says what is wrong with it, and is what is logged.
    void skip(const std::string& shape) { ++skipped_[shape]; }

    const std::string& type() const noexcept { return upsert_.type; }
    std::vector<OwnedRow>& rows() noexcept { return rows_; }
    const std::vector<OwnedRow>& rows() const noexcept { return rows_; }
    const std::map<std::string, std::size_t>& skipped() const noexcept { return skipped_; }

    /// Stores the rows as rows of this owner; part of the caller's transaction.
    StoredRows write(
        const wowhost::Services& host, const std::string& owner_kind, std::int64_t owner, std::int64_t fetched_at)
    {
        if (rows_.empty())
            return {0, 0};
        resolve_references(host, rows_);
        for (auto& row : rows_)
            upsert_.add(std::move(row.values));
        rows_.clear();
        upsert_.owned_by(owner_kind, owner);
        upsert_.fetched_at = fetched_at;
        const auto result = host.entities().upsert(upsert_);
        return {static_cast<std::size_t>(result.inserted + result.updated + result.unchanged),
            static_cast<std::size_t>(result.written())};
    }

private:
    wowhost::Upsert upsert_;
    std::vector<OwnedRow> rows_;
    std::map<std::string, std::size_t> skipped_;
};

/// What the sync of most providers is: fetches a document, reads it with `read(const Document&)`, reports what was
/// skipped of `rows`, and stores with `write(fetched_at)`, which returns StoredRows. Returns the rows written; 0 when
/// the document is absent or unchanged. Throws Error(failed) when the body is not a JSON object; nothing is stored
/// then.
template <class Rows, class Read, class Write>
std::size_t sync_document(
    const SyncContext& context, const DocumentRequest& request, const Rows& rows, const Read& read, const Write& write)
{
    const auto document = context.fetch(request);
    if (document.state != DocumentState::full)
        return 0;
    Document body;
    if (!body.parse(document.body, document.url))
        throw wowhost::Error(wowhost::ErrorCode::failed, body.error());
    if (!body.root().is_object())
        throw wowhost::Error(wowhost::ErrorCode::failed,
            document.url + " is JSON, but not an object; nothing was stored, try again later");
    read(body);
    for (const auto& [shape, count] : rows.skipped())
        context.skipped(document, shape, count);
    return context.store(document, [&] { return write(document.fetched_at); });
}

/// Of an owner's stored rows those that its last answer held: all of them bear one `last_fetched`. The others are left
/// to the sweep.
inline std::vector<wowhost::Entity> latest_rows(std::vector<wowhost::Entity> rows)
{
    std::int64_t latest = 0;
    for (const auto& row : rows)
        latest = std::max(latest, row["last_fetched"].integer());
    std::erase_if(rows, [&](const wowhost::Entity& row) { return row["last_fetched"].integer() != latest; });
    return rows;
}

/// Deletes the rows of `type` that belong to this owner, in bounded memory.
inline void remove_owned_rows(
    const wowhost::Services& host, const std::string& type, const std::string& owner_kind, std::int64_t owner)
{
    constexpr std::int64_t page = 50'000; // each passes over all that is left
    const auto some = wowhost::Query(type).where(owner_kind, owner).limit(page);
    for (auto ids = host.entities().ids(some); !ids.empty(); ids = host.entities().ids(some))
        host.entities().remove(type, ids);
}

} // namespace wow
