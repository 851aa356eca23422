// Every reader of catalogues and collections on damaged bodies: nothing crashes, and what is kept is sound.
#include "modules/collections/mutate.hpp"
#include "modules/collections/rows.hpp"

#include <wow_achievement/mapping.hpp>
#include <wow_mount/mapping.hpp>
#include <wow_pet/mapping.hpp>
#include <wow_quest/mapping.hpp>
#include <wow_reputation/ladder.hpp>
#include <wow_reputation/mapping.hpp>
#include <wow_title/mapping.hpp>
#include <wow_toy/mapping.hpp>

#include <functional>
#include <map>

namespace {

using rows_test::Mutator;

/// Reads a document in one way and returns how much of it was kept.
using Reader = std::function<std::size_t(const wow::Document& body)>;

template <class Read>
Reader rows_of(wow_character::CollectionShape shape, Read read)
{
    return [shape = std::move(shape), read](const wow::Document& body) {
        wow_character::CollectionRows rows(shape);
        read(body, "en_GB", rows);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            CHECK(rows.catalogue()[row].blizzard_id > 0);
            for (std::size_t field = 0; field < shape.fields.size(); ++field)
                if (shape.fields[field] == "blizzard_id")
                    CHECK(rows.value(row, field).integer() > 0);
        }
        return rows.size();
    };
}

template <class Map>
Reader row_of(const std::vector<std::string>& columns, Map map)
{
    return [&columns, map](const wow::Document& body) {
        wow::CatalogueRow row(1, columns);
        map(body.root(), row, "en_GB");
        std::size_t kept = 0;
        for (const auto& value : row.values) {
            if (value.is_text())
                CHECK_FALSE(value.text().empty());
            kept += value.is_null() ? 0 : 1;
        }
        return kept;
    };
}

class Case {
public:
    Case(Reader reader_, std::vector<std::string> files_, std::string body_)
        : reader(std::move(reader_))
        , files(std::move(files_))
        , body(std::move(body_))
    {
    }
    Reader reader;
    std::vector<std::string> files; ///< Recorded bodies.
    std::string body; ///< One that is always there.
};

