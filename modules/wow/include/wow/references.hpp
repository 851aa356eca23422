// wow: references by Blizzard's number, put off until a whole batch of rows is known. Header-only.
#pragma once

#include <wow/stubs.hpp>
#include <wowhost/services.hpp>
#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// A column that refers to something known by Blizzard's number: a term of the vocabulary `target` (of `region`), or a
/// row of the entity type `target`.
class Reference {
public:
    Reference(std::size_t column_, std::string target_, std::string region_, Named item_)
        : column(column_)
        , target(std::move(target_))
        , region(std::move(region_))
        , item(std::move(item_))
    {
    }
    std::size_t column; ///< Position among the row's values.
    std::string target;
    std::string region;
    Named item;
};

/// Puts local ids into the columns that refer to something: one query per target and region, stubs for what is missing.
/// `Row` has `references` and `values`.
template <class Row>
void resolve_references(const wowhost::Services& host, std::vector<Row>& rows)
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
