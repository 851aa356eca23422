// The mount catalogue and the pictures of creatures.
#include "sdk/sandbox/pages.hpp"
#include "sdk/sandbox/text.hpp"

#include <array>

namespace sandbox {

namespace {

constexpr std::string_view mount_path = "/data/wow/mount/";
constexpr std::string_view display_path = "/data/wow/media/creature-display/";

Page mount_detail(const Call& call)
{
    const auto* row = call.world.catalogue().find_mount(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        static constexpr std::array<std::string_view, 9> sources{"VENDOR", "QUEST", "DROP", "ACHIEVEMENT", "PROFESSION",
            "WORLDEVENT", "PROMOTION", "TRADINGPOST", "DISCOVERY"};
        out.open()
            .self(std::string(mount_path) + std::to_string(row->id), "static")
            .field("id", row->id)
            .text_field("name", row->name);
        out.key("creature_displays").open_list();
        for (std::int64_t i = 0; i <= static_cast<std::int64_t>(row->random % 5 == 0); ++i) {
            out.open().static_key(display_path, row->display + i).field("id", row->display + i).close();
        }
        out.close_list().text_field("description", "The " + row->name + " carries its rider anywhere.");
        if (mix(row->random, 1) % 12 != 0) {
            out.key("source").type(sources[mix(row->random, 2) % sources.size()]);
        }
        if (mix(row->random, 3) % 5 == 0) {
            const auto* faction = mix(row->random, 4) % 2 == 0 ? "ALLIANCE" : "HORDE";
            out.key("faction").type(faction).key("requirements").open().key("faction").type(faction).close();
        }
        if (mix(row->random, 5) % 10 == 0) {
            out.field("should_exclude_if_uncollected", true);
        }
        out.close();
    });
}

Page display_media(const Call& call)
{
    const auto id = parse_id(call.arguments[0]);
    if (id <= 0 || id > 200000) {
        return {};
    }
    return static_page(call, [id](Document& out) {
        out.open().self(std::string(display_path) + std::to_string(id), "static").key("assets").open_list();
        out.open()
            .field("key", "zoom")
            .key("value")
            .image("/npcs/zoom/creature-display-" + std::to_string(id) + ".jpg");
        out.close().close_list().field("id", id).close();
    });
}

} // namespace

void add_mount_routes(Router& router)
{
    router.add("/data/wow/mount/index", "static", "mount", 2,
        [](const Call& call) { return index_page<Mount>(call, mount_path, "mounts", call.world.catalogue().mounts); });
    router.add("/data/wow/mount/{}", "static", "mount", 2, mount_detail);
    router.add("/data/wow/media/creature-display/{}", "static", "media", 1, display_media);
}

} // namespace sandbox
