// What a user's token opens: the account's characters and collections.
#include "sdk/sandbox/login.hpp"
#include "sdk/sandbox/profile.hpp"
#include "sdk/sandbox/text.hpp"

#include <algorithm>
#include <array>

namespace sandbox {

namespace {

constexpr std::string_view account_path = "/profile/user/wow";
constexpr std::array<std::string_view, 4> collections{"pets", "mounts", "heirlooms", "toys"};

using Characters = std::vector<PersonPointer>;

// The account's characters in the region of the request; those that are hidden are listed all the same.
Characters characters_of(const Call& call)
{
    auto out = call.world.people().of_account(parse_id(call.account));
    std::erase_if(out, [&](const PersonPointer& person) { return person->region != call.scene.region; });
    return out;
}

Page account_page(const Call& call, const Characters& characters, std::function<void(Document&)> write)
{
    Page page;
    page.status = 200;
    page.variant = call.account;
    for (const auto& person : characters) {
        page.modified = std::max(page.modified, modified_of(call.world, *person));
        page.variant += "," + std::to_string(person->id) + profile_path(call.world, *person);
    }
    page.write = std::move(write);
    return page;
}

void open_account(Document& out, std::string_view path)
{
    out.open().key("_links").open().key("self").href(path, "profile");
    out.link("user", "/profile/user", "profile").link("profile", account_path, "profile").close();
}

void write_row(Document& out, const World& world, const Person& person)
{
    const auto& realm = realm_of(world, person);
    out.open().link("character", profile_path(world, person), "profile");
    out.link("protected_character",
        std::string(account_path) + "/protected-character/" + std::to_string(realm.id) + "-"
            + std::to_string(person.id),
        "profile");
    out.field("name", person.name).field("id", person.id).key("realm");
    write_realm_reference(out, realm);
    out.key("playable_class")
        .reference("/data/wow/playable-class/", person.playable_class->id, person.playable_class->name);
    out.key("playable_race").reference("/data/wow/playable-race/", person.race->id, person.race->name);
    out.key("gender").type(person.female ? "FEMALE" : "MALE").key("faction").type(person.faction);
    out.field("level", person.level).close();
}

Page account_summary(const Call& call)
{
    const auto characters = characters_of(call);
    const auto account = parse_id(call.account);
    return account_page(call, characters, [&world = call.world, characters, account](Document& out) {
        open_account(out, account_path);
        out.field("id", account_id(account));
        if (!characters.empty()) {
            out.key("wow_accounts").open_list();
            for (std::size_t licence = 0; licence < 2; ++licence) {
                // Every fourth account has two licences.
                const auto mine = [&](const Person& person) {
                    return (account % 4 == 1 && person.id % 5 == 4 ? 1U : 0U) == licence;
                };
                if (std::none_of(characters.begin(), characters.end(), [&](const auto& row) { return mine(*row); })) {
                    continue;
                }
                out.open().field("id", account_id(account) + 20000000 + static_cast<std::int64_t>(licence));
                out.key("characters").open_list();
                for (const auto& person : characters) {
                    if (mine(*person)) {
                        write_row(out, world, *person);
                    }
                }
                if (licence == 0 && account % 3 == 1) {
                    // One whose name was taken away, and who waits for a new one: level 0, and no profile.
                    auto nameless = *characters.front();
                    nameless.name = "Bereft" + std::to_string(account) + "B58";
                    nameless.key = lower_key(nameless.name);
                    nameless.id += 50000000;
                    nameless.level = 0;
                    write_row(out, world, nameless);
                }
                out.close_list().close();
            }
            out.close_list();
        }
        out.link("collections", std::string(account_path) + "/collections", "profile").close();
    });
}

Page collection_index(const Call& call)
{
    return account_page(call, characters_of(call), [](Document& out) {
        const auto own = std::string(account_path) + "/collections";
        open_account(out, own);
        for (const auto name : collections) {
            out.link(name, own + "/" + std::string(name), "profile");
        }
        out.close();
    });
}

// What the account has is what its most eager collector has.
Page collection(const Call& call, std::string_view name)
{
    const auto characters = characters_of(call);
    const auto most = std::max_element(
        characters.begin(), characters.end(), [](const auto& a, const auto& b) { return a->mounts < b->mounts; });
    const auto person = most == characters.end() ? nullptr : *most;
    return account_page(call, characters, [&world = call.world, person, name](Document& out) {
        open_account(out, std::string(account_path) + "/collections/" + std::string(name));
        if (person != nullptr) {
            write_collection(out, world, *person, name);
        }
        out.close();
    });
}

} // namespace

void add_account_routes(Router& router)
{
    router.add(account_path, "profile", "account-profile", 2, account_summary);
    router.add(std::string(account_path) + "/collections", "profile", "account-collections", 1, collection_index);
    for (const auto name : collections) {
        router.add(std::string(account_path) + "/collections/" + std::string(name), "profile",
            "collection-" + std::string(name), 1, [name](const Call& call) { return collection(call, name); });
    }
}

} // namespace sandbox
