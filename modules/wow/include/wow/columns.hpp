// wow: Columns, the values of a row or term on their way from a body to the database, by the columns of its plan.
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

class Columns {
public:
    /// `columns` must live as long as this.
    explicit Columns(const std::vector<std::string>& columns)
        : values(columns.size())
        , columns_(&columns)
    {
    }

    /// Throws Error(invalid_argument) for a column that the plan does not name.
    void set(std::string_view column, wowhost::Value value) { values[position(column)] = std::move(value); }

    /// `target` is a vocabulary or an entity type with `blizzard_id`; nothing happens without an id. Resolved, with
    /// stubs for what is missing, when the rows are stored.
    void refer(std::string_view column, std::string target, const std::optional<std::int64_t>& id,
        const std::optional<std::string_view>& name, std::string region = {})
    {
        if (id)
            references.emplace_back(position(column), std::move(target), std::move(region), Named(*id, name));
    }

    /// Where `column` stands among `values`.
    std::size_t position(std::string_view column) const
    {
        const auto found = std::find(columns_->begin(), columns_->end(), column);
        if (found == columns_->end())
            throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
                "column \"" + std::string(column) + "\" is not among those that the plan of this sync names; add it");
        return static_cast<std::size_t>(found - columns_->begin());
    }
    const wowhost::Value& get(std::string_view column) const { return values[position(column)]; }

    std::vector<wowhost::Value> values; ///< By column of the plan.
    std::vector<Reference> references;

private:
    const std::vector<std::string>* columns_;
};

} // namespace wow
