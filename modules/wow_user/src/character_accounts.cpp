#include "character_accounts.hpp"

#include "account_import.hpp"
#include "purge.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace wow_user {

using namespace wowhost;

namespace {

const std::string selection_name = "selected";

Entity require_own(const Services& host, std::int64_t uid, std::int64_t id)
{
    auto row = host.entities().load(character_type, id);
    if (!row || row->get(owner) != Value(uid))
        throw Error(ErrorCode::invalid_argument,
            "character " + std::to_string(id) + " does not belong to user " + std::to_string(uid)
                + "; import the characters of their Battle.net account first");
    return *row;
}

} // namespace

void save_keeping_age(const Services& host, Entity& changes, std::int64_t last_fetched)
{
    host.entities().transaction([&] {
        host.entities().save(changes); // makes it young
        host.entities().touch(character_type, {Condition("id", Operator::equal, changes.id())}, last_fetched);
    });
}

ImportResult CharacterAccounts::import(std::int64_t uid, const std::string& user_token, const std::string& region) const
{
    return AccountImport(host_, uid, region).run(user_token);
}

std::vector<UserCharacter> CharacterAccounts::characters(std::int64_t uid) const
{
    const auto chosen = host_.user_data().get(uid, selection_name);
    std::set<std::int64_t> selected;
    if (chosen)
        for (const auto& id : chosen->items())
            selected.insert(id.integer());
    std::vector<UserCharacter> all;
    for (const auto& row : host_.entities().select(Query(character_type).where(owner, uid))) {
        UserCharacter character;
        character.id = row.id();
        character.blizzard_id = row["blizzard_id"].integer();
        character.region = row["region"].string();
        character.realm_slug = row["realm_slug"].string();
        character.name = row["name"].string();
        character.level = row["level"].integer();
        character.faction = row["faction"].string();
        character.is_main = row["is_main"].boolean();
        character.is_selected = !chosen || selected.count(row.id()) > 0;
        all.push_back(std::move(character));
    }
    std::sort(all.begin(), all.end(), [](const UserCharacter& left, const UserCharacter& right) {
        return std::make_tuple(!left.is_main, -left.level, left.name, left.id)
            < std::make_tuple(!right.is_main, -right.level, right.name, right.id);
    });
    return all;
}

void CharacterAccounts::select(std::int64_t uid, const std::vector<std::int64_t>& ids) const
{
    host_.entities().transaction([&] {
        take_turn(host_, uid);
        const std::set<std::int64_t> chosen(ids.begin(), ids.end());
        for (const auto id : chosen)
            require_own(host_, uid, id);
        host_.user_data().set(uid, selection_name, Value::Array(chosen.begin(), chosen.end()));
    });
}

void CharacterAccounts::set_main(std::int64_t uid, std::int64_t id) const
{
    host_.entities().transaction([&] {
        take_turn(host_, uid);
        if (id != 0)
            require_own(host_, uid, id);
        const auto set = [&](const Entity& row, bool is_main) {
            Entity changes(character_type);
            changes.set_id(row.id());
            changes.set("is_main", is_main);
            save_keeping_age(host_, changes, row["last_fetched"].integer());
        };
        for (const auto& row : host_.entities().select(Query(character_type).where(owner, uid).where("is_main", true)))
            if (row.id() != id)
                set(row, false);
        if (id != 0)
            if (const auto row = require_own(host_, uid, id); !row["is_main"].boolean())
                set(row, true);
    });
}

void CharacterAccounts::purge_account_data(std::int64_t uid) const { wow_user::purge_account_data(host_, uid); }

} // namespace wow_user
