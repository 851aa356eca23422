// wow_guild: from bodies of Battle.net to rows. Pure.
#pragma once

#include <wow/document.hpp>
#include <wow/links.hpp>
#include <wow/owned_rows.hpp>
#include <wow/profile_sync.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wow_guild {

inline constexpr const char* member_type = "wow_guild_member";
inline constexpr const char* activity_type = "wow_guild_activity";

/// A crest without its links; the number of each medium is kept, also where only its link has it.
inline wowhost::Value read_crest(const wow::Node& crest)
{
    if (!crest.is_object())
        return {};
    auto value = wow::without_links(crest);
    for (const auto* part : {"emblem", "border"}) {
        const auto medium = crest[part]["media"].id();
        if (!medium || !value[part].is_object())
            continue;
        auto kept = value[part];
        kept.set("media", wowhost::Value::object({{"id", *medium}}));
        value.set(part, std::move(kept));
    }
    return value;
}

/// /data/wow/guild/{realm}/{guild}. Nothing when the body has no usable id.
inline std::optional<wow::ProfileSummary> read_guild(const wow::Document& body, std::string_view locale)
{
    const auto id = body["id"].integer();
    if (!id || *id <= 0)
        return std::nullopt;
    wow::ProfileSummary summary;
    summary.blizzard_id = *id;
    summary.name = body["name"].localized(locale).value_or(std::string_view());
    summary.realm_slug = body["realm"]["slug"].text().value_or(std::string_view());
    summary.fields["faction"] = body["faction"].type_code();
    summary.fields["member_count"] = body["member_count"].integer();
    summary.fields["achievement_points"] = body["achievement_points"].integer();
    summary.fields["created"] = body["created_timestamp"].seconds();
    summary.fields["crest"] = read_crest(body["crest"]);
    summary.links = wow::offered_links(body);
    return summary;
}

inline wow::OwnedRows roster_rows()
{
    wow::OwnedRows rows(member_type, {"blizzard_id"},
        {"blizzard_id", "name", "realm_slug", "level", "rank", "playable_class", "playable_race"});
    rows.keep_when_null({"name", "realm_slug"});
    return rows;
}

/// …/roster, into roster_rows(). Class and race are numbers without names there; they are referred to where their
/// vocabulary is there.
inline void read_roster(const wow::Document& body, bool has_classes, bool has_races, wow::OwnedRows& rows)
{
    constexpr std::size_t class_column = 5;
    constexpr std::size_t race_column = 6;
    for (const wow::Node member : body["members"].items()) {
        const auto character = member["character"];
        const auto id = character["id"].integer();
        if (!id || *id <= 0) {
            rows.skip("members[] without character.id");
            continue;
        }
        const auto name = character["name"].localized({});
        auto& row = rows.add({*id, name, character["realm"]["slug"].text(), character["level"].integer(),
            member["rank"].integer(), nullptr, nullptr});
        const auto refer = [&](std::size_t column, const char* vocabulary, const wow::Node& item) {
            if (const auto number = item.id(); number && *number > 0)
                row.references.emplace_back(
                    column, vocabulary, std::string(), wow::Named(*number, item["name"].localized({})));
        };
        if (has_classes)
            refer(class_column, "wow_playable_class", character["playable_class"]);
        if (has_races)
            refer(race_column, "wow_playable_race", character["playable_race"]);
    }
}

inline wow::OwnedRows activity_rows()
{
    return {activity_type, {"type", "subject", "timestamp"}, {"type", "subject", "timestamp", "detail"}};
}

/// What an event is about, from the numbers (or else the type codes) of its parts, in the order of their names:
/// "achievement/4860/character/107811065", "encounter/2587/mode/MYTHIC".
inline std::string activity_subject(const wow::Node& event)
{
    std::map<std::string_view, std::string> parts;
    for (const auto& [name, part] : event.members()) {
        if (const auto id = part.id())
            parts[name] = std::to_string(*id);
        else if (const auto code = part["type"].text(); code && !code->empty())
            parts[name] = *code;
    }
    std::string subject;
    for (const auto& [name, text] : parts)
        subject.append(subject.empty() ? "" : "/").append(name).append("/").append(text);
    return subject;
}

/// …/activity, into activity_rows(). An event is the one object beside `activity`, whatever its name: kinds of events
/// that are new are kept as well.
inline void read_activity(const wow::Document& body, wow::OwnedRows& rows)
{
    for (const wow::Node entry : body["activities"].items()) {
        std::string_view kind;
        wow::Node event;
        for (const auto& [name, member] : entry.members())
            if (name != "activity" && name != "_links" && member.is_object() && !event.exists()) {
                kind = name;
                event = member;
            }
        auto subject = activity_subject(event);
        const auto timestamp = entry["timestamp"].seconds();
        if (subject.empty() || !timestamp) {
            rows.skip(subject.empty() ? "activities[] without a subject" : "activities[] without a timestamp");
            continue;
        }
        const auto type = entry["activity"].type_code();
        rows.add({type ? *type : kind, std::move(subject), *timestamp, wow::without_links(event)});
    }
}

} // namespace wow_guild
