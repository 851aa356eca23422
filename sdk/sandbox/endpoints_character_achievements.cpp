// A character's achievements and their statistics.
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <map>

namespace sandbox {

namespace {

constexpr std::string_view achievement_path = "/data/wow/achievement/";
constexpr std::size_t unknown_achievements = 5; // of a long list: ids that the catalogue does not have

// Children of a criterion: most achievements have a handful of leaves, a few are trees of up to four levels.
void write_children(Document& out, std::int64_t& id, std::uint64_t random, std::int64_t count, int levels)
{
    out.key("child_criteria").open_list();
    for (std::int64_t i = 0; i < count; ++i) {
        const auto own = mix(random, static_cast<std::uint64_t>(id));
        out.open().field("id", id++);
        if (own % 5 != 0) {
            out.field("amount", between(own, 0, own % 90 == 0 ? 4000000000 : 40));
        }
        out.field("is_completed", own % 4 != 0);
        if (levels > 1 && i == 0) {
            write_children(out, id, own, between(own, 1, 3), levels - 1);
        }
        out.close();
    }
    out.close_list();
}

void write_achievements(Document& out, const World& world, const Person& person)
{
    const auto& catalogue = world.catalogue();
    const auto& personal = catalogue.personal_achievements();
    const auto unknown = person.achievements > 100 ? unknown_achievements : 0;
    const auto chosen = selection(person.random, person.achievements - unknown, personal.size());

    out.reserve(chosen.size() * 420 + 4096);
    out.open().self(profile_path(world, person) + "/achievements", "profile");
    std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> progress;
    std::int64_t points = 0;
    std::int64_t quantity = 0;
    // Completed over the years before the last login; about one in a hundred is only in progress.
    const auto completed = [&person](std::int64_t id) {
        const auto random = mix(person.random, static_cast<std::uint64_t>(id));
        return random % 108 == 0 ? 0 : person.last_login - between(mix(random), 0, 12 * 365 * 86400LL);
    };
    for (const auto index : chosen) {
        const auto& row = catalogue.achievements[personal[index]];
        if (completed(row.id) != 0) {
            auto& [count, sum] = progress[row.category];
            ++count;
            sum += row.points;
            points += row.points;
            ++quantity;
        }
    }
    out.field("total_quantity", quantity).field("total_points", points).key("achievements").open_list();
    for (const auto index : chosen) {
        const auto& row = catalogue.achievements[personal[index]];
        write_achievement_row(
            out, row.id, row.name, mix(person.random, static_cast<std::uint64_t>(row.id)), completed(row.id));
    }
    for (std::size_t i = 0; i < unknown; ++i) {
        const auto id = static_cast<std::int64_t>(990001 + i);
        write_achievement_row(
            out, id, "A Deed Forgotten by the Catalogue", mix(person.random, i) | 1U, person.last_login - 86400);
    }
    out.close_list().key("category_progress").open_list();
    for (const auto& [category, sums] : progress) {
        const auto& row = catalogue.categories[category];
        out.open().key("category").reference("/data/wow/achievement-category/", row.id, row.name);
        out.field("quantity", sums.first).field("points", sums.second).close();
    }
    out.close_list().key("recent_events").open_list();
    for (std::size_t i = 0; i < std::min<std::size_t>(chosen.size(), 10); ++i) {
        const auto& row = catalogue.achievements[personal[chosen[i]]];
        out.open().key("achievement").reference(achievement_path, row.id, row.name);
        out.field("timestamp", (person.last_login - static_cast<std::int64_t>(i) * 7200) * 1000).close();
    }
    out.close_list();
    write_character(out, world, person);
    out.link("statistics", profile_path(world, person) + "/achievements/statistics", "profile").close();
}

void write_figures(Document& out, const Person& person, std::int64_t first, std::int64_t count)
{
    out.key("statistics").open_list();
    for (std::int64_t i = 0; i < count; ++i) {
        const auto random = mix(person.random, static_cast<std::uint64_t>(first + i));
        out.open().field("id", first + i).text_field("name", "Figure " + std::to_string(first + i));
        out.field("last_updated_timestamp", (person.last_login - between(random, 0, 1000 * 86400LL)) * 1000);
        if (random % 9 == 0) {
            out.text_field("description", "Something remarkable");
        }
        out.key("quantity").decimal(static_cast<double>(random % 1000000)).close();
    }
    out.close_list();
}

void write_statistics(Document& out, const World& world, const Person& person)
{
    const std::int64_t share = person.specialization == nullptr ? 2 : 14;
    out.open().self(profile_path(world, person) + "/achievements/statistics", "profile");
    write_character(out, world, person);
    out.key("categories").open_list();
    for (std::int64_t i = 0; i < 15; ++i) {
        const auto id = 130 + i * 7;
        out.open().field("id", id).text_field("name", "Statistics " + std::to_string(i + 1));
        if (i % 3 != 2) {
            out.key("sub_categories").open_list();
            for (std::int64_t j = 1; j <= 4; ++j) {
                out.open().field("id", id + j).text_field("name", "Part " + std::to_string(j));
                write_figures(out, person, id * 100 + j * 20, share);
                out.close();
            }
            out.close_list();
        }
        write_figures(out, person, id * 100, 8);
        out.close();
    }
    out.close_list().close();
}

} // namespace

void write_achievement_row(
    Document& out, std::int64_t id, std::string_view name, std::uint64_t random, std::int64_t completed)
{
    out.open().field("id", id).key("achievement").reference(achievement_path, id, name);
    if (random % 59 != 0) {
        out.key("criteria").open().field("id", id * 10);
        const auto shape = mix(random, 1) % 10;
        if (shape < 4) {
            out.field("amount", between(mix(random, 2), 0, 9));
        }
        out.field("is_completed", completed != 0);
        if (shape >= 4) {
            auto child = id * 10 + 1;
            write_children(out, child, random, between(mix(random, 3), 1, shape == 9 ? 16 : 6), shape == 8 ? 3 : 1);
        }
        out.close();
    }
    if (completed != 0) {
        out.field("completed_timestamp", completed * 1000);
    }
    out.close();
}

void add_character_achievement_routes(Router& router)
{
    router.add("/profile/wow/character/{}/{}/achievements", "profile", "character-achievement-summary", 3,
        person_endpoint(write_achievements));
    router.add("/profile/wow/character/{}/{}/achievements/statistics", "profile", "character-achievement-statistics", 2,
        person_endpoint(write_statistics));
}

} // namespace sandbox
