// The catalogues of pets, titles, toys and heirlooms.
#include "sdk/sandbox/pages.hpp"

#include <array>

namespace sandbox {

namespace {

constexpr std::string_view pet_path = "/data/wow/pet/";
constexpr std::string_view title_path = "/data/wow/title/";
constexpr std::string_view toy_path = "/data/wow/toy/";
constexpr std::string_view heirloom_path = "/data/wow/heirloom/";

std::uint64_t random_of(std::uint64_t kind, std::int64_t id) { return mix(kind, static_cast<std::uint64_t>(id)); }

std::string pet_icon(std::int64_t id) { return "inv_pet_" + std::to_string(random_of(41, id) % 700); }

void write_abilities(Document& out, std::uint64_t random)
{
    static constexpr std::array<int, 6> levels{1, 2, 4, 10, 15, 20};
    out.key("abilities").open_list();
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const auto id = static_cast<std::int64_t>(110 + mix(random, i) % 900);
        out.open().key("ability").reference("/data/wow/pet-ability/", id, "Trick " + std::to_string(id));
        out.field("slot", static_cast<std::int64_t>(i % 3)).field("required_level", levels[i]).close();
    }
    out.close_list();
}

void write_pet(Document& out, const Named& row)
{
    struct Type {
        std::string_view code;
        std::string_view name;
    };
    static constexpr std::array<Type, 10> types{{{"HUMANOID", "Humanoid"}, {"DRAGONKIN", "Dragonkin"},
        {"FLYING", "Flying"}, {"UNDEAD", "Undead"}, {"CRITTER", "Critter"}, {"MAGIC", "Magic"},
        {"ELEMENTAL", "Elemental"}, {"BEAST", "Beast"}, {"WATER", "Aquatic"}, {"MECHANICAL", "Mechanical"}}};
    static constexpr std::array<std::string_view, 8> sources{
        "VENDOR", "QUEST", "DROP", "WILDPET", "PROFESSION", "ACHIEVEMENT", "WORLDEVENT", "PROMOTION"};
    const auto random = random_of(42, row.id);
    const auto type = random % types.size();
    out.open().self(with_id(pet_path, row.id), "static").field("id", row.id).text_field("name", row.name);
    out.key("battle_pet_type").open().field("id", static_cast<std::int64_t>(type));
    out.field("type", types[type].code).text_field("name", types[type].name).close();
    out.text_field("description", "The " + row.name + " follows whoever feeds it.");
    out.field("is_capturable", mix(random, 1) % 3 == 0).field("is_tradable", mix(random, 2) % 2 == 0);
    out.field("is_battlepet", true)
        .field("is_alliance_only", mix(random, 3) % 40 == 0)
        .field("is_horde_only", mix(random, 3) % 40 == 1);
    if (mix(random, 4) % 25 != 0) {
        write_abilities(out, random);
    }
    if (mix(random, 5) % 10 != 0) {
        out.key("source").type(sources[mix(random, 6) % sources.size()]);
    }
    out.key("icon").image("/icons/56/" + pet_icon(row.id) + ".jpg");
    out.key("creature").reference("/data/wow/creature/", 60000 + row.id, row.name);
    out.field("is_random_creature_display", mix(random, 7) % 30 == 0);
    write_media_link(out, "pet", row.id);
    out.close();
}

void write_title(Document& out, const Named& row)
{
    out.open().self(with_id(title_path, row.id), "static").field("id", row.id);
    out.text_field("name", bare_title(row.name)).key("gender_name").open();
    out.text_field("male", row.name);
    // A few are spelled differently for women.
    const auto female = random_of(43, row.id) % 12 == 0 ? row.name + "ess" : row.name;
    out.text_field("female", row.name.ends_with("{name}") ? row.name : female).close().close();
}

void write_toy(Document& out, const Named& row)
{
    static constexpr std::array<std::string_view, 8> sources{
        "VENDOR", "QUEST", "DROP", "PROFESSION", "ACHIEVEMENT", "WORLDEVENT", "TRADINGPOST", "OTHER"};
    const auto random = random_of(44, row.id);
    const auto item = toy_item(row.id);
    out.open().self(with_id(toy_path, row.id), "static").field("id", row.id);
    out.key("item").reference("/data/wow/item/", item, row.name);
    if (random % 12 != 0) {
        out.key("source").type(sources[mix(random, 1) % sources.size()]);
    }
    if (mix(random, 2) % 3 != 0) {
        out.text_field("source_description", "Found where the road ends.");
    }
    out.field("should_exclude_if_uncollected", mix(random, 3) % 20 == 0);
    write_media_link(out, "item", item);
    out.close();
}

void write_heirloom(Document& out, const Named& row)
{
    const auto random = random_of(45, row.id);
    const auto item = heirloom_item(row.id);
    out.open().self(with_id(heirloom_path, row.id), "static").field("id", row.id);
    out.key("item").reference("/data/wow/item/", item, row.name);
    out.key("source").type("VENDOR").text_field("source_description", "Sold by a vendor who asks no questions.");
    out.key("upgrades").open_list();
    for (std::int64_t level = 0; level <= between(random, 2, 6); ++level) {
        out.open().key("item").open().key("item").open().static_key("/data/wow/item/", item).field("id", item).close();
        out.field("context", 0).key("quality").type("HEIRLOOM", "Heirloom").text_field("name", row.name);
        out.key("level").open().field("value", 29 + level * 5).text_field("display_string", "Item Level").close();
        out.key("upgrades").open().field("value", level).field("max_value", 6).text_field("display_string", "Upgrade");
        out.close().close().field("level", level).close();
    }
    out.close_list();
    write_media_link(out, "item", item);
    out.close();
}

// Index and detail of one list of the catalogue.
void add_list(Router& router, std::string_view path, std::string_view schema, std::string_view rows,
    NamedList Catalogue::*list, void (*write)(Document&, const Named&))
{
    router.add(std::string(path) + "index", "static", schema, 1, [path, rows, list](const Call& call) {
        return index_page<Named>(call, path, rows, (call.world.catalogue().*list).rows());
    });
    router.add(std::string(path) + "{}", "static", schema, 1, [list, write](const Call& call) {
        const auto* row = (call.world.catalogue().*list).find(parse_id(call.arguments[0]));
        return row == nullptr ? Page{} : static_page(call, [write, row](Document& out) { write(out, *row); });
    });
}

Page title_index(const Call& call)
{
    const auto& rows = call.world.catalogue().titles.rows();
    return static_page(call, [&rows](Document& out) {
        out.open().self(title_path, "static").key("titles").open_list();
        for (const auto& row : rows) {
            out.reference(title_path, row.id, bare_title(row.name));
        }
        out.close_list().close();
    });
}

Page pet_media(const Call& call)
{
    const auto* row = call.world.catalogue().pets.find(parse_id(call.arguments[0]));
    return row == nullptr ? Page{} : icon_page(call, "pet", row->id, pet_icon(row->id), 650000 + row->id);
}

} // namespace

void add_collectible_routes(Router& router)
{
    router.add("/data/wow/title/index", "static", "title", 1, title_index); // before the list's own
    add_list(router, title_path, "title", "titles", &Catalogue::titles, write_title);
    add_list(router, pet_path, "pet", "pets", &Catalogue::pets, write_pet);
    add_list(router, toy_path, "toy", "toys", &Catalogue::toys, write_toy);
    add_list(router, heirloom_path, "heirloom", "heirlooms", &Catalogue::heirlooms, write_heirloom);
    router.add("/data/wow/media/pet/{}", "static", "media", 1, pet_media);
}

} // namespace sandbox
