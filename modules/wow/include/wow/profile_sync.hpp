// wow: ProfileSync, the sync of one owner from its address to stored rows of everything that is known of it.
// Header-only; the base of wow_character's and wow_guild's.
//
// It asks for the summary conditionally, judges what a 404, a 403 or another id at the address means, stores the owner,
// and runs what the owner's module runs then: its providers. An owner's module says where the summary is and what
// stands in it.
#pragma once

#include <wow/document.hpp>
#include <wow/profile_presence.hpp>
#include <wow/profile_providers.hpp>
#include <wow/profile_result.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// Values of `sync_status`.
inline constexpr const char* status_ok = "ok";
inline constexpr const char* status_missing = "missing";
inline constexpr const char* status_forbidden = "forbidden";

/// What a summary says of its owner.
class ProfileSummary {
public:
    std::int64_t blizzard_id = 0;
    std::string name; ///< Empty when the body has none.
    std::string realm_slug; ///< Empty when the body has none.
    /// Plain values. A field that is absent here keeps what is stored.
    wowhost::Entity::Fields fields;
    /// Names of the members that offer a sub-resource: "achievements", "roster", "media".
    std::vector<std::string> links;
};

/// Names of the members that are links: what a summary offers.
inline std::vector<std::string> offered_links(const Document& body)
{
    std::vector<std::string> links;
    for (const auto& [key, member] : body.root().members())
        if (member["href"].is_text())
            links.emplace_back(key);
    return links;
}

class ProfileSync {
public:
    virtual ~ProfileSync() = default;
    ProfileSync(const ProfileSync&) = delete;
    ProfileSync& operator=(const ProfileSync&) = delete;

    /// Syncs the owner at the address, which the caller has locked. Trouble with Battle.net is a result.
    LookupResult run()
    {
        stored_ = find_stored();
        std::optional<RememberedDocument> known;
        if (stored_) {
            const DocumentBook book(host_, kind_, stored_->id());
            if (const auto* entry = book.find({}, {});
                entry && entry->url == document_key(subject(*stored_), {}, run_.locale))
                known = *entry;
        }
        const auto answer = get({}, known ? known->last_modified : std::string());
        switch (answer.outcome) {
        case Outcome::ok: return read_answer(answer, known ? &*known : nullptr);
        case Outcome::not_modified:
            if (known)
                return not_modified(*known);
            break;
        case Outcome::not_found: return missing();
        case Outcome::forbidden: return forbidden();
        default: break;
        }
        return failed(answer);
    }

protected:
    /// `kind` and `address` must outlive this.
    ProfileSync(const wowhost::Services& host, const ProfileKind& kind, const Address& address, Priority priority)
        : host_(host)
        , kind_(kind)
        , address_(address)
        , client_(wow::client(host))
        , run_(host, client_)
    {
        run_.locale = wow::locale(client_);
        run_.priority = priority;
        run_.provider_time = std::chrono::seconds(std::max<std::int64_t>(1, host.config().integer("provider_seconds")));
    }

    /// Where the summary of the address asked for is, encoded.
    virtual std::string path() const = 0;
    /// The owner in `row`, which has the address and all that `read` and `complete` set.
    virtual ProfileSubject subject(const wowhost::Entity& row) const = 0;
    /// Reads a summary; nothing when the body has no usable id.
    virtual std::optional<ProfileSummary> read(const Document& body) = 0;
    /// Adds fields that need the database; part of the transaction that stores the owner.
    virtual void complete(wowhost::Entity::Fields&) const { }
    /// After a 404 of the summary of a stored owner: what else is known of it.
    virtual StatusAnswer ask_status() const = 0;
    /// What else to fetch of the owner, which is stored and in `row`.
    virtual ProviderReport run_below(const wowhost::Entity& row, const DocumentBook& book) const = 0;
    /// All that `run_below` reports on, with no rows.
    virtual wowhost::Value idle() const = 0;
    virtual std::string missing_message() const = 0;
    virtual std::string forbidden_message() const = 0;
    /// The stored row that the address asked for means.
    virtual std::optional<wowhost::Entity> find_stored() const
    {
        return at_address(address_.realm_slug, address_.name_key);
    }

