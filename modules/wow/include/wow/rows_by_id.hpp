// wow: what rows refer to, read at once and with no more than is shown of it. Header-only.
//
//     const auto factions = wow::rows_by_id(host, "taxonomy_term", wow::ids_in(standings, "faction"), {"name"});
//     factions[standing["faction"]]["name"]   // null where there is none
#pragma once

#include <wowhost/services.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace wow {

/// Rows by their id; one that is not there has no values, and the id 0.
class RowsById {
public:
    void add(wowhost::Entity row)
    {
        const auto id = row.id();
        rows_.insert_or_assign(id, std::move(row));
    }
    const wowhost::Entity& operator[](const wowhost::Value& id) const
    {
        static const wowhost::Entity none;
        const auto found = rows_.find(id.integer());
        return found == rows_.end() ? none : found->second;
    }

private:
    std::unordered_map<std::int64_t, wowhost::Entity> rows_;
};

/// The ids in this field, by row; nothing where it is null.
inline wowhost::Value::Array ids_in(const std::vector<wowhost::Entity>& rows, std::string_view field)
{
    wowhost::Value::Array ids;
    ids.reserve(rows.size());
    for (const auto& row : rows)
        if (row[field].is_integer())
            ids.push_back(row[field]);
    return ids;
}

/// One read of these rows, with these fields.
inline RowsById rows_by_id(
    const wowhost::Services& host, const std::string& type, wowhost::Value::Array ids, std::vector<std::string> fields)
{
    RowsById rows;
    if (ids.empty())
        return rows;
    for (auto& row : host.entities().select(
             wowhost::Query(type).where("id", wowhost::Operator::in, std::move(ids)).only(std::move(fields))))
        rows.add(std::move(row));
    return rows;
}

} // namespace wow