std::map<std::string, Case> cases()
{
    const auto faction = [](const wow::Document& body) {
        wow::Term term(1, std::nullopt, wow_reputation::faction_columns);
        wow_reputation::map_faction(body.root(), term, "en_GB");
        for (const auto child : term.children)
            CHECK(child > 0);
        return std::size_t{term.description.is_null() ? 0U : 1U};
    };
    const auto ladder = [](const wow::Document& body) {
        const auto read = wow_reputation::read_ladder(body.root(), "en_GB");
        for (const std::int64_t raw : {-42000, 0, 8400, 999999}) {
            const auto tier = wow_reputation::tier_at(read, raw);
            CHECK((tier.is_null() || tier["min"].integer() <= raw));
        }
        return read.items().size();
    };
    const auto quests = [](const wow::Document& body) {
        wow::CatalogueListing listing;
        wow_quest::add_quests(body.root(), "en_GB", listing);
        for (const auto& [id, name] : listing.items)
            CHECK(id > 0);
        return listing.items.size() + wow_quest::listed_ids(body.root(), "areas").size();
    };
    std::map<std::string, Case> all;
    all.emplace("mounts",
        Case(rows_of(wow_mount::collection_shape(), wow_mount::read_collection),
            {"character-mounts/argentpony-us-norgannon-drinian.json"},
            R"({"mounts":[{"mount":{"id":6,"name":"Horse"}}]})"));
    all.emplace("mount",
        Case(row_of(wow_mount::mount_columns, wow_mount::map_mount), {"mount/rbattlenet-eu-6-2019.json"},
            R"({"id":6,"name":"Horse","creature_displays":[{"id":2404}]})"));
    all.emplace("pets",
        Case(rows_of(wow_pet::collection_shape(), wow_pet::read_collection),
            {"account-pets/argentpony-us-account.json"},
            R"({"pets":[{"species":{"id":39,"name":"Squirrel"},"level":3,"quality":{"type":"RARE"},"id":7}]})"));
    all.emplace("pet",
        Case(row_of(wow_pet::pet_columns, wow_pet::map_pet),
            {"pet/rbattlenet-eu-39-2019.json", "pet/argentpony-us-39-8.3.0.json"},
            R"({"id":39,"name":"Squirrel","abilities":[{}]})"));
    all.emplace("titles",
        Case(rows_of(wow_title::award_shape(), wow_title::read_awards),
            {"character-titles/argentpony-us-norgannon-drinian.json",
                "character-titles/rbattlenet-eu-stormrage-sheday-2019.json"},
            R"({"active_title":{"id":62,"name":"Battlelord"},"titles":[{"id":38,"name":"the Seeker"}]})"));
    all.emplace("title",
        Case(row_of(wow_title::title_columns, wow_title::map_title), {"title/rbattlenet-eu-6-2019.json"},
            R"({"id":6,"name":"Knight","gender_name":{"male":"Knight {name}","female":"Knight {name}"}})"));
    all.emplace("toys",
        Case(rows_of(wow_toy::collection_shape(), wow_toy::read_collection), {},
            R"({"toys":[{"toy":{"id":9,"name":"Ball"},"is_favorite":true},{"toy":{"id":10,"name":"Box"}}]})"));
    all.emplace("toy",
        Case(row_of(wow_toy::toy_columns, wow_toy::map_toy), {},
            R"({"id":9,"item":{"id":99,"name":"Ball"},"source":{"type":"OTHER","name":"Other"},"media":{"id":99}})"));
    all.emplace("standings",
        Case(rows_of(wow_reputation::standing_shape(), wow_reputation::read_standings),
            {"character-reputations/rbattlenet-eu-stormrage-sheday-2019.json"},
            R"({"reputations":[{"faction":{"id":21,"name":"Bay"},"standing":{"raw":-7,"value":1,"max":0,"tier":0,"name":"Hated"}}]})"));
    all.emplace("faction",
        Case(faction, {"reputation-faction/rbattlenet-eu-21-2019.json"},
            R"({"id":21,"description":"A city","factions":[{"id":22},{"id":23}]})"));
    all.emplace("ladder",
        Case(ladder, {"reputation-tiers/rbattlenet-eu-2-2019.json"},
            R"({"id":2,"tiers":[{"id":0,"name":"Stranger","min_value":0,"max_value":8400}]})"));
    all.emplace("quests",
        Case(quests, {"quest-area/argentpony-us-1-8.3.0.json", "quest-area-index/argentpony-us-index-8.3.0.json"},
            R"({"quests":[{"id":2,"name":"Claw"},{"id":3}],"areas":[{"id":1}]})"));
    all.emplace("quest",
        Case(row_of(wow_quest::quest_columns, wow_quest::map_quest), {"quest/argentpony-us-2-9.1.0.json"},
            R"({"id":2,"title":"Claw","type":{"id":1,"name":"Group"},"requirements":{"min_character_level":7}})"));
    all.emplace("achievements",
        Case(rows_of(wow_achievement::progress_shape(), wow_achievement::read_progress), {},
            R"({"achievements":[{"id":6,"achievement":{"id":6,"name":"Ten"},"completed_timestamp":1224845661000}]})"));
    return all;
}

} // namespace

TEST_CASE("Readers survive any damage, and most of a damaged body is still read")
{
    Mutator mutate(5);
    for (const auto& [name, test] : cases()) {
        INFO(name);
        std::vector<std::string> bodies{test.body};
        for (const auto& file : test.files)
            if (auto body = recorded::body(file))
                bodies.push_back(std::move(*body));
        wow::Document document;
        for (const auto& body : bodies) {
            REQUIRE(document.parse(body));
            CHECK(test.reader(document) > 0);
        }
        std::size_t parsed = 0;
        std::size_t kept = 0;
        constexpr std::size_t rounds = 600;
        for (std::size_t round = 0; round < rounds; ++round) {
            if (!document.parse(mutate(bodies[mutate.upto(bodies.size() - 1)])))
                continue;
            ++parsed;
            kept += test.reader(document) > 0 ? 1 : 0;
        }
        CHECK(parsed > rounds / 10);
        CHECK(kept > parsed / 3);
    }
}
