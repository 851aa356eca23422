#include "lookup.hpp"

#include "crest.hpp"
#include "links.hpp"
#include "types.hpp"

#include <wow/names.hpp>
#include <wow/profile_sync.hpp>
#include <wow_guild/guild_data_provider.hpp>

#include <utility>

namespace wow_guild {

using namespace wowhost;

namespace {

std::string path_of(std::string_view realm_slug, std::string_view slug)
{
    return "/data/wow/guild/" + wow::percent_encode(realm_slug) + "/" + wow::percent_encode(slug);
}

wow::ProfileSubject subject_of(const Entity& row)
{
    return {guild_kind, row, path_of(row["realm_slug"].text(), row["slug"].text())};
}

class GuildSync final : public wow::ProfileSync {
public:
    GuildSync(const Services& host, const wow::Address& address, wow::Priority priority)
        : ProfileSync(host, guild_kind, address, priority)
        , slug_(choose_slug())
    {
        run_.summary_speaks = false; // roster and activity change by themselves
    }

private:
    /// No rule yields the slug of every name, so what is known to work comes first: that of the stored guild, then
    /// that in the summary of a stored member (only an apostrophe makes a difference there).
    std::string choose_slug() const
    {
        if (const auto stored = at_address(address_.realm_slug, address_.name_key);
            stored && !stored->get("slug").text().empty())
            return stored->get("slug").string();
        const auto& entities = host_.entities();
        if (address_.name_key.find('\'') != std::string::npos && entities.has_type(character_type)
            && entities.has_field(character_type, "guild_slug"))
            for (const auto& character : entities.select(Query(character_type)
                                                             .where("region", address_.region)
                                                             .where("guild_realm_slug", address_.realm_slug)
                                                             .where("guild_slug", Operator::is_not_null)
                                                             .only({"guild_name", "guild_slug"})))
                if (wow::name_key(host_.text(), character["guild_name"].text()) == address_.name_key)
                    return character["guild_slug"].string();
        return wow::guild_slug(address_.name_key);
    }

    std::optional<Entity> find_stored() const override
    {
        if (auto stored = at_address(address_.realm_slug, address_.name_key))
            return stored;
        // Typed as a slug: "mythical-warriors".
        return host_.entities().find(guild_type,
            {Condition("region", Operator::equal, address_.region),
                Condition("realm_slug", Operator::equal, address_.realm_slug),
                Condition("slug", Operator::equal, slug_)});
    }

    std::string path() const override { return path_of(address_.realm_slug, slug_); }
    wow::ProfileSubject subject(const Entity& row) const override { return subject_of(row); }

    std::optional<wow::ProfileSummary> read(const wow::Document& body) override
    {
        auto summary = read_guild(body, run_.locale);
        if (summary)
            summary->fields["slug"] = slug_; // it has just been answered
        return summary;
    }

    /// There is nothing else that could be asked.
    wow::StatusAnswer ask_status() const override { return wow::StatusAnswer::missing; }

    wow::ProviderReport run_below(const Entity& row, const wow::DocumentBook& book) const override
    {
        refer_characters(host_, row);
        const Guild guild(row);
        const auto subject = subject_of(row);
        auto report = wow::run_providers<GuildDataProvider>(run_, subject, book, "sync_guild_data",
            [&](const GuildDataProvider& provider, const wow::SyncContext& context) {
                return provider.sync_guild_data(guild, context);
            },
            {[&] {
                try {
                    sync_crest(run_, subject.region, subject.id);
                } catch (const std::exception& error) {
                    wow::log_provider_failure(host_, "The crest", host_.module(), subject, error.what());
                }
            }});
        settle_crest(run_, subject.id);
        return report;
    }

    void complete(Entity::Fields& fields) const override
    {
        if (stored_)
            keep_crest_images(fields["crest"], stored_->get("crest"));
    }

    Value idle() const override { return wow::idle_providers<GuildDataProvider>(host_); }

    std::string missing_message() const override
    {
        return "Battle.net has no guild " + address_.name_key + " on realm " + address_.realm_slug + " ("
            + address_.region + "); check the spelling, and that the realm is the guild's own, not its members'";
    }
    std::string forbidden_message() const override { return "Battle.net does not show guild " + address_.text(); }

    std::string slug_;
};

} // namespace

wow::LookupResult lookup(const Services& host, const wow::Address& address, wow::Priority priority)
{
    const wow::AddressLock lock(host, guild_kind, address);
    return GuildSync(host, address, priority).run();
}

void delete_provider_data(const Services& host, const Entity& row)
{
    const Guild guild(row);
    wow::delete_provider_data<GuildDataProvider>(host, subject_of(row), "delete_guild_data",
        [&](const GuildDataProvider& provider) { provider.delete_guild_data(guild); });
}

} // namespace wow_guild
