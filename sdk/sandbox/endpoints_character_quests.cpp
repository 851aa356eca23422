// A character's quests.
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

namespace sandbox {

namespace {

constexpr std::string_view quest_path = "/data/wow/quest/";

void write_quests(Document& out, const World& world, const Person& person)
{
    const auto own = profile_path(world, person) + "/quests";
    const auto& all = world.quests().quests;
    out.open().self(own, "profile");
    write_character(out, world, person);
    out.key("in_progress").open_list();
    for (const auto index : selection(mix(person.random, 36), person.random % 25, all.size())) {
        out.reference(quest_path, all[index].id, all[index].title);
    }
    out.close_list().link("completed", own + "/completed", "profile").close();
}

void write_completed(Document& out, const World& world, const Person& person)
{
    const auto& all = world.quests().quests;
    out.reserve(person.quests * 150 + 1024);
    out.open().self(profile_path(world, person) + "/quests/completed", "profile");
    write_character(out, world, person);
    out.key("quests").open_list();
    for (const auto index : selection(mix(person.random, 37), person.quests, all.size())) {
        out.reference(quest_path, all[index].id, all[index].title);
    }
    out.close_list().close();
}

} // namespace

void add_character_quest_routes(Router& router)
{
    const std::string root = "/profile/wow/character/{}/{}/quests";
    router.add(root, "profile", "character-quests", 1, person_endpoint(write_quests));
    router.add(root + "/completed", "profile", "character-completed-quests", 1, person_endpoint(write_completed));
}

} // namespace sandbox
