// Quests, and the areas, categories and types through which they are found.
#include "sdk/sandbox/pages.hpp"

namespace sandbox {

namespace {

constexpr std::string_view quest_path = "/data/wow/quest/";

struct Kind {
    std::string_view name; // of the path and of the field that names the group
    std::string_view list;
    std::vector<QuestGroup> Quests::*groups;
};
constexpr Kind kinds[]{{"area", "areas", &Quests::areas}, {"category", "categories", &Quests::categories},
    {"type", "types", &Quests::types}};

std::string group_path(const Kind& kind) { return std::string(quest_path) + std::string(kind.name) + "/"; }

Page quest_index(const Call& call)
{
    return static_page(call, [](Document& out) {
        out.open().self(quest_path, "static");
        for (const auto index : {1, 0, 2}) {
            out.link(kinds[index].list, group_path(kinds[index]), "static");
        }
        out.close();
    });
}

Page group_index(const Call& call, const Kind& kind)
{
    const auto& rows = call.world.quests().*kind.groups;
    return static_page(call, [&kind, &rows](Document& out) {
        const auto path = group_path(kind);
        out.open().self(path, "static").key(kind.list).open_list();
        for (const auto& row : rows) {
            out.reference(path, row.id, row.name);
        }
        out.close_list().close();
    });
}

Page group_detail(const Call& call, const Kind& kind)
{
    const auto& quests = call.world.quests();
    const auto* group = Quests::find(quests.*kind.groups, parse_id(call.arguments[0]));
    if (group == nullptr) {
        return {};
    }
    return static_page(call, [&kind, &quests, group](Document& out) {
        out.open().self(with_id(group_path(kind), group->id), "static").field("id", group->id);
        out.text_field(kind.name, group->name);
        if (!group->quests.empty()) { // absent rather than empty
            out.key("quests").open_list();
            for (const auto index : group->quests) {
                out.reference(quest_path, quests.quests[index].id, quests.quests[index].title);
            }
            out.close_list();
        }
        out.close();
    });
}

void write_requirements(Document& out, const Quest& quest)
{
    if (quest.level == 0) {
        return;
    }
    out.key("requirements").open().field("min_character_level", quest.level);
    out.field("max_character_level", std::min(quest.level + 30, 80));
    if (mix(quest.random, 11) % 3 == 0) {
        out.key("faction").type(mix(quest.random, 12) % 2 == 0 ? "ALLIANCE" : "HORDE");
    }
    out.close();
}

void write_rewards(Document& out, const World& world, const Quest& quest)
{
    if (mix(quest.random, 13) % 12 == 0) {
        return;
    }
    const auto copper = between(mix(quest.random, 14), 1, 400000);
    out.key("rewards").open().field("experience", between(mix(quest.random, 15), 50, 20000));
    const auto& reputation = world.catalogue().reputation;
    if (mix(quest.random, 16) % 3 == 0 && !reputation.plain().empty()) {
        const auto& plain = reputation.plain();
        const auto& faction = reputation.factions()[plain[mix(quest.random, 17) % plain.size()]];
        out.key("reputations").open_list().open().key("reward");
        out.reference("/data/wow/reputation-faction/", faction.id, faction.name).field("value", 250);
        out.close().close_list();
    }
    out.key("money").open().field("value", copper).key("units").open().field("gold", copper / 10000);
    out.field("silver", copper / 100 % 100).field("copper", copper % 100).close().close().close();
}

Page quest_detail(const Call& call)
{
    const auto* quest = call.world.quests().find(parse_id(call.arguments[0]));
    if (quest == nullptr) {
        return {};
    }
    return static_page(call, [&world = call.world, quest](Document& out) {
        const auto& quests = world.quests();
        out.open().self(with_id(quest_path, quest->id), "static").field("id", quest->id);
        out.text_field("title", quest->title);
        const std::size_t groups[]{quest->area, quest->category, quest->type};
        for (std::size_t i = 0; i < 3; ++i) {
            if (groups[i] != no_group) {
                const auto& group = (quests.*kinds[i].groups)[groups[i]];
                out.key(kinds[i].name).reference(group_path(kinds[i]), group.id, group.name);
            }
        }
        if (mix(quest->random, 10) % 20 != 0) {
            out.text_field("description", "Somebody has to see to \"" + quest->title + "\".");
        }
        write_requirements(out, *quest);
        write_rewards(out, world, *quest);
        out.close();
    });
}

} // namespace

void add_quest_routes(Router& router)
{
    router.add("/data/wow/quest/index", "static", "quest", 1, quest_index);
    for (const auto& kind : kinds) {
        const auto path = group_path(kind);
        const auto schema = "quest-" + std::string(kind.name);
        router.add(path + "index", "static", schema, 1, [&kind](const Call& call) { return group_index(call, kind); });
        router.add(path + "{}", "static", schema, 1, [&kind](const Call& call) { return group_detail(call, kind); });
    }
    router.add("/data/wow/quest/{}", "static", "quest", 1, quest_detail);
}

} // namespace sandbox