    std::optional<wowhost::Entity> at_address(const std::string& realm_slug, const std::string& name_key) const
    {
        using wowhost::Condition;
        using wowhost::Operator;
        return host_.entities().find(kind_.type,
            {Condition("region", Operator::equal, address_.region),
                Condition("realm_slug", Operator::equal, realm_slug),
                Condition("name_key", Operator::equal, name_key)});
    }

    Response get(const std::string& suffix, const std::string& if_modified_since) const
    {
        Request request(address_.region, path() + suffix, "profile");
        request.if_modified_since = if_modified_since;
        request.locale = run_.locale;
        request.priority = run_.priority;
        return wow::get(client_, request);
    }

    const wowhost::Services& host_;
    const ProfileKind& kind_;
    const Address& address_;
    ClientHandle client_;
    ProfileRun run_;
    std::optional<wowhost::Entity> stored_; ///< The row at the address, as it was before.

private:
    LookupResult failed(const Response& answer)
    {
        LookupResult result(
            answer.outcome == Outcome::unauthorized ? LookupOutcome::misconfigured : LookupOutcome::failed);
        result.message = to_error(answer).what();
        if (stored_)
            result.id = stored_->id();
        if (stored_ && answer.outcome != Outcome::unauthorized && answer.outcome != Outcome::cancelled)
            mark(nullptr, 0);
        result.providers = idle();
        return result;
    }

    LookupResult missing()
    {
        LookupResult result(LookupOutcome::missing);
        result.message = missing_message();
        result.providers = idle();
        if (!stored_)
            return result;
        const auto& since = stored_->get("missing_since");
        const auto verdict = judge_missing(
            since.is_integer() ? std::optional(since.integer()) : std::nullopt, ask_status(), host_.now());
        if (verdict.purge) {
            purge(stored_->id(), "Battle.net says that it is gone");
            return result;
        }
        mark(status_missing, verdict.missing_since);
        result.id = stored_->id();
        return result;
    }

    LookupResult forbidden()
    {
        LookupResult result(LookupOutcome::forbidden);
        result.message = forbidden_message();
        result.providers = idle();
        if (stored_) {
            mark(status_forbidden, 0);
            result.id = stored_->id();
        }
        return result;
    }

    LookupResult not_modified(const RememberedDocument& known)
    {
        using wowhost::Condition;
        using wowhost::Operator;
        const auto id = stored_->id();
        if (stored_->get("sync_status").text() == status_ok) {
            host_.entities().touch(kind_.type, {Condition("id", Operator::equal, id)}, host_.now());
        } else {
            wowhost::Entity row(kind_.type);
            row.set_id(id);
            row.set("sync_status", status_ok).set("missing_since", wowhost::Value());
            host_.entities().save(row);
        }
        run_.summary_unchanged = true;
        run_.summary_modified = known.last_modified;
        for (const auto& link : known.links.items())
            run_.links.push_back(link.string());
        return finish(id, LookupOutcome::unchanged);
    }

