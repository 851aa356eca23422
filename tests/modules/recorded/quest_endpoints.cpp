#include "modules/recorded/endpoints.hpp"

namespace recorded_test {

namespace {

void compare_quest(const Recording& recording, Stored& stored)
{
    const auto& body = recording.body;
    check_row(stored.row("wow_quest", recording.number()),
        {{"title", english(body["title"])}, {"area", english(member(member(body, "area"), "name"))},
            {"category", english(member(member(body, "category"), "name"))},
            {"description", english(body["description"])},
            {"required_level", body["requirements"]["min_character_level"]},
            {"quest_type", stored.reference("wow_quest_type", member(body, "type"))}});
}

/// An index of areas, categories or types: each is looked through.
Compare looked_through(const char* key)
{
    return [=](const Recording& recording, Stored& stored) {
        const auto base = recording.path.substr(0, recording.path.rfind('/') + 1);
        for (const auto& one : recording.body[key])
            CHECK(stored.was_asked(base + one["id"].dump()));
    };
}

/// The quests of an area, a category or a type; none but one of them was recorded itself.
void compare_quests(const Recording& recording, Stored& stored)
{
    for (const auto& one : recording.body["quests"])
        check_row(stored.row("wow_quest", one["id"].get<std::int64_t>()), {{"title", english(one["name"])}});
}

void compare_quest_types(const Recording& recording, Stored& stored)
{
    looked_through("types")(recording, stored);
    for (const auto& type : recording.body["types"])
        CHECK(stored.term("wow_quest_type", type["id"].get<std::int64_t>())["name"] == english(type["name"]));
}

} // namespace

Endpoints quest_endpoints()
{
    const Compare quest_index = [](const Recording& recording, Stored& stored) {
        for (const auto* list : {"areas", "categories", "types"})
            CHECK(recording.body[list]["href"].is_string());
        CHECK(stored.was_asked("/data/wow/quest/area/index"));
    };
    return {
        {"quest-index", quest_index},
        {"quest-area-index", looked_through("areas")},
        {"quest-category-index", looked_through("categories")},
        {"quest-type-index", Compare(compare_quest_types)},
        {"quest-area", Compare(compare_quests)},
        {"quest-category", Compare(compare_quests)},
        {"quest-type", Compare(compare_quests)},
        {"quest", Compare(compare_quest)},
    };
}

} // namespace recorded_test
