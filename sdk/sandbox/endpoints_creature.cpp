// Creatures, their types and families. Creatures have no index.
#include "sdk/sandbox/pages.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

constexpr std::string_view creature_path = "/data/wow/creature/";
constexpr std::string_view type_path = "/data/wow/creature-type/";
constexpr std::string_view family_path = "/data/wow/creature-family/";
constexpr std::string_view display_path = "/data/wow/media/creature-display/";

const Named* find_in(std::span<const Named> rows, std::int64_t id)
{
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const Named& row) { return row.id == id; });
    return found == rows.end() ? nullptr : &*found;
}

Page creature_detail(const Call& call)
{
    auto found = call.world.goods().creature(parse_id(call.arguments[0]));
    if (!found) {
        return {};
    }
    return static_page(call, [row = std::move(*found)](Document& out) {
        out.open().self(with_id(creature_path, row.id), "static").field("id", row.id).text_field("name", row.name);
        out.key("type").reference(type_path, row.type->id, row.type->name);
        if (row.family != nullptr) {
            out.key("family").reference(family_path, row.family->id, row.family->name);
        }
        out.key("creature_displays").open_list();
        out.open().static_key(display_path, row.display).field("id", row.display).close();
        out.close_list().field("is_tameable", row.tameable).close();
    });
}

Page type_detail(const Call& call)
{
    const auto* row = find_in(Goods::creature_types(), parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open()
            .self(with_id(type_path, row->id), "static")
            .field("id", row->id)
            .text_field("name", row->name)
            .close();
    });
}

Page family_detail(const Call& call)
{
    const auto* row = find_in(Goods::creature_families(), parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open().self(with_id(family_path, row->id), "static").field("id", row->id).text_field("name", row->name);
        if (row->id % 7 != 0) {
            static constexpr std::array<std::int64_t, 3> specs{74, 79, 81};
            const auto* spec = find_specialization(specs[static_cast<std::size_t>(row->id) % specs.size()]);
            out.key("specialization").reference("/data/wow/playable-specialization/", spec->id, spec->name);
        }
        write_media_link(out, "creature-family", row->id);
        out.close();
    });
}

Page family_media(const Call& call)
{
    const auto* row = find_in(Goods::creature_families(), parse_id(call.arguments[0]));
    return row == nullptr ? Page{}
                          : icon_page(call, "creature-family", row->id, "ability_hunter_pet_" + std::to_string(row->id),
                              132000 + row->id);
}

} // namespace

void add_creature_routes(Router& router)
{
    router.add("/data/wow/creature/{}", "static", "creature", 1, creature_detail);
    router.add("/data/wow/creature-type/index", "static", "creature-type", 1,
        [](const Call& call) { return index_page<Named>(call, type_path, "creature_types", Goods::creature_types()); });
    router.add("/data/wow/creature-type/{}", "static", "creature-type", 1, type_detail);
    router.add("/data/wow/creature-family/index", "static", "creature-family", 1, [](const Call& call) {
        return index_page<Named>(call, family_path, "creature_families", Goods::creature_families());
    });
    router.add("/data/wow/creature-family/{}", "static", "creature-family", 1, family_detail);
    router.add("/data/wow/media/creature-family/{}", "static", "media", 1, family_media);
}

} // namespace sandbox
