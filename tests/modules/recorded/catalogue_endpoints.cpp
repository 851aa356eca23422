#include "modules/recorded/endpoints.hpp"

#include <algorithm>
#include <set>

namespace recorded_test {

namespace {

/// An index whose array `key` becomes the terms of a vocabulary; the name is the detail's where there is one.
void compare_terms(
    const Recording& recording, Stored& stored, const char* key, const char* vocabulary, const std::string& region = "")
{
    const auto base = recording.path.substr(0, recording.path.rfind('/') + 1);
    REQUIRE_FALSE(recording.body[key].empty());
    for (const auto& item : recording.body[key]) {
        const auto id = item["id"].get<std::int64_t>();
        INFO(vocabulary << " " << id);
        const auto& term = stored.term(vocabulary, id, region);
        REQUIRE(term.is_object());
        const auto detail = english(member(stored.body(base + std::to_string(id)), "name"));
        CHECK(term["name"] == (detail.is_null() ? english(item["name"]) : detail));
        CHECK(term["wow_last_fetched"].is_number());
    }
}

Compare terms(const char* key, const char* vocabulary)
{
    return [=](const Recording& recording, Stored& stored) { compare_terms(recording, stored, key, vocabulary); };
}

/// An index of a queued catalogue: its numbers are remembered, and each is a job.
Compare jobs(const char* key, const std::string& name)
{
    return [=](const Recording& recording, Stored& stored) {
        std::set<std::int64_t> expected;
        for (const auto& item : recording.body[key])
            expected.insert(item["id"].get<std::int64_t>());
        CHECK(stored.state("wow.catalogue_ids." + name + ".eu") == json(expected));
        const auto waiting = stored.queues();
        const auto queue = std::find_if(
            waiting.begin(), waiting.end(), [&](const json& one) { return one["name"] == "wow_" + name + "_sync"; });
        REQUIRE(queue != waiting.end());
        CHECK((*queue)["pending"] == expected.size());
    };
}

/// A detail whose term has these columns beside its name.
Compare term(const char* vocabulary, const std::function<json(const json& body, Stored& stored)>& columns)
{
    return [=](const Recording& recording, Stored& stored) {
        auto expected = columns(recording.body, stored);
        expected["name"] = english(recording.body["name"]);
        check_row(stored.term(vocabulary, recording.number()), expected);
    };
}

Compare plain_term(const char* vocabulary)
{
    return term(vocabulary, [](const json&, Stored&) { return json::object(); });
}

/// A detail whose row has these columns.
Compare row(const char* type, const std::function<json(const json& body, Stored& stored)>& columns)
{
    return [=](const Recording& recording, Stored& stored) {
        const auto& found = stored.row(type, recording.number());
        check_row(found, columns(recording.body, stored));
        CHECK(found["last_fetched"].is_number());
    };
}

/// A document of media: the row that refers to it shows its image. `offset`: of the row's number.
Compare icon(const char* type, std::int64_t offset)
{
    return [=](const Recording& recording, Stored& stored) {
        const auto& found = stored.row(type, offset + recording.number());
        REQUIRE(found.is_object());
        check_image(found["icon"], image_of(recording.body));
    };
}

json code(const json& enumeration) { return member(enumeration, "type"); }

json achievement(const json& body, Stored& stored)
{
    return {{"name", english(body["name"])}, {"description", english(body["description"])}, {"points", body["points"]},
        {"is_account_wide", body["is_account_wide"]}, {"display_order", body["display_order"]},
        {"reward_description", english(member(body, "reward_description"))},
        {"criteria", rows_test::without_hrefs(member(body, "criteria"))},
        {"category", stored.reference("wow_char_achi_category", body["category"])}};
}

json mount(const json& body, Stored&)
{
    // The number of the picture is not always beside its link.
    const auto link = body["creature_displays"][0]["key"]["href"].get<std::string>();
    const auto begin = link.find("creature-display/") + 17;
    return {{"name", english(body["name"])}, {"description", english(body["description"])},
        {"source_type", code(member(body, "source"))}, {"source", english(member(member(body, "source"), "name"))},
        {"faction", code(member(body, "faction"))}, {"creature_display", std::stoll(link.substr(begin))}};
}

json pet(const json& body, Stored&)
{
    return {{"name", english(body["name"])}, {"description", english(body["description"])},
        {"battle_pet_type", code(body["battle_pet_type"])}, {"source_type", code(body["source"])},
        {"source", english(body["source"]["name"])}, {"is_capturable", body["is_capturable"]},
        {"is_tradable", body["is_tradable"]}, {"abilities", rows_test::without_hrefs(body["abilities"])}};
}

json item(const json& body, Stored& stored)
{
    // The class of an item of today is in a preview too; the numbers are at the top in all vintages.
    const auto subclass =
        (body["item_class"]["id"].get<std::int64_t>() + 1) * 1000 + body["item_subclass"]["id"].get<std::int64_t>();
    return {{"name", english(body["name"])}, {"quality", code(body["quality"])}, {"level", body["level"]},
        {"required_level", body["required_level"]}, {"inventory_type", code(body["inventory_type"])},
        {"item_class", stored.reference("wow_item_class", body["item_class"])},
        {"item_subclass", stored.reference("wow_item_class", {{"id", subclass}})}};
}

json creature(const json& body, Stored& stored)
{
    return {{"name", english(body["name"])}, {"is_tameable", body["is_tameable"]},
        {"creature_type", stored.reference("wow_creature_type", body["type"])},
        {"creature_family", stored.reference("wow_creature_family", member(body, "family"))}};
}

json specialization(const json& body, Stored& stored)
{
    return {{"description", english(body["gender_description"]["male"])}, {"wow_role", code(body["role"])},
        {"wow_class", stored.reference("wow_playable_class", body["playable_class"])},
        {"wow_power_type", stored.reference("wow_power_type", member(body, "power_type"))}};
}

/// Subclasses are terms below their class.
void compare_item_class(const Recording& recording, Stored& stored)
{
    const auto item_class = recording.number();
    const auto& parent = stored.term("wow_item_class", item_class);
    check_row(parent, {{"name", english(recording.body["name"])}, {"parent", nullptr}});
    for (const auto& subclass : recording.body["item_subclasses"]) {
        const auto id = subclass["id"].get<std::int64_t>();
        INFO("subclass " << id);
        check_row(stored.term("wow_item_class", (item_class + 1) * 1000 + id),
            {{"name", english(subclass["name"])}, {"parent", parent["id"]}, {"wow_item_subclass", id}});
    }
}

/// Categories of characters and of guilds are trees of their own.
void compare_categories(const Recording& recording, Stored& stored)
{
    compare_terms(recording, stored, "categories", "wow_char_achi_category");
    compare_terms(recording, stored, "guild_categories", "wow_guild_achi_category");
    for (const auto& root : recording.body["root_categories"]) {
        const auto id = root["id"].get<std::int64_t>();
        const bool of_characters = stored.term("wow_char_achi_category", id).is_object();
        CHECK((of_characters || stored.term("wow_guild_achi_category", id).is_object()));
    }
}

void compare_factions(const Recording& recording, Stored& stored)
{
    compare_terms(recording, stored, "factions", "wow_reputation_faction");
    compare_terms(recording, stored, "root_factions", "wow_reputation_faction");
}

void compare_realms(const Recording& recording, Stored& stored)
{
    compare_terms(recording, stored, "realms", "wow_realm", "eu");
    for (const auto& realm : recording.body["realms"])
        CHECK(stored.term("wow_realm", realm["id"].get<std::int64_t>(), "eu")["wow_slug"] == realm["slug"]);
}

/// Its realms are complete; the site knows them in a region of their own.
void compare_connected_realm(const Recording& recording, Stored& stored)
{
    const auto& body = recording.body;
    for (const auto& realm : body["realms"])
        check_row(stored.term("wow_realm", realm["id"].get<std::int64_t>(), "us"),
            {{"name", english(realm["name"])}, {"wow_slug", realm["slug"]}, {"wow_locale", realm["locale"]},
                {"wow_timezone", realm["timezone"]}, {"wow_connected_realm", body["id"]},
                {"wow_population", code(body["population"])}});
}

void compare_connected_realms(const Recording& recording, Stored& stored)
{
    for (const auto& link : recording.body["connected_realms"]) {
        const auto href = link["href"].get<std::string>();
        const auto begin = href.find("/data/");
        CHECK(stored.was_asked(href.substr(begin, href.find('?') - begin)));
    }
}

} // namespace

Endpoints catalogue_endpoints()
{
    const Compare class_icon = [](const Recording& recording, Stored& stored) {
        check_image(stored.term("wow_playable_class", recording.number())["wow_icon"], image_of(recording.body));
    };
    Endpoints all{
        {"playable-class-index", terms("classes", "wow_playable_class")},
        {"playable-class", plain_term("wow_playable_class")},
        {"playable-class-media", class_icon},
        {"playable-race-index", terms("races", "wow_playable_race")},
        {"playable-race",
            term("wow_playable_race",
                [](const json& body, Stored&) {
                    return json{{"wow_faction", code(body["faction"])}};
                })},
        {"playable-specialization-index", terms("character_specializations", "wow_playable_specialization")},
        {"playable-specialization", term("wow_playable_specialization", specialization)},
        {"power-type-index", terms("power_types", "wow_power_type")},
        {"power-type", plain_term("wow_power_type")},
        {"realm-index", Compare(compare_realms)},
        {"connected-realm-index", Compare(compare_connected_realms)},
        {"connected-realm", Compare(compare_connected_realm)},
        {"reputation-faction-index", Compare(compare_factions)},
        {"reputation-faction",
            term("wow_reputation_faction",
                [](const json& body, Stored&) {
                    return json{{"description", english(body["description"])},
                        {"wow_reputation_tiers", body["reputation_tiers"]["id"]},
                        {"wow_can_paragon", body.value("can_paragon", false)}, {"wow_is_renown", false}};
                })},
        {"creature-type-index", terms("creature_types", "wow_creature_type")},
        {"creature-type", plain_term("wow_creature_type")},
        {"creature-family-index", terms("creature_families", "wow_creature_family")},
        {"creature-family", plain_term("wow_creature_family")},
        {"creature", row("wow_creature", creature)},
        {"creature-display-media", icon("wow_mount", written_number)},
        {"item-class-index", terms("item_classes", "wow_item_class")},
        {"item-class", Compare(compare_item_class)},
        {"item", row("wow_item", item)},
        {"item-media", icon("wow_item", 0)},
        {"achievement-category-index", Compare(compare_categories)},
        {"achievement-category",
            term("wow_char_achi_category",
                [](const json& body, Stored&) {
                    return json{{"weight", body["display_order"]}, {"parent", nullptr}};
                })},
        {"achievement-index", jobs("achievements", "achievement")},
        {"achievement", row("wow_achievement", achievement)},
        {"achievement-media", icon("wow_achievement", written_number)},
        {"mount-index", jobs("mounts", "mount")},
        {"mount", row("wow_mount", mount)},
        {"pet-index", jobs("pets", "pet")},
        {"pet", row("wow_pet", pet)},
        {"pet-media", icon("wow_pet", written_number)},
        {"title-index", jobs("titles", "title")},
        {"title",
            row("wow_title",
                [](const json& body, Stored&) {
                    return json{{"name", english(body["name"])}, {"name_male", english(body["gender_name"]["male"])},
                        {"name_female", english(body["gender_name"]["female"])}};
                })},
    };
    all.merge(quest_endpoints());
    return all;
}

} // namespace recorded_test
