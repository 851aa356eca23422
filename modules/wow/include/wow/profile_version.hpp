// wow: the version of the page of a character or a guild, so that the host may keep it. Header-only.
//
//     add.plugin<wowhost::PageVersion>(path, std::make_unique<wow::ProfileVersion>(host, character_kind));
//
// Two reads by an index: the row itself, and the book on the documents of which its other rows were made, which a sync
// changes in the transaction that changes those. A row that is gone has no version, so a purge shows at once.
#pragma once

#include <wow/names.hpp>
#include <wow/profile_documents.hpp>
#include <wowhost/json.hpp>
#include <wowhost/page_version.hpp>
#include <wowhost/services.hpp>

#include <optional>
#include <string>

namespace wow {

/// Adds a value to what is hashed, so that no two ways of writing are the same text.
inline void add_to_version(std::string& text, const wowhost::Value& value)
{
    if (value.is_integer()) {
        text += std::to_string(value.integer());
    } else if (value.is_text()) {
        text += std::to_string(value.text().size());
        text += ':';
        text += value.text();
    } else if (value.is_array()) {
        text += '[';
        for (const auto& item : value.items())
            add_to_version(text, item);
        text += ']';
    } else if (value.is_object()) {
        text += '{';
        for (const auto& [name, member] : value.members()) {
            add_to_version(text, name);
            add_to_version(text, member);
        }
        text += '}';
    } else {
        text += wowhost::to_json_text(value);
    }
    text += '\n';
}

/// Of a route whose parameters are {region}, {realm} and {name}.
class ProfileVersion final : public wowhost::PageVersion {
public:
    /// `kind` must outlive it.
    ProfileVersion(const wowhost::Services& host, const ProfileKind& kind)
        : host_(host)
        , kind_(kind)
    {
    }

    std::optional<std::string> version(const wowhost::Request& request) const override
    {
        using namespace wowhost;
        const auto& entities = host_.entities();
        const auto row = entities.find(kind_.type,
            {Condition("region", Operator::equal, request.parameters.get("region")),
                Condition("realm_slug", Operator::equal, request.parameters.get("realm")),
                Condition("name_key", Operator::equal, request.parameters.get("name"))});
        if (!row)
            return std::nullopt;
        std::string text;
        text.reserve(2048);
        add_to_version(text, row->id());
        for (const auto& [name, value] : row->fields())
            add_to_version(text, value);
        for (const auto& document : entities.select(Query(kind_.document_type)
                                                        .where(kind_.owner_kind, row->id())
                                                        .only({"row_count", "rows_fetched", "body_hash"}))) {
            add_to_version(text, document.id());
            for (const auto& [name, value] : document.fields())
                add_to_version(text, value);
        }
        return body_hash(text);
    }

private:
    const wowhost::Services& host_;
    const ProfileKind& kind_;
};

} // namespace wow
