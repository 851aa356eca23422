#include "lookup.hpp"

#include "presence.hpp"
#include "providers.hpp"
#include "summary.hpp"
#include "types.hpp"

#include <wow/names.hpp>
#include <wow/stubs.hpp>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr const char* summary_document = "";
constexpr std::chrono::milliseconds lock_lifetime = std::chrono::minutes(5);
constexpr std::chrono::seconds lock_patience{60};

/// Holds the address for the time of a sync.
class AddressLock {
public:
    AddressLock(const Services& host, const Address& address)
        : host_(host)
        , name_("wow_character:" + address.region + ":" + address.realm_slug + ":" + address.name_key)
    {
        const auto give_up = std::chrono::steady_clock::now() + lock_patience;
        while (!host_.locks().acquire(name_, lock_lifetime)) {
            if (host_.cancelled() || std::chrono::steady_clock::now() >= give_up)
                throw Error(ErrorCode::locked,
                    "character " + address.name_key + " of " + address.realm_slug + " (" + address.region
                        + ") is being synced by another process; try again in a minute");
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    ~AddressLock()
    {
        try {
            host_.locks().release(name_);
        } catch (const std::exception&) {
            return; // it expires
        }
    }
    AddressLock(const AddressLock&) = delete;
    AddressLock& operator=(const AddressLock&) = delete;

private:
    const Services& host_;
    std::string name_;
};

class Sync {
public:
    Sync(const Services& host, const Address& address, wow::Priority priority)
        : host_(host)
        , entities_(host.entities())
        , address_(address)
        , client_(wow::client(host))
        , run_(host, client_)
    {
        run_.locale = wow::locale(client_);
        run_.priority = priority;
        run_.provider_time = std::chrono::seconds(std::max<std::int64_t>(1, host.config().integer("provider_seconds")));
    }

    LookupResult run();

private:
    wow::Response get(const std::string& suffix, const std::string& if_modified_since) const;
    LookupResult missing();
    LookupResult forbidden();
    LookupResult failed(const wow::Response& answer);
    LookupResult not_modified(const RememberedDocument& known);
    LookupResult read(const wow::Response& answer, const RememberedDocument* known);
    std::pair<std::int64_t, LookupOutcome> store(
        const Summary& summary, const wow::Response& answer, const std::string& hash);
    LookupResult finish(std::int64_t id, LookupOutcome outcome);
    StatusAnswer ask_status() const;
    void purge(std::int64_t id, const std::string& why) const;
    void mark(const char* status, std::int64_t missing_since) const;
    std::optional<Entity> at_address(const std::string& realm_slug, const std::string& name_key) const;

    const Services& host_;
    const EntityStorage& entities_;
    const Address& address_;
    wow::ClientHandle client_;
    SyncRun run_;
    std::optional<Entity> stored_; ///< The row at the address, as it was before.
};

std::optional<Entity> Sync::at_address(const std::string& realm_slug, const std::string& name_key) const
{
    return entities_.find(character_type,
        {Condition("region", Operator::equal, address_.region), Condition("realm_slug", Operator::equal, realm_slug),
            Condition("name_key", Operator::equal, name_key)});
}

wow::Response Sync::get(const std::string& suffix, const std::string& if_modified_since) const
{
    wow::Request request(
        address_.region, wow::character_path(address_.realm_slug, address_.name_key) + suffix, "profile");
    request.if_modified_since = if_modified_since;
    request.locale = run_.locale;
    request.priority = run_.priority;
    return wow::get(client_, request);
}

LookupResult Sync::run()
{
    stored_ = at_address(address_.realm_slug, address_.name_key);
    std::optional<RememberedDocument> known;
    if (stored_) {
        const DocumentBook book(host_, stored_->id());
        if (const auto* entry = book.find({}, summary_document);
            entry && entry->url == document_key(Character(*stored_), {}, run_.locale))
            known = *entry;
    }
    const auto answer = get({}, known ? known->last_modified : std::string());
    switch (answer.outcome) {
    case wow::Outcome::ok: return read(answer, known ? &*known : nullptr);
    case wow::Outcome::not_modified:
        if (known)
            return not_modified(*known);
        break;
    case wow::Outcome::not_found: return missing();
    case wow::Outcome::forbidden: return forbidden();
    default: break;
    }
    return failed(answer);
}

LookupResult Sync::failed(const wow::Response& answer)
{
    LookupResult result(
        answer.outcome == wow::Outcome::unauthorized ? LookupOutcome::misconfigured : LookupOutcome::failed);
    result.message = wow::to_error(answer).what();
    if (stored_)
        result.id = stored_->id();
    if (stored_ && answer.outcome != wow::Outcome::unauthorized && answer.outcome != wow::Outcome::cancelled)
        mark(nullptr, 0);
    result.providers = idle_providers(host_);
    return result;
}

/// Notes that the stored character was asked for in vain. What was fetched does not become younger by it.
void Sync::mark(const char* status, std::int64_t missing_since) const
{
    Entity row(character_type);
    row.set_id(stored_->id());
    row.set("last_checked", host_.now());
    if (status) {
        row.set("sync_status", status);
        row.set("missing_since", missing_since == 0 ? Value() : Value(missing_since));
    }
    entities_.transaction([&] {
        entities_.save(row); // makes it young
        entities_.touch(
            character_type, {Condition("id", Operator::equal, row.id())}, stored_->get("last_fetched").integer());
    });
}

void Sync::purge(std::int64_t id, const std::string& why) const
{
    host_.log().notice("Character " + std::to_string(id) + " is deleted with all its data: " + why,
        Value::object({{"character", id}, {"region", address_.region}, {"realm", address_.realm_slug},
            {"name", address_.name_key}}));
    entities_.remove(character_type, {id});
}

StatusAnswer Sync::ask_status() const
{
    const auto answer = get("/status", {});
    if (answer.outcome == wow::Outcome::not_found)
        return StatusAnswer::missing;
    wow::Document body;
    if (!answer.ok() || !body.parse(answer.body, answer.url))
        return StatusAnswer::unknown;
    const auto valid = body["is_valid"].boolean();
    if (valid && !*valid)
        return StatusAnswer::invalid;
    const auto id = body["id"].integer();
    if (id && *id > 0 && *id != stored_->get("blizzard_id").integer())
        return StatusAnswer::other_person;
    return valid ? StatusAnswer::valid : StatusAnswer::unknown;
}

LookupResult Sync::missing()
{
    LookupResult result(LookupOutcome::missing);
    result.message = "Battle.net has no character " + address_.name_key + " on realm " + address_.realm_slug + " ("
        + address_.region + "); check the spelling, or log in to the game with it once";
    result.providers = idle_providers(host_);
    if (!stored_)
        return result;
    const auto& since = stored_->get("missing_since");
    const auto verdict =
        judge_missing(since.is_integer() ? std::optional(since.integer()) : std::nullopt, ask_status(), host_.now());
    if (verdict.purge) {
        purge(stored_->id(), "Battle.net says that it is gone");
        return result;
    }
    mark(status_missing, verdict.missing_since);
    result.id = stored_->id();
    return result;
}

LookupResult Sync::forbidden()
{
    LookupResult result(LookupOutcome::forbidden);
    result.message = "Battle.net does not show character " + address_.name_key + " of " + address_.realm_slug + " ("
        + address_.region + "): its player does not share game data";
    result.providers = idle_providers(host_);
    if (stored_) {
        mark(status_forbidden, 0);
        result.id = stored_->id();
    }
    return result;
}

LookupResult Sync::not_modified(const RememberedDocument& known)
{
    const auto id = stored_->id();
    if (stored_->get("sync_status").text() == status_ok) {
        entities_.touch(character_type, {Condition("id", Operator::equal, id)}, host_.now());
    } else {
        Entity row(character_type);
        row.set_id(id);
        row.set("sync_status", status_ok).set("missing_since", Value());
        entities_.save(row);
    }
    run_.summary_unchanged = true;
    run_.summary_modified = known.last_modified;
    for (const auto& link : known.links.items())
        run_.links.push_back(link.string());
    return finish(id, LookupOutcome::unchanged);
}

LookupResult Sync::read(const wow::Response& answer, const RememberedDocument* known)
{
    wow::Document body;
    std::optional<Summary> summary;
    std::string message;
    if (!body.parse(answer.body, answer.url))
        message = body.error();
    else if (summary = read_summary(body, run_.locale); !summary)
        message = answer.url + " is not a character's summary: it has no id";
    if (!summary) {
        wow::Response broken(wow::Outcome::malformed);
        broken.url = answer.url;
        broken.message = message;
        return failed(broken);
    }
    run_.summary_body = answer.body;
    run_.summary_modified = answer.last_modified;
    run_.links = summary->links;
    const auto hash = body_hash(answer.body);
    auto [id, outcome] = store(*summary, answer, hash);
    if (outcome == LookupOutcome::unchanged && known && known->body_hash != hash)
        host_.log().debug("The summary has changed, but nothing that is stored", Value::object({{"character", id}}));
    return finish(id, outcome);
}

std::pair<std::int64_t, LookupOutcome> Sync::store(
    const Summary& summary, const wow::Response& answer, const std::string& hash)
{
    auto fields = summary.fields;
    const auto realm_slug = summary.realm_slug.empty() ? address_.realm_slug : summary.realm_slug;
    const auto name_key = summary.name.empty() ? address_.name_key : wow::name_key(host_.text(), summary.name);
    fields["blizzard_id"] = summary.blizzard_id;
    fields["region"] = address_.region;
    fields["realm_slug"] = realm_slug;
    fields["name_key"] = name_key;
    if (!summary.name.empty() || !stored_)
        fields["name"] = summary.name.empty() ? address_.name_key : summary.name;
    fields["last_modified"] = answer.last_modified.empty() ? Value() : Value(answer.last_modified);
    fields["sync_status"] = status_ok;
    fields["missing_since"] = Value();

    std::pair<std::int64_t, LookupOutcome> result{0, LookupOutcome::created};
    entities_.transaction([&] {
        // Another id at the address asked for, or at the one the answer names, is another person: gone before this one
        // comes.
        for (const auto& [realm, key] :
            {std::pair(address_.realm_slug, address_.name_key), std::pair(realm_slug, name_key)})
            if (const auto other = at_address(realm, key);
                other && other->get("blizzard_id").integer() != summary.blizzard_id)
                purge(other->id(), "another character has its name and realm now");
        // The same id anywhere in the region is this character, renamed or transferred as may be.
        const auto same = entities_.select(Query(character_type)
                                               .where("region", address_.region)
                                               .where("blizzard_id", summary.blizzard_id)
                                               .sort("id"));
        for (std::size_t i = 1; i < same.size(); ++i)
            purge(same[i].id(), "it is stored twice");

        const auto term = [&](const char* vocabulary, const std::optional<wow::Named>& item) {
            return item ? Value(wow::ensure_term(host_, vocabulary, {}, *item)) : Value();
        };
        fields["playable_class"] = term("wow_playable_class", summary.playable_class);
        fields["playable_race"] = term("wow_playable_race", summary.playable_race);
        fields["active_spec"] = term("wow_playable_specialization", summary.active_spec);

        Entity row(character_type);
        if (same.empty()) {
            row = entities_.create(character_type, fields);
            entities_.save(row);
        } else {
            row.set_id(same.front().id());
            for (const auto& [field, value] : fields)
                if (same.front().get(field) != value)
                    row.set(field, value);
            // A date alone is no change that anybody sees.
            const bool changed = row.fields().size() > (row.has("last_modified") ? 1U : 0U);
            result.second = changed ? LookupOutcome::updated : LookupOutcome::unchanged;
            if (row.fields().empty())
                entities_.touch(character_type, {Condition("id", Operator::equal, row.id())}, host_.now());
            else
                entities_.save(row);
        }
        result.first = row.id();

        Character character;
        character.region = address_.region;
        character.realm_slug = realm_slug;
        character.name_key = name_key;
        RememberedDocument entry;
        entry.document = summary_document;
        entry.rows_fetched = host_.now();
        entry.url = document_key(character, {}, run_.locale);
        entry.last_modified = answer.last_modified;
        entry.body_hash = hash;
        entry.summary_modified = answer.last_modified;
        entry.installation = host_.installation(host_.module());
        Value links = Value::Array{};
        for (const auto& link : summary.links)
            links.push_back(link);
        entry.links = std::move(links);
        DocumentBook(host_, row.id()).remember(entry);
    });
    return result;
}

LookupResult Sync::finish(std::int64_t id, LookupOutcome outcome)
{
    const auto row = entities_.load(character_type, id);
    if (!row)
        throw Error(ErrorCode::conflict,
            "character " + std::to_string(id) + " was deleted while it was synced; look it up again if it should stay");
    const Character character(*row);
    const DocumentBook book(host_, id);
    const auto report = run_providers(run_, character, book);
    if (outcome == LookupOutcome::unchanged && (report.written > 0 || report.media_changed))
        outcome = LookupOutcome::updated;
    LookupResult result(outcome);
    result.id = id;
    result.providers = report.value;
    result.provider_failed = report.failed;
    return result;
}

} // namespace

Value LookupResult::value() const
{
    return Value::object({{"id", id}, {"result", to_string(outcome)}, {"providers", providers}});
}

Address resolve_address(
    const Services& host, const std::string& region, const std::string& realm, const std::string& name)
{
    constexpr std::size_t longest = 128;
    const auto checked = wow::check_region(region);
    if (realm.size() > longest || name.size() > longest)
        throw Error(ErrorCode::invalid_argument, "no realm and no character has a name of more than 128 bytes");
    auto key = wow::name_key(host.text(), name);
    if (key.empty())
        throw Error(ErrorCode::invalid_argument, "the name is empty; give the name of a character");
    return Address(checked, wow::resolve_realm(host, checked, realm).slug, std::move(key));
}

LookupResult lookup(const Services& host, const Address& address, wow::Priority priority)
{
    const AddressLock lock(host, address);
    return Sync(host, address, priority).run();
}

} // namespace wow_character
