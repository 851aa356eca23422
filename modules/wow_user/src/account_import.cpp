#include "account_import.hpp"

#include "character_accounts.hpp"
#include "purge.hpp"

#include <wow/client.hpp>
#include <wow/names.hpp>

#include <algorithm>
#include <chrono>

namespace wow_user {

using namespace wowhost;

namespace {

const std::string run_name = "import";

/// One import of a user at a time, over all processes.
class ImportLock {
public:
    ImportLock(const Services& host, std::int64_t uid)
        : host_(host)
        , name_("wow_user:import:" + std::to_string(uid))
    {
        if (!host.locks().acquire(name_, std::chrono::minutes(5)))
            throw Error(ErrorCode::locked,
                "the characters of user " + std::to_string(uid) + " are being imported already; try again in a minute");
    }
    ~ImportLock()
    {
        try {
            host_.locks().release(name_);
        } catch (const std::exception&) {
            return; // it expires
        }
    }
    ImportLock(const ImportLock&) = delete;
    ImportLock& operator=(const ImportLock&) = delete;

private:
    const Services& host_;
    std::string name_;
};

/// A stub is due for the next refresh, yet not for the sweep.
std::int64_t age_of_stubs(const Services& host, const wow::ClientHandle& client)
{
    constexpr std::int64_t day = 86400;
    return client.call("setting", [&](const wow::Client& c) {
        const auto refresh = c.setting("refresh_days").integer();
        const auto life = c.setting("data_ttl_days").integer();
        return host.now() - std::min(refresh * day, life * day / 2);
    });
}

void set_missing(Entity& changes, const Entity& row, const Entity::Fields& known)
{
    for (const auto& [field, value] : known)
        if (row[field].is_null() && !value.is_null())
            changes.set(field, value);
}

} // namespace

AccountImport::AccountImport(const Services& host, std::int64_t uid, const std::string& region)
    : host_(host)
    , uid_(uid)
    , region_(wow::check_region(region))
    , stub_age_(age_of_stubs(host, wow::client(host)))
{
}

ImportResult AccountImport::run(const std::string& user_token)
{
    const auto purged = [&] {
        return Error(ErrorCode::cancelled,
            "the Battle.net data of user " + std::to_string(uid_)
                + " was purged during the import; nothing was stored");
    };
    const ImportLock lock(host_, uid_);
    // What a purge deletes shows that there was one while Battle.net answered.
    host_.entities().transaction([&] {
        if (!host_.entities().load("user", uid_))
            throw Error(ErrorCode::not_found, "there is no user " + std::to_string(uid_) + " to import characters for");
        take_turn(host_, uid_);
        host_.user_data().set(uid_, run_name, Value::object({{"began", host_.now()}}));
    });
    const auto list = fetch(user_token);
    const auto before = result_;
    host_.entities().transaction([&] {
        result_ = before; // a transaction may run twice
        take_turn(host_, uid_);
        if (!host_.user_data().get(uid_, run_name) || !host_.entities().load("user", uid_))
            throw purged();
        store(list);
        host_.user_data().set(uid_, run_name, Value::object({{"ended", host_.now()}, {"region", region_}}));
    });
    return result_;
}

AccountList AccountImport::fetch(const std::string& user_token) const
{
    if (user_token.empty())
        throw Error(ErrorCode::invalid_argument, "there is no token of the user; let them log in at Battle.net first");
    const auto client = wow::client(host_);
    wow::Request request(region_, "/profile/user/wow", "profile");
    request.user_token = user_token;
    request.priority = wow::Priority::person;
    const auto answer = wow::get(client, request);
    if (answer.outcome == wow::Outcome::unauthorized)
        throw Error(ErrorCode::failed,
            "Battle.net does not accept the user's token (any more); let them log in at Battle.net again");
    if (answer.outcome == wow::Outcome::forbidden)
        throw Error(ErrorCode::failed,
            "the user's token does not open the list of their characters; let them log in at Battle.net again, with "
            "the "
            "scope wow.profile");
    // 404: the account has never had a character in this region
    if (answer.outcome != wow::Outcome::ok && answer.outcome != wow::Outcome::not_found)
        throw wow::to_error(answer);
    AccountList list;
    if (answer.outcome == wow::Outcome::not_found)
        return list;
    wow::Document body;
    if (!body.parse(answer.body, answer.url))
        throw Error(ErrorCode::failed, body.error());
    list = read_account(body.root(), wow::locale(client));
    for (const auto& [shape, rows] : list.skipped)
        host_.log().warning("The characters of an account: " + shape, Value::object({{"rows", rows}}));
    return list;
}

void AccountImport::store(const AccountList& list)
{
    listed_.clear();
    with_profile_.clear();
    for (const auto& character : list.characters) {
        listed_.insert(character.blizzard_id);
        if (character.has_profile())
            with_profile_.insert(character.blizzard_id);
    }
    for (const auto& [shape, rows] : list.skipped)
        result_.skipped += static_cast<std::int64_t>(rows);
    if (list.is_complete)
        release_absent();
    std::set<std::pair<std::string, std::string>> addresses;
    for (const auto& character : list.characters) {
        const bool is_first =
            addresses.emplace(character.realm_slug, wow::name_key(host_.text(), character.name)).second;
        if (is_first || !character.has_profile())
            store(character);
        else
            ++result_.skipped; // two at one address cannot both be stored
    }
}

void AccountImport::store(const AccountCharacter& character)
{
    if (const auto row = stored(character.blizzard_id))
        claim(*row, character);
    else if (character.has_profile())
        create(character);
    else
        ++result_.skipped;
}

void AccountImport::create(const AccountCharacter& character)
{
    const auto key = wow::name_key(host_.text(), character.name);
    clear_address(character, key, 0);
    auto fields = known_fields(character);
    fields["blizzard_id"] = character.blizzard_id;
    fields["region"] = region_;
    fields["realm_slug"] = character.realm_slug;
    fields["name"] = character.name;
    fields["name_key"] = key;
    fields["last_fetched"] = stub_age_;
    fields[owner] = uid_;
    fields["is_main"] = false;
    auto row = host_.entities().create(character_type, std::move(fields));
    host_.entities().save(row);
    ++result_.created;
}

void AccountImport::claim(const Entity& row, const AccountCharacter& character)
{
    Entity changes(character_type);
    changes.set_id(row.id());
    const auto& former = row[owner];
    if (former == Value(uid_)) {
        ++result_.kept;
    } else {
        changes.set(owner, uid_).set("is_main", false);
        ++(former.is_null() ? result_.claimed : result_.taken);
        if (!former.is_null())
            host_.log().notice("A character moves from one user to another, who has shown that it is on their account",
                Value::object({{"character", row.id()}}));
    }
    // What its own profile has said of it is better than this list; where it is, both know.
    set_missing(changes, row, known_fields(character));
    const auto key = wow::name_key(host_.text(), character.name);
    if (character.has_profile()
        && (row["realm_slug"] != Value(character.realm_slug) || row["name_key"] != Value(key))) {
        clear_address(character, key, row.id());
        changes.set("realm_slug", character.realm_slug).set("name", character.name).set("name_key", key);
    }
    if (!changes.fields().empty())
        save_keeping_age(host_, changes, row["last_fetched"].integer());
}

void AccountImport::clear_address(
    const AccountCharacter& character, const std::string& name_key, std::int64_t own_row) const
{
    const auto other = host_.entities().find(character_type,
        {Condition("region", Operator::equal, region_), Condition("realm_slug", Operator::equal, character.realm_slug),
            Condition("name_key", Operator::equal, name_key)});
    if (!other || other->id() == own_row)
        return;
    if (with_profile_.count((*other)["blizzard_id"].integer()) > 0) { // its own turn comes
        Entity aside(character_type);
        aside.set_id(other->id());
        aside.set("name_key", Value());
        save_keeping_age(host_, aside, (*other)["last_fetched"].integer());
        return;
    }
    host_.log().notice("A character is deleted with all its data: another has its name and realm now",
        Value::object({{"character", other->id()}}));
    host_.entities().remove(character_type, {other->id()});
}

void AccountImport::release_absent()
{
    for (const auto& row : host_.entities().select(Query(character_type).where(owner, uid_).where("region", region_))) {
        if (listed_.count(row["blizzard_id"].integer()) > 0)
            continue;
        Entity changes(character_type);
        changes.set_id(row.id());
        changes.set(owner, Value()).set("is_main", false);
        save_keeping_age(host_, changes, row["last_fetched"].integer());
        ++result_.released;
    }
}

Entity::Fields AccountImport::known_fields(const AccountCharacter& character) const
{
    Entity::Fields fields;
    fields["level"] = character.level;
    fields["faction"] = character.faction;
    fields["gender"] = character.gender;
    if (character.playable_class)
        fields["playable_class"] = wow::ensure_term(host_, "wow_playable_class", {}, *character.playable_class);
    if (character.playable_race)
        fields["playable_race"] = wow::ensure_term(host_, "wow_playable_race", {}, *character.playable_race);
    return fields;
}

std::optional<Entity> AccountImport::stored(std::int64_t blizzard_id) const
{
    return host_.entities().find(character_type,
        {Condition("region", Operator::equal, region_), Condition("blizzard_id", Operator::equal, blizzard_id)});
}

} // namespace wow_user
