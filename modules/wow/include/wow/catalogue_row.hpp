// wow: CatalogueRow, one row of a catalogue on its way from a body to the database.
#pragma once

#include <wow/columns.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wow {

class CatalogueRow : public Columns {
public:
    CatalogueRow(std::int64_t blizzard_id_, const std::vector<std::string>& columns)
        : Columns(columns)
        , blizzard_id(blizzard_id_)
    {
    }

    std::int64_t blizzard_id;
    /// Where the body names no icon itself: the number of the document that does, below the plan's `media_path`.
    std::optional<std::int64_t> media;
};

} // namespace wow
