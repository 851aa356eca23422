// wow: CataloguePlan, what a catalogue tells its sync about itself.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wow {

class CataloguePlan {
public:
    /// `endpoint` as in /data/wow/<endpoint>/index and /data/wow/<endpoint>/<id>; `items` is the array's key in the
    /// index; `columns` are what map() sets, besides blizzard_id.
    CataloguePlan(std::string type_, const std::string& endpoint, std::string items_, std::vector<std::string> columns_)
        : type(std::move(type_))
        , name(type.starts_with("wow_") ? type.substr(4) : type)
        , queue(type + "_sync")
        , index_path("/data/wow/" + endpoint + "/index")
        , detail_path("/data/wow/" + endpoint + "/")
        , items(std::move(items_))
        , columns(std::move(columns_))
    {
    }
    /// Icons come from /data/wow/media/<endpoint>/<id>, for rows whose mapping sets `media`. The type has a text field
    /// `icon`, which keeps the image's file or URL. Asked for only with `wow.cache_icons`, and only where no icon is
    /// stored or a new build was seen.
    CataloguePlan& icons_from(const std::string& endpoint)
    {
        media_path = "/data/wow/media/" + endpoint + "/";
        return *this;
    }
    bool has_icon_column() const { return std::find(columns.begin(), columns.end(), "icon") != columns.end(); }
    /// Null never overwrites a stored value of these.
    CataloguePlan& keep(std::vector<std::string> fields)
    {
        keep_when_null = std::move(fields);
        return *this;
    }

    std::string type;
    std::string name; ///< Of the states: wow.last_modified.<name>_index.<region>.
    std::string queue;
    std::string index_path;
    std::string detail_path; ///< The id is appended.
    std::string items;
    std::vector<std::string> columns;
    std::string name_field = "name"; ///< With blizzard_id, what a stub keeps.
    std::vector<std::string> keep_when_null{"name"};
    std::string media_path; ///< The row's `media` is appended; empty: no icons, or the details name them.
    bool stub_unresolved = false; ///< What is listed with a name and then 404 is kept as a stub.
    std::string name_space = "static";
    std::size_t batch = 512; ///< Jobs that a worker takes at a time.
    std::size_t chunk = 128; ///< Rows that are stored at a time.
    std::size_t concurrency = 24;
};

} // namespace wow
