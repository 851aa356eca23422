// wow: CatalogueRow, one row of a catalogue on its way from a body to the database.
#pragma once

#include <wow/stubs.hpp>
#include <wowhost/error.hpp>
#include <wowhost/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

class CatalogueRow {
public:
    /// A column that refers to something known by Blizzard's number; resolved, with stubs for what is missing, when
    /// the row's batch is stored.
    class Reference {
    public:
        Reference(std::size_t column_, std::string target_, std::string region_, Named item_)
            : column(column_)
            , target(std::move(target_))
            , region(std::move(region_))
            , item(std::move(item_))
        {
        }
        std::size_t column;
        std::string target;
        std::string region;
        Named item;
    };

    CatalogueRow(std::int64_t blizzard_id_, const std::vector<std::string>& columns)
        : blizzard_id(blizzard_id_)
        , values(columns.size())
        , columns_(&columns)
    {
    }

    /// Throws Error(invalid_argument) for a column that the plan does not name.
    void set(std::string_view column, wowhost::Value value) { values[position(column)] = std::move(value); }

    /// `target` is a vocabulary or an entity type with `blizzard_id`; nothing happens without an id.
    void refer(std::string_view column, std::string target, const std::optional<std::int64_t>& id,
        const std::optional<std::string_view>& name, std::string region = {})
    {
        if (id)
            references.emplace_back(position(column), std::move(target), std::move(region), Named(*id, name));
    }

    std::int64_t blizzard_id;
    std::vector<wowhost::Value> values; ///< By column of the plan.
    std::vector<Reference> references;

private:
    std::size_t position(std::string_view column) const
    {
        const auto found = std::find(columns_->begin(), columns_->end(), column);
        if (found == columns_->end())
            throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
                "column \"" + std::string(column) + "\" is not in the plan of this catalogue");
        return static_cast<std::size_t>(found - columns_->begin());
    }

    const std::vector<std::string>* columns_;
};

/// Puts local ids into the columns that refer to something: one query per target and region, stubs for the rest.
inline void resolve_references(const wowhost::Services& host, std::vector<CatalogueRow>& rows)
{
    using Target = std::pair<std::string, std::string>;
    std::map<Target, std::map<std::int64_t, std::pair<std::string, std::int64_t>>> wanted; // number → name, local id
    for (const auto& row : rows)
        for (const auto& reference : row.references)
            wanted[{reference.target, reference.region}].try_emplace(
                reference.item.blizzard_id, reference.item.name, 0);
    for (auto& [target, items] : wanted) {
        const auto& [name, region] = target;
        const bool is_type = host.entities().has_type(name);
        const char* key = is_type ? "blizzard_id" : "wow_blizzard_id";
        wowhost::Value::Array numbers;
        for (const auto& [number, item] : items)
            numbers.emplace_back(number);
        wowhost::Query query(is_type ? name : "taxonomy_term");
        query.where(key, wowhost::Operator::in, std::move(numbers)).only({key});
        if (!is_type)
            query.where("vid", name).where("wow_region", region);
        for (const auto& row : host.entities().select(query))
            items[row[key].integer()].second = row.id();
        std::vector<Named> missing;
        for (const auto& [number, item] : items)
            if (item.second == 0)
                missing.emplace_back(number, item.first);
        const auto ids = is_type ? ensure_rows(host, name, missing) : ensure_terms(host, name, region, missing);
        for (std::size_t i = 0; i < missing.size(); ++i)
            items[missing[i].blizzard_id].second = ids[i];
    }
    for (auto& row : rows)
        for (const auto& reference : row.references)
            row.values[reference.column] =
                wanted[{reference.target, reference.region}][reference.item.blizzard_id].second;
}

} // namespace wow
