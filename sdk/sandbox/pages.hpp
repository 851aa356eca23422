// Whole documents that many families share: an index of references, and the picture of a thing.
#pragma once

#include "sdk/sandbox/router.hpp"

#include <span>
#include <string>
#include <string_view>

namespace sandbox {

// "/data/wow/pet/" and 39: "/data/wow/pet/39".
inline std::string with_id(std::string_view path, std::int64_t id) { return std::string(path) + std::to_string(id); }

// {"_links":…,"<list>":[{"key":…,"name":…,"id":…},…]}. The rows must live as long as the world.
template <typename Row>
Page index_page(const Call& call, std::string_view path, std::string_view list, std::span<const Row> rows)
{
    return static_page(call, [path, list, rows](Document& out) {
        out.reserve(rows.size() * 160);
        out.open().self(path, "static").key(list).open_list();
        for (const auto& row : rows) {
            out.reference(path, row.id, row.name);
        }
        out.close_list().close();
    });
}

// "media":{"key":{…},"id":…}
inline void write_media_link(Document& out, std::string_view kind, std::int64_t id)
{
    out.key("media").open().static_key("/data/wow/media/" + std::string(kind) + "/", id).field("id", id).close();
}

// {"_links":…,"assets":[{"key":"icon","value":…,"file_data_id":…}],"id":…}; `icon` is its file's name without ending.
inline Page icon_page(const Call& call, std::string_view kind, std::int64_t id, std::string icon, std::int64_t file)
{
    return static_page(call, [kind, id, icon = std::move(icon), file](Document& out) {
        out.open().self("/data/wow/media/" + std::string(kind) + "/" + std::to_string(id), "static");
        out.key("assets").open_list().open().field("key", "icon").key("value").image("/icons/56/" + icon + ".jpg");
        out.field("file_data_id", file).close().close_list().field("id", id).close();
    });
}

} // namespace sandbox
