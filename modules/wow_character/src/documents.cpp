#include "documents.hpp"

#include <array>

namespace wow_character {

using namespace wowhost;

RememberedDocument::RememberedDocument(const Entity& row)
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

std::string body_hash(std::string_view body)
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

DocumentBook::DocumentBook(const Services& host, std::int64_t character)
    : host_(host)
    , character_(character)
{
    for (const auto& row : host.entities().select(Query(document_type).where("character", character))) {
        RememberedDocument entry(row);
        auto key = std::make_pair(entry.provider, entry.document);
        entries_.insert_or_assign(std::move(key), std::move(entry));
    }
}

const RememberedDocument* DocumentBook::find(const std::string& provider, const std::string& document) const
{
    const auto found = entries_.find({provider, document});
    return found == entries_.end() ? nullptr : &found->second;
}

void DocumentBook::remember(const RememberedDocument& entry) const
{
    Upsert row(document_type, {"provider", "document"},
        {"provider", "document", "row_type", "row_count", "rows_fetched", "url", "last_modified", "body_hash",
            "summary_modified", "installation", "revision", "links"});
    row.owned_by("character", character_);
    row.add({entry.provider, entry.document, entry.row_type, entry.row_count, entry.rows_fetched, entry.url,
        entry.last_modified, entry.body_hash, entry.summary_modified, entry.installation, entry.revision, entry.links});
    host_.entities().upsert(row);
}

} // namespace wow_character
