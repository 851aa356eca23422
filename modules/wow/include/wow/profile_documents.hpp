// wow: the book on documents of one owner (a character, a guild): which answer is stored, and which rows came of it.
// Header-only; compiled into the owner's module.
//
// One row of the owner module's document type per provider and document. It goes with the owner, and is ignored once
// the provider's module has been installed anew (its rows are gone then).
#pragma once

#include <wowhost/definition.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace wow {

/// A kind of owner whose profile is synced, and where it is kept. Its type has the fields `blizzard_id`, `region`,
/// `realm_slug`, `name`, `name_key`, `last_modified`, `sync_status`, `missing_since` and `last_checked`, and is
/// fetched().
class ProfileKind {
public:
    constexpr ProfileKind(const char* type_, const char* owner_kind_, const char* document_type_, const char* noun_)
        : type(type_)
        , owner_kind(owner_kind_)
        , document_type(document_type_)
        , noun(noun_)
    {
    }
    const char* type; ///< "wow_character"
    const char* owner_kind; ///< "character": the owner column.
    const char* document_type; ///< "wow_character_document"
    const char* noun; ///< For people; its plural ends in "s".
};

/// The entity type that keeps the book.
inline wowhost::EntityType document_definition(const ProfileKind& kind)
{
    return wowhost::EntityType(kind.document_type)
        .label(std::string("Remembered ") + kind.noun + " document")
        .text("provider")
        .text("document")
        .text("row_type")
        .integer("row_count")
        .timestamp("rows_fetched")
        .text("url")
        .text("last_modified")
        .text("body_hash")
        .text("summary_modified")
        .integer("installation")
        .integer("revision")
        .json("links")
        .fetched()
        .ownable_by(kind.owner_kind)
        .once_per_owner({"provider", "document"});
}

class RememberedDocument {
public:
    RememberedDocument() = default;
    explicit RememberedDocument(const wowhost::Entity& row)
        : provider(row["provider"].text())
        , document(row["document"].text())
        , row_type(row["row_type"].text())
        , row_count(row["row_count"].integer())
        , rows_fetched(row["rows_fetched"].integer())
        , url(row["url"].text())
        , last_modified(row["last_modified"].text())
        , body_hash(row["body_hash"].text())
        , summary_modified(row["summary_modified"].text())
        , installation(row["installation"].integer())
        , revision(row["revision"].integer())
        , links(row["links"])
    {
    }

    std::string provider;
    std::string document; ///< The path below the owner; empty for its summary.
    std::string row_type;
    std::int64_t row_count = 0; ///< Rows that bear `rows_fetched`.
    std::int64_t rows_fetched = 0;
    std::string url; ///< Path, namespace and locale that the answer belongs to.
    std::string last_modified; ///< Verbatim.
    std::string body_hash; ///< Empty: the answer was 404.
    std::string summary_modified; ///< Last-Modified of the summary when this was last known to be up to date.
    std::int64_t installation = 0; ///< Of the provider's module.
    std::int64_t revision = 0;
    wowhost::Value links; ///< Of the summary: what it offers, an array of texts.
};

/// A content hash for "is this body equal to the stored one"; not for security.
inline std::string body_hash(std::string_view body)
{
    // FNV-1a over two interleaved lanes of 64 bits: an accidental match needs 128 equal bits and an equal length.
    constexpr std::uint64_t prime = 0x100000001b3;
    std::uint64_t even = 0xcbf29ce484222325;
    std::uint64_t odd = 0x84222325cbf29ce4;
    std::size_t at = 0;
    for (; at + 1 < body.size(); at += 2) {
        even = (even ^ static_cast<unsigned char>(body[at])) * prime;
        odd = (odd ^ static_cast<unsigned char>(body[at + 1])) * prime;
    }
    if (at < body.size())
        even = (even ^ static_cast<unsigned char>(body[at])) * prime;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto lane : {even, odd, static_cast<std::uint64_t>(body.size())})
        for (int shift = 60; shift >= 0; shift -= 4)
            text += digits[(lane >> shift) & 15];
    return text;
}

class DocumentBook {
public:
    /// Loads what is remembered of the owner. `kind` must outlive the book.
    DocumentBook(const wowhost::Services& host, const ProfileKind& kind, std::int64_t owner)
        : host_(host)
        , kind_(kind)
        , owner_(owner)
    {
        for (const auto& row :
            host.entities().select(wowhost::Query(kind.document_type).where(kind.owner_kind, owner))) {
            RememberedDocument entry(row);
            auto key = std::make_pair(entry.provider, entry.document);
            entries_.insert_or_assign(std::move(key), std::move(entry));
        }
    }

    const RememberedDocument* find(const std::string& provider, const std::string& document) const
    {
        const auto found = entries_.find({provider, document});
        return found == entries_.end() ? nullptr : &found->second;
    }

    /// Writes the entry; part of the caller's transaction.
    void remember(const RememberedDocument& entry) const
    {
        wowhost::Upsert row(kind_.document_type, {"provider", "document"},
            {"provider", "document", "row_type", "row_count", "rows_fetched", "url", "last_modified", "body_hash",
                "summary_modified", "installation", "revision", "links"});
        row.owned_by(kind_.owner_kind, owner_);
        row.add({entry.provider, entry.document, entry.row_type, entry.row_count, entry.rows_fetched, entry.url,
            entry.last_modified, entry.body_hash, entry.summary_modified, entry.installation, entry.revision,
            entry.links});
        host_.entities().upsert(row);
    }

private:
    const wowhost::Services& host_;
    const ProfileKind& kind_;
    std::int64_t owner_;
    std::map<std::pair<std::string, std::string>, RememberedDocument> entries_;
};

} // namespace wow