    LookupResult read_answer(const Response& answer, const RememberedDocument* known)
    {
        Document body;
        std::optional<ProfileSummary> summary;
        std::string message;
        if (!body.parse(answer.body, answer.url))
            message = body.error();
        else if (summary = read(body); !summary)
            message = answer.url + " is not the summary of a " + kind_.noun + ": it has no id; try again later";
        if (!summary) {
            Response broken(Outcome::malformed);
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
            host_.log().debug("The summary has changed, but nothing that is stored",
                wowhost::Value::object({{kind_.owner_kind, id}}));
        return finish(id, outcome);
    }

    std::pair<std::int64_t, LookupOutcome> store(
        const ProfileSummary& summary, const Response& answer, const std::string& hash) const
    {
        using wowhost::Entity;
        using wowhost::Value;
        const auto& entities = host_.entities();
        auto fields = summary.fields;
        const auto realm_slug = summary.realm_slug.empty() ? address_.realm_slug : summary.realm_slug;
        const auto key = summary.name.empty() ? address_.name_key : name_key(host_.text(), summary.name);
        fields["blizzard_id"] = summary.blizzard_id;
        fields["region"] = address_.region;
        fields["realm_slug"] = realm_slug;
        fields["name_key"] = key;
        if (!summary.name.empty() || !stored_)
            fields["name"] = summary.name.empty() ? address_.name_key : summary.name;
        fields["last_modified"] = answer.last_modified.empty() ? Value() : Value(answer.last_modified);
        fields["sync_status"] = status_ok;
        fields["missing_since"] = Value();

        std::pair<std::int64_t, LookupOutcome> result{0, LookupOutcome::created};
        entities.transaction([&] {
            // Another id at the address asked for, or at the one the answer names, is somebody else: gone before this
            // one comes.
            for (const auto& other : {find_stored(), at_address(realm_slug, key)})
                if (other && other->get("blizzard_id").integer() != summary.blizzard_id)
                    purge(other->id(), std::string("another ") + kind_.noun + " has its name and realm now");
            // The same id anywhere in the region is this one, renamed or transferred as may be.
            const auto same = entities.select(wowhost::Query(kind_.type)
                                                  .where("region", address_.region)
                                                  .where("blizzard_id", summary.blizzard_id)
                                                  .sort("id"));
            for (std::size_t i = 1; i < same.size(); ++i)
                purge(same[i].id(), "it is stored twice");
            complete(fields);

            Entity row(kind_.type);
            if (same.empty()) {
                row = entities.create(kind_.type, fields);
                entities.save(row);
            } else {
                row.set_id(same.front().id());
                for (const auto& [field, value] : fields)
                    if (same.front().get(field) != value)
                        row.set(field, value);
                // A date alone is no change that anybody sees.
                const bool changed = row.fields().size() > (row.has("last_modified") ? 1U : 0U);
                result.second = changed ? LookupOutcome::updated : LookupOutcome::unchanged;
                if (row.fields().empty())
                    touch(row.id(), host_.now());
                else
                    entities.save(row);
            }
            result.first = row.id();
            remember_summary(row.id(), fields, summary, answer, hash);
        });
        return result;
    }

    void remember_summary(std::int64_t id, const wowhost::Entity::Fields& fields, const ProfileSummary& summary,
        const Response& answer, const std::string& hash) const
    {
        RememberedDocument entry;
        entry.rows_fetched = host_.now();
        entry.url = document_key(subject(wowhost::Entity(kind_.type, fields)), {}, run_.locale);
        entry.last_modified = answer.last_modified;
        entry.body_hash = hash;
        entry.summary_modified = answer.last_modified;
        entry.installation = host_.installation(host_.module());
        wowhost::Value links = wowhost::Value::Array{};
        for (const auto& link : summary.links)
            links.push_back(link);
        entry.links = std::move(links);
        DocumentBook(host_, kind_, id).remember(entry);
    }

    LookupResult finish(std::int64_t id, LookupOutcome outcome)
    {
        const auto row = host_.entities().load(kind_.type, id);
        if (!row)
            throw wowhost::Error(wowhost::ErrorCode::conflict,
                std::string(kind_.noun) + " " + std::to_string(id)
                    + " was deleted while it was synced; look it up again if it should stay");
        const DocumentBook book(host_, kind_, id);
        const auto report = run_below(*row, book);
        if (outcome == LookupOutcome::unchanged && report.written > 0)
            outcome = LookupOutcome::updated;
        LookupResult result(outcome);
        result.id = id;
        result.providers = report.value;
        result.provider_failed = report.failed;
        return result;
    }

    void touch(std::int64_t id, std::int64_t last_fetched) const
    {
        host_.entities().touch(kind_.type, {wowhost::Condition("id", wowhost::Operator::equal, id)}, last_fetched);
    }

    void purge(std::int64_t id, const std::string& why) const
    {
        host_.log().notice(
            std::string("The ") + kind_.noun + " " + std::to_string(id) + " is deleted with all its data: " + why,
            wowhost::Value::object({{kind_.owner_kind, id}, {"region", address_.region}, {"realm", address_.realm_slug},
                {"name", address_.name_key}}));
        host_.entities().remove(kind_.type, {id});
    }

    /// Notes that the stored owner was asked for in vain. What was fetched does not become younger by it.
    void mark(const char* status, std::int64_t missing_since) const
    {
        wowhost::Entity row(kind_.type);
        row.set_id(stored_->id());
        row.set("last_checked", host_.now());
        if (status) {
            row.set("sync_status", status);
            row.set("missing_since", missing_since == 0 ? wowhost::Value() : wowhost::Value(missing_since));
        }
        host_.entities().transaction([&] {
            host_.entities().save(row); // makes it young
            touch(row.id(), stored_->get("last_fetched").integer());
        });
    }
};

} // namespace wow
