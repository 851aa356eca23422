// wow: CatalogueRow, one row of a catalogue on its way from a body to the database.
#pragma once

#include <wow/references.hpp>
#include <wowhost/error.hpp>
#include <wowhost/value.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wow {

class CatalogueRow {
public:
    CatalogueRow(std::int64_t blizzard_id_, const std::vector<std::string>& columns)
        : blizzard_id(blizzard_id_)
        , values(columns.size())
        , columns_(&columns)
    {
    }

    /// Throws Error(invalid_argument) for a column that the plan does not name.
    void set(std::string_view column, wowhost::Value value) { values[position(column)] = std::move(value); }

    /// `target` is a vocabulary or an entity type with `blizzard_id`; nothing happens without an id. Resolved, with
    /// stubs for what is missing, when the row's batch is stored.
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

} // namespace wow
