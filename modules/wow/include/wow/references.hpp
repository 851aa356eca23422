// wow: references by Blizzard's number, put off until a whole batch of rows is known. Header-only.
#pragma once

#include <wow/stubs.hpp>
#include <wowhost/services.hpp>
#include <wowhost/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
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
    struct Item {
        const Named* named;
        std::int64_t id = 0;
    };
    struct Group {
        const std::string* target;
        const std::string* region;
        std::unordered_map<std::int64_t, Item> items; // by Blizzard's number
    };
    std::vector<Group> groups;
    const auto group_of = [&](const Reference& reference) -> Group& {
        for (auto& group : groups)
            if (*group.target == reference.target && *group.region == reference.region)
                return group;
        return groups.emplace_back(Group{&reference.target, &reference.region, {}});
    };
    for (const auto& row : rows)
        for (const auto& reference : row.references)
            group_of(reference).items.try_emplace(reference.item.blizzard_id, Item{&reference.item});
    for (auto& group : groups) {
        const bool is_type = host.entities().has_type(*group.target);
        const char* key = is_type ? "blizzard_id" : "wow_blizzard_id";
        wowhost::Value::Array numbers;
        numbers.reserve(group.items.size());
        for (const auto& [number, item] : group.items)
            numbers.emplace_back(number);
        wowhost::Query query(is_type ? *group.target : "taxonomy_term");
        query.where(key, wowhost::Operator::in, std::move(numbers)).only({key});
        if (!is_type)
            query.where("vid", *group.target).where("wow_region", *group.region);
        for (const auto& row : host.entities().select(query))
            group.items[row[key].integer()].id = row.id();
        std::vector<Named> missing;
        for (const auto& [number, item] : group.items)
            if (item.id == 0)
                missing.push_back(*item.named);
        const auto ids = is_type ? ensure_rows(host, *group.target, missing)
                                 : ensure_terms(host, *group.target, *group.region, missing);
        for (std::size_t i = 0; i < missing.size(); ++i)
            group.items[missing[i].blizzard_id].id = ids[i];
    }
    for (auto& row : rows)
        for (const auto& reference : row.references)
            row.values[reference.column] = group_of(reference).items.at(reference.item.blizzard_id).id;
}

} // namespace wow
