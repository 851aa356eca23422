#include "lookup.hpp"

#include "summary.hpp"
#include "types.hpp"

#include <wow/names.hpp>
#include <wow/profile_sync.hpp>
#include <wow/stubs.hpp>
#include <wow_character/data_provider.hpp>

#include <utility>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr const char* media_path = "character-media";

wow::ProfileSubject subject_of(const Entity& row)
{
    return {character_kind, row, wow::character_path(row["realm_slug"].text(), row["name_key"].text())};
}

/// Writes avatar and inset; true when one of them is another than before.
bool sync_media(const wow::ProfileRun& run, const wow::ProfileSubject& subject, const wow::DocumentBook& book)
{
    const wow::ProfileContext context(run, subject, book, {}, {});
    const auto document = context.fetch(DocumentRequest(media_path, "media", {}));
    if (document.state != DocumentState::full)
        return false;
    wow::Document body;
    if (!body.parse(document.body, document.url))
        throw Error(ErrorCode::failed, body.error());
    const auto media = read_media(body);
    return context.store(document, [&] {
        const auto stored = run.host.entities().load(character_type, subject.id);
        if (!stored)
            return StoredRows(0, 0);
        Entity changed(character_type);
        changed.set_id(subject.id);
        for (const auto& [field, url] : {std::pair("avatar", media.avatar), std::pair("inset", media.inset)})
            if (!url.empty() && stored->get(field) != Value(url))
                changed.set(field, url);
        if (changed.fields().empty())
            return StoredRows(0, 0);
        run.host.entities().save(changed);
        return StoredRows(0, 1);
    }) > 0;
}

class CharacterSync final : public wow::ProfileSync {
public:
    CharacterSync(const Services& host, const wow::Address& address, wow::Priority priority)
        : ProfileSync(host, character_kind, address, priority)
    {
    }

private:
    std::string path() const override { return wow::character_path(address_.realm_slug, address_.name_key); }
    wow::ProfileSubject subject(const Entity& row) const override { return subject_of(row); }

    std::optional<wow::ProfileSummary> read(const wow::Document& body) override
    {
        summary_ = read_summary(body, run_.locale);
        return summary_;
    }

    void complete(Entity::Fields& fields) const override
    {
        const auto term = [&](const char* vocabulary, const std::optional<wow::Named>& item) {
            return item ? Value(wow::ensure_term(host_, vocabulary, {}, *item)) : Value();
        };
        fields["playable_class"] = term("wow_playable_class", summary_->playable_class);
        fields["playable_race"] = term("wow_playable_race", summary_->playable_race);
        fields["active_spec"] = term("wow_playable_specialization", summary_->active_spec);
    }

    wow::StatusAnswer ask_status() const override
    {
        using wow::StatusAnswer;
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

    wow::ProviderReport run_below(const Entity& row, const wow::DocumentBook& book) const override
    {
        const Character character(row);
        const auto subject = subject_of(row);
        bool media_changed = false;
        auto report = wow::run_providers<DataProvider>(run_, subject, book, "sync_character_data",
            [&](const DataProvider& provider, const SyncContext& context) {
                return provider.sync_character_data(character, context);
            },
            {[&] {
                try {
                    media_changed = sync_media(run_, subject, book);
                } catch (const std::exception& error) {
                    wow::log_provider_failure(host_, "The media", host_.module(), subject, error.what());
                }
            }});
        report.written += media_changed ? 1 : 0;
        return report;
    }

    Value idle() const override { return wow::idle_providers<DataProvider>(host_); }

    std::string missing_message() const override
    {
        return "Battle.net has no character " + address_.name_key + " on realm " + address_.realm_slug + " ("
            + address_.region + "); check the spelling, or log in to the game with it once";
    }
    std::string forbidden_message() const override
    {
        return "Battle.net does not show character " + address_.text() + ": its player does not share game data";
    }

    std::optional<Summary> summary_;
};

} // namespace

wow::LookupResult lookup(const Services& host, const wow::Address& address, wow::Priority priority)
{
    const wow::AddressLock lock(host, character_kind, address);
    return CharacterSync(host, address, priority).run();
}

void delete_provider_data(const Services& host, const Entity& row)
{
    const Character character(row);
    wow::delete_provider_data<DataProvider>(host, subject_of(row), "delete_character_data",
        [&](const DataProvider& provider) { provider.delete_character_data(character); });
}

} // namespace wow_character
