#include "providers.hpp"

#include "types.hpp"

#include <wow/owned_rows.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace wow_guild {

using namespace wowhost;

namespace {

/// Local id → name, of all terms that the members refer to.
std::map<std::int64_t, Value> term_names(const Services& host, const std::vector<Entity>& members)
{
    std::set<std::int64_t> ids;
    for (const auto& member : members)
        for (const auto* field : {"playable_class", "playable_race"})
            if (member[field].is_integer())
                ids.insert(member[field].integer());
    std::map<std::int64_t, Value> names;
    for (const auto& term : host.entities().load("taxonomy_term", std::vector<std::int64_t>(ids.begin(), ids.end())))
        names.emplace(term.id(), term["name"]);
    return names;
}

/// "CHARACTER_ACHIEVEMENT" → "Achievement"; what is not known yet stays readable.
std::string event_words(std::string_view type)
{
    if (type == "CHARACTER_ACHIEVEMENT")
        return "Achievement";
    if (type == "ENCOUNTER")
        return "Boss defeated";
    std::string words(type);
    for (std::size_t at = 0; at < words.size(); ++at)
        if (words[at] == '_')
            words[at] = ' ';
        else if (at > 0 && words[at] >= 'A' && words[at] <= 'Z')
            words[at] = static_cast<char>(words[at] + 32);
    return words;
}

} // namespace

std::size_t Roster::sync_guild_data(const Guild& guild, const wow::SyncContext& context) const
{
    // Which vocabularies are there decides what is read, so that a roster is read anew when one comes.
    const auto classes = host_.installation("wow_playable_class");
    const auto races = host_.installation("wow_playable_race");
    constexpr std::int64_t most = 1'000'000;
    const auto revision = static_cast<int>(1 + (classes * 31 + races) % most);
    auto rows = roster_rows();
    return wow::sync_document(
        context, wow::DocumentRequest("roster", "roster", member_type, revision), rows,
        [&](const wow::Document& body) { read_roster(body, classes != 0, races != 0, rows); },
        [&](std::int64_t fetched_at) { return rows.write(host_, owner_kind, guild.id, fetched_at); });
}

void Roster::delete_guild_data(const Guild& guild) const
{
    wow::remove_owned_rows(host_, member_type, owner_kind, guild.id);
}

std::vector<wow::PageSection> Roster::build_page_sections(const Guild& guild) const
{
    const auto members = wow::latest_rows(
        host_.entities().select(Query(member_type).where(owner_kind, guild.id).sort("rank").sort("name")));
    if (members.empty())
        return {};
    std::int64_t highest = 0;
    for (const auto& member : members)
        highest = std::max(highest, member["level"].integer());
    const auto at_highest = std::count_if(
        members.begin(), members.end(), [&](const Entity& member) { return member["level"].integer() == highest; });
    wow::PageSection section(wow::Slot::generic, 0, label());
    section.figures.emplace_back("Members", members.size());
    section.figures.emplace_back("At level " + std::to_string(highest), at_highest, members.size());
    section.columns = {"name", "realm", "level", "class", "race", "rank"};
    const auto names = term_names(host_, members);
    const auto name_of = [&](const Value& term) {
        const auto found = names.find(term.integer());
        return found == names.end() ? Value() : found->second;
    };
    for (const auto& member : members)
        section.rows.push_back({member["name"], member["realm_slug"], member["level"],
            name_of(member["playable_class"]), name_of(member["playable_race"]), member["rank"]});
    return {std::move(section)};
}

std::size_t Activity::sync_guild_data(const Guild& guild, const wow::SyncContext& context) const
{
    auto rows = activity_rows();
    return wow::sync_document(
        context, wow::DocumentRequest("activity", "activity", activity_type), rows,
        [&](const wow::Document& body) { read_activity(body, rows); },
        [&](std::int64_t fetched_at) { return rows.write(host_, owner_kind, guild.id, fetched_at); });
}

void Activity::delete_guild_data(const Guild& guild) const
{
    wow::remove_owned_rows(host_, activity_type, owner_kind, guild.id);
}

std::vector<wow::PageSection> Activity::build_page_sections(const Guild& guild) const
{
    constexpr std::int64_t shown = 25;
    const auto owned = Query(activity_type).where(owner_kind, guild.id);
    auto latest = owned;
    const auto events = host_.entities().select(latest.sort("-timestamp").limit(shown));
    if (events.empty())
        return {};
    wow::PageSection section(wow::Slot::generic, 10, label());
    section.figures.emplace_back("Events", host_.entities().count(owned));
    section.columns = {"when_timestamp", "what", "who", "type"};
    for (const auto& event : events) {
        const auto& detail = event["detail"];
        const auto& what =
            detail["achievement"].is_object() ? detail["achievement"]["name"] : detail["encounter"]["name"];
        section.rows.push_back(
            {event["timestamp"], what, detail["character"]["name"], event_words(event["type"].text())});
    }
    return {std::move(section)};
}

} // namespace wow_guild
