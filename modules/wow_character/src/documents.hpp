// The book on documents of one character: which answer is stored, and which rows came of it.
//
// One row of `wow_character_document` per provider and document. It goes with the character, and is ignored once the
// provider's module has been installed anew (its rows are gone then).
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wow_character {

inline constexpr const char* document_type = "wow_character_document";

class RememberedDocument {
public:
    RememberedDocument() = default;
    explicit RememberedDocument(const wowhost::Entity& row);

    std::string provider;
    std::string document; ///< The path below the character.
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
std::string body_hash(std::string_view body);

class DocumentBook {
public:
    /// Loads what is remembered of the character.
    DocumentBook(const wowhost::Services& host, std::int64_t character);

    const RememberedDocument* find(const std::string& provider, const std::string& document) const;
    /// Writes the entry; part of the caller's transaction.
    void remember(const RememberedDocument& document) const;

private:
    const wowhost::Services& host_;
    std::int64_t character_;
    std::map<std::pair<std::string, std::string>, RememberedDocument> entries_;
};

} // namespace wow_character
