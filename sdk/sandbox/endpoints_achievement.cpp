// The achievement catalogue: index, details, categories and icons.
#include "sdk/sandbox/pages.hpp"
#include "sdk/sandbox/text.hpp"

namespace sandbox {

namespace {

constexpr std::string_view achievement_path = "/data/wow/achievement/";
constexpr std::string_view category_path = "/data/wow/achievement-category/";

void write_criteria(Document& out, const Achievement& row)
{
    const auto id = row.id * 10;
    const auto children = row.random % 4 == 0 ? 0 : between(mix(row.random, 7), 1, 8);
    out.key("criteria").open().field("id", id).text_field("description", row.name).field("amount", children);
    if (children > 1) {
        out.key("operator").type("AND", "Complete All").key("child_criteria").open_list();
        for (std::int64_t i = 1; i <= children; ++i) {
            out.open()
                .field("id", id + i)
                .text_field("description", "Step " + std::to_string(i))
                .field("amount", 1)
                .close();
        }
        out.close_list();
    }
    out.close();
}

Page achievement_detail(const Call& call)
{
    const auto& catalogue = call.world.catalogue();
    const auto* row = catalogue.find_achievement(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [&catalogue, row](Document& out) {
        const auto& category = catalogue.categories[row->category];
        out.open().self(with_id(achievement_path, row->id), "static").field("id", row->id);
        out.key("category").reference(category_path, category.id, category.name);
        out.text_field("name", row->name)
            .text_field("description", "Earn \"" + row->name + "\" in the simulated world.");
        out.field("points", row->points).field("is_account_wide", row->account_wide);
        if (row->random % 30 != 0) {
            write_criteria(out, *row);
        }
        if (const auto* next = catalogue.find_achievement(row->next); next != nullptr) {
            out.key("next_achievement").reference(achievement_path, next->id, next->name);
        }
        if (const auto* previous = catalogue.find_achievement(row->previous); previous != nullptr) {
            out.key("prerequisite_achievement").reference(achievement_path, previous->id, previous->name);
        }
        if (mix(row->random, 8) % 25 == 0) {
            out.text_field("reward_description", "Reward: a keepsake");
            out.key("reward_item").reference("/data/wow/item/", 20000 + row->id, "Keepsake");
        }
        write_media_link(out, "achievement", row->id);
        out.field("display_order", row->display_order).close();
    });
}

Page achievement_media(const Call& call)
{
    const auto* row = call.world.catalogue().find_achievement(parse_id(call.arguments[0]));
    return row == nullptr ? Page{}
                          : icon_page(call, "achievement", row->id, "achievement_" + std::to_string(row->random % 900),
                              static_cast<std::int64_t>(230000 + row->random % 900));
}

Page category_index(const Call& call)
{
    const auto& rows = call.world.catalogue().categories;
    return static_page(call, [&rows](Document& out) {
        const auto list = [&](std::string_view name, auto wanted) {
            out.key(name).open_list();
            for (const auto& row : rows) {
                if (wanted(row)) {
                    out.reference(category_path, row.id, row.name);
                }
            }
            out.close_list();
        };
        out.open().self(category_path, "static");
        list("categories", [](const auto& row) { return !row.guild; });
        list("root_categories", [](const auto& row) { return row.parent == 0; });
        list("guild_categories", [](const auto& row) { return row.guild; });
        out.close();
    });
}

Page category_detail(const Call& call)
{
    const auto& catalogue = call.world.catalogue();
    const auto* row = catalogue.find_category(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [&catalogue, row](Document& out) {
        out.open().self(with_id(category_path, row->id), "static").field("id", row->id).text_field("name", row->name);
        std::int64_t points = 0;
        if (!row->achievements.empty()) { // absent rather than empty, as in the real answers
            out.key("achievements").open_list();
            for (const auto index : row->achievements) {
                const auto& achievement = catalogue.achievements[index];
                points += achievement.points;
                out.reference(achievement_path, achievement.id, achievement.name);
            }
            out.close_list();
        }
        if (const auto* parent = catalogue.find_category(row->parent); parent != nullptr) {
            out.key("parent_category").reference(category_path, parent->id, parent->name);
        }
        if (!row->children.empty()) {
            out.key("subcategories").open_list();
            for (const auto index : row->children) {
                out.reference(category_path, catalogue.categories[index].id, catalogue.categories[index].name);
            }
            out.close_list();
        }
        out.field("is_guild_category", row->guild).key("aggregates_by_faction").open();
        for (const auto* faction : {"alliance", "horde"}) {
            out.key(faction)
                .open()
                .field("quantity", static_cast<std::int64_t>(row->achievements.size()))
                .field("points", points)
                .close();
        }
        out.close().field("display_order", row->display_order).close();
    });
}

} // namespace

void add_achievement_routes(Router& router)
{
    router.add("/data/wow/achievement/index", "static", "achievement", 1, [](const Call& call) {
        return index_page<Achievement>(call, achievement_path, "achievements", call.world.catalogue().achievements);
    });
    router.add("/data/wow/achievement/{}", "static", "achievement", 1, achievement_detail);
    router.add("/data/wow/media/achievement/{}", "static", "media", 1, achievement_media);
    router.add("/data/wow/achievement-category/index", "static", "achievement-category", 1, category_index);
    router.add("/data/wow/achievement-category/{}", "static", "achievement-category", 1, category_detail);
}

} // namespace sandbox
