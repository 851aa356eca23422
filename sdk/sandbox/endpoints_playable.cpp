// Classes, races, specializations and power types.
#include "sdk/sandbox/pages.hpp"

#include <array>

namespace sandbox {

namespace {

constexpr std::string_view class_path = "/data/wow/playable-class/";
constexpr std::string_view race_path = "/data/wow/playable-race/";
constexpr std::string_view spec_path = "/data/wow/playable-specialization/";
constexpr std::string_view power_path = "/data/wow/power-type/";

bool race_may_be(const PlayableRace& race, const PlayableClass& playable_class)
{
    const bool dragon = race.id == 52 || race.id == 70;
    return playable_class.id == 13 ? dragon : !dragon || playable_class.id % 2 == 1;
}

Page class_detail(const Call& call)
{
    const auto* row = find_class(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open().self(with_id(class_path, row->id), "static").field("id", row->id).text_field("name", row->name);
        out.key("gender_name").open().text_field("male", row->name).text_field("female", row->name).close();
        out.key("power_type").reference(power_path, row->power_type, find_power_type(row->power_type)->name);
        out.key("specializations").open_list();
        for (const auto& spec : specializations()) {
            if (spec.playable_class == row->id) {
                out.reference(spec_path, spec.id, spec.name);
            }
        }
        out.close_list();
        write_media_link(out, "playable-class", row->id);
        out.link("pvp_talent_slots", with_id(class_path, row->id) + "/pvp-talent-slots", "static")
            .key("playable_races")
            .open_list();
        for (const auto& race : playable_races()) {
            if (race_may_be(race, *row)) {
                out.reference(race_path, race.id, race.name);
            }
        }
        out.close_list();
        if (row->id == 7) {
            out.key("additional_power_types").open_list().reference(power_path, 11, "Maelstrom").close_list();
        }
        out.close();
    });
}

Page race_detail(const Call& call)
{
    const auto* row = find_race(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open().self(with_id(race_path, row->id), "static").field("id", row->id).text_field("name", row->name);
        out.key("gender_name").open().text_field("male", row->name).text_field("female", row->name).close();
        out.key("faction")
            .type(row->faction)
            .field("is_selectable", row->id != 24)
            .field("is_allied_race", row->allied);
        out.key("playable_classes").open_list();
        for (const auto& playable_class : playable_classes()) {
            if (race_may_be(*row, playable_class)) {
                out.reference(class_path, playable_class.id, playable_class.name);
            }
        }
        out.close_list().close();
    });
}

Page spec_index(const Call& call)
{
    return static_page(call, [](Document& out) {
        out.open().self(spec_path, "static");
        for (const bool pet : {false, true}) {
            out.key(pet ? "pet_specializations" : "character_specializations").open_list();
            for (const auto& row : specializations()) {
                if ((row.playable_class == 0) == pet) {
                    out.reference(spec_path, row.id, row.name);
                }
            }
            out.close_list();
        }
        out.close();
    });
}

Page spec_detail(const Call& call)
{
    const auto* row = find_specialization(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open().self(with_id(spec_path, row->id), "static").field("id", row->id);
        const auto* owner = find_class(row->playable_class);
        if (owner != nullptr) {
            out.key("playable_class").reference(class_path, owner->id, owner->name);
        }
        out.text_field("name", row->name);
        const auto description = "The way of " + std::string(row->name) + ".";
        out.key("gender_description").open().text_field("male", description).text_field("female", description).close();
        write_media_link(out, "playable-specialization", row->id);
        out.key("role").type(row->role);
        if (owner != nullptr) {
            out.key("pvp_talents").open_list();
            for (std::int64_t i = 0; i < 4; ++i) {
                out.open().key("talent").reference(
                    "/data/wow/pvp-talent/", row->id * 10 + i, "Talent " + std::to_string(i + 1));
                out.key("spell_tooltip")
                    .open()
                    .text_field("description", "Makes you stronger.")
                    .text_field("cast_time", "Passive")
                    .close()
                    .close();
            }
            out.close_list();
            out.key("power_type").reference(power_path, owner->power_type, find_power_type(owner->power_type)->name);
            out.key("primary_stat_type")
                .type(owner->power_type == 0 ? "INTELLECT" : "STRENGTH",
                    owner->power_type == 0 ? "Intellect" : "Strength");
        }
        out.close();
    });
}

Page power_detail(const Call& call)
{
    const auto* row = find_power_type(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [row](Document& out) {
        out.open()
            .self(with_id(power_path, row->id), "static")
            .field("id", row->id)
            .text_field("name", row->name)
            .close();
    });
}

Page class_media(const Call& call)
{
    const auto* row = find_class(parse_id(call.arguments[0]));
    return row == nullptr ? Page{}
                          : icon_page(call, "playable-class", row->id, std::string(row->icon), 130000 + row->id);
}

Page spec_media(const Call& call)
{
    const auto* row = find_specialization(parse_id(call.arguments[0]));
    return row == nullptr
        ? Page{}
        : icon_page(call, "playable-specialization", row->id, "spec_" + std::to_string(row->id), 130000 + row->id);
}

} // namespace

void add_playable_routes(Router& router)
{
    router.add("/data/wow/playable-class/index", "static", "playable-class", 1,
        [](const Call& call) { return index_page<PlayableClass>(call, class_path, "classes", playable_classes()); });
    router.add("/data/wow/playable-class/{}", "static", "playable-class", 1, class_detail);
    router.add("/data/wow/media/playable-class/{}", "static", "media", 1, class_media);
    router.add("/data/wow/playable-race/index", "static", "playable-race", 1,
        [](const Call& call) { return index_page<PlayableRace>(call, race_path, "races", playable_races()); });
    router.add("/data/wow/playable-race/{}", "static", "playable-race", 1, race_detail);
    router.add("/data/wow/playable-specialization/index", "static", "playable-specialization", 2, spec_index);
    router.add("/data/wow/playable-specialization/{}", "static", "playable-specialization", 2, spec_detail);
    router.add("/data/wow/media/playable-specialization/{}", "static", "media", 1, spec_media);
    router.add("/data/wow/power-type/index", "static", "power-type", 1,
        [](const Call& call) { return index_page<PowerType>(call, power_path, "power_types", power_types()); });
    router.add("/data/wow/power-type/{}", "static", "power-type", 1, power_detail);
}

} // namespace sandbox
