#include "lookup.hpp"

#include "summary.hpp"
#include "types.hpp"

#include <wow/images.hpp>
#include <wow/names.hpp>
#include <wow/profile_sync.hpp>
#include <wow/stubs.hpp>
#include <wow_character/data_provider.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr const char* media_path = "character-media";
const std::vector<std::string> image_fields{"avatar", "inset", "main"};

wow::ProfileSubject subject_of(const Entity& row)
{
    return {character_kind, row, wow::character_path(row["realm_slug"].text(), row["name_key"].text())};
}

/// Writes the addresses of the images, or their names where they are stored; true when one is another than before.
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
        std::vector<std::string> names{media.avatar, media.inset, media.main};
        wow::with_images(run.host, "names", [&](const wow::Images& images) { names = images.names(names); });
        Entity changed(character_type);
        changed.set_id(subject.id);
        for (std::size_t i = 0; i < image_fields.size(); ++i)
            if (!names[i].empty() && stored->get(image_fields[i]) != Value(names[i]))
                changed.set(image_fields[i], names[i]);
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
        settle_images(row, media_changed);
        return report;
    }

    /// A person sees the images at once; a refresh leaves them to the queue. Where the summary has changed, there may
    /// be new pictures at the old addresses.
    void settle_images(const Entity& row, bool media_changed) const
    {
        const bool is_owing = std::any_of(image_fields.begin(), image_fields.end(),
            [&](const std::string& field) { return wow::is_image_address(row[field].text()); });
        if (run_.summary_unchanged && !media_changed && !is_owing)
            return;
        wow::ImageFields images(character_type, image_fields, {row.id()});
        images.renew = !run_.summary_unchanged;
        wow::settle_images(
            host_, images, run_.priority == wow::Priority::person ? wow::ImageFetch::now : wow::ImageFetch::by_queue);
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
