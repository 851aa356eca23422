// Factions and the ladders of standings.
#include "sdk/sandbox/pages.hpp"

namespace sandbox {

namespace {

constexpr std::string_view faction_path = "/data/wow/reputation-faction/";
constexpr std::string_view ladder_path = "/data/wow/reputation-tiers/";

Page faction_index(const Call& call)
{
    const auto& rows = call.world.catalogue().reputation.factions();
    return static_page(call, [&rows](Document& out) {
        out.open().self(faction_path, "static");
        for (const bool root : {false, true}) {
            out.key(root ? "root_factions" : "factions").open_list();
            for (const auto& row : rows) {
                if (!root || row.root) {
                    out.reference(faction_path, row.id, row.name);
                }
            }
            out.close_list();
        }
        out.close();
    });
}

void write_faction(Document& out, const Reputation& reputation, const Faction& row)
{
    out.open().self(with_id(faction_path, row.id), "static").field("id", row.id).text_field("name", row.name);
    if (row.root) {
        out.field("is_header", true).key("factions").open_list();
        for (const auto& below : reputation.factions()) {
            if (below.header == row.id) {
                out.reference(faction_path, below.id, below.name);
            }
        }
        out.close_list().close();
        return;
    }
    if (mix(row.random, 6) % 15 != 0) {
        out.text_field("description", row.name + " remembers who helped and who did not.");
    }
    if (row.paragon) {
        out.field("can_paragon", true);
    }
    if (row.renown) {
        out.field("is_renown", true).key("renown_tiers").open_list();
        for (int level = 1; level <= row.levels; ++level) {
            out.open().field("level", level).text_field("name", "Level " + std::to_string(level)).close();
        }
        out.close_list();
    } else {
        out.key("reputation_tiers").open().static_key(ladder_path, row.ladder).field("id", row.ladder).close();
    }
    if (mix(row.random, 7) % 6 == 0) {
        out.key("player_faction").type(mix(row.random, 8) % 2 == 0 ? "ALLIANCE" : "HORDE");
    }
    out.close();
}

Page faction_detail(const Call& call)
{
    const auto& reputation = call.world.catalogue().reputation;
    const auto* row = reputation.find(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [&reputation, row](Document& out) { write_faction(out, reputation, *row); });
}

Page ladder_index(const Call& call)
{
    const auto& reputation = call.world.catalogue().reputation;
    return static_page(call, [&reputation](Document& out) {
        out.open().self(ladder_path, "static").key("reputation_tiers").open_list();
        for (const auto& row : reputation.ladders()) {
            out.open().static_key(ladder_path, row.id);
            if (const auto* faction = reputation.find(row.faction); faction != nullptr) {
                out.text_field("name", faction->name);
            }
            out.field("id", row.id).close();
        }
        out.close_list().close();
    });
}

Page ladder_detail(const Call& call)
{
    const auto& reputation = call.world.catalogue().reputation;
    const auto* row = reputation.find_ladder(parse_id(call.arguments[0]));
    if (row == nullptr) {
        return {};
    }
    return static_page(call, [&reputation, row](Document& out) {
        out.open().self(with_id(ladder_path, row->id), "static").field("id", row->id).key("tiers").open_list();
        std::int64_t id = 0;
        for (const auto& tier : row->tiers) {
            out.open();
            if (!tier.name.empty()) {
                out.text_field("name", tier.name);
            }
            out.field("min_value", tier.low).field("max_value", tier.high).field("id", id++).close();
        }
        out.close_list();
        if (const auto* faction = reputation.find(row->faction); faction != nullptr) {
            out.key("faction").reference(faction_path, faction->id, faction->name);
        }
        out.close();
    });
}

} // namespace

void add_reputation_routes(Router& router)
{
    router.add("/data/wow/reputation-faction/index", "static", "reputation-faction", 1, faction_index);
    router.add("/data/wow/reputation-faction/{}", "static", "reputation-faction", 1, faction_detail);
    router.add("/data/wow/reputation-tiers/index", "static", "reputation-tiers", 1, ladder_index);
    router.add("/data/wow/reputation-tiers/{}", "static", "reputation-tiers", 1, ladder_detail);
}

} // namespace sandbox
