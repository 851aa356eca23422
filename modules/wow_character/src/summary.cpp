#include "summary.hpp"

#include <wow/links.hpp>

namespace wow_character {

using wow::Node;
using wowhost::Value;

namespace {

std::optional<wow::Named> named(Node node, std::string_view locale)
{
    const auto id = node.id();
    if (!id || *id == 0)
        return std::nullopt;
    return wow::Named(*id, node["name"].localized(locale));
}

/// "%s the Patient" of Classic becomes "{name} the Patient".
Value title(Node node, std::string_view locale)
{
    auto text = node["display_string"].localized(locale);
    if (!text)
        text = node["name"].localized(locale);
    if (!text)
        return {};
    std::string result(*text);
    if (const auto at = result.find("%s"); at != std::string::npos)
        result.replace(at, 2, "{name}");
    return result;
}

std::string url(Node node)
{
    const auto text = node.text().value_or(std::string_view());
    return text.starts_with("https://") || text.starts_with("http://") ? std::string(text) : std::string();
}

} // namespace

std::optional<Summary> read_summary(const wow::Document& body, std::string_view locale)
{
    const auto id = body["id"].integer();
    if (!id || *id <= 0)
        return std::nullopt;
    Summary summary;
    summary.blizzard_id = *id;
    summary.name = body["name"].localized(locale).value_or(std::string_view());
    summary.realm_slug = body["realm"]["slug"].text().value_or(std::string_view());
    summary.playable_class = named(body["character_class"], locale);
    summary.playable_race = named(body["race"], locale);
    summary.active_spec = named(body["active_spec"], locale);

    auto& fields = summary.fields;
    fields["level"] = body["level"].integer();
    fields["faction"] = body["faction"].type_code();
    fields["gender"] = body["gender"].type_code();
    fields["achievement_points"] = body["achievement_points"].integer();
    fields["average_item_level"] = body["average_item_level"].integer();
    fields["equipped_item_level"] = body["equipped_item_level"].integer();
    fields["last_login"] = body["last_login_timestamp"].seconds();
    // Absent means that there is none now; present without a name means that the name is unknown, and the old one
    // stays.
    const auto guild = body["guild"];
    const auto guild_name = guild["name"].localized(locale);
    if (guild_name || !guild.exists())
        fields["guild_name"] = guild_name;
    fields["guild_blizzard_id"] = guild.id();
    fields["guild_realm_slug"] = guild["realm"]["slug"].text();
    const auto guild_slug = wow::last_segment(guild["key"]["href"].text().value_or(std::string_view()));
    fields["guild_slug"] = wow::name_value(guild_slug);
    const auto active_title = body["active_title"];
    auto display = title(active_title, locale);
    if (!display.is_null() || !active_title.exists())
        fields["active_title"] = std::move(display);

    summary.links = wow::offered_links(body);
    return summary;
}

Media read_media(const wow::Document& body)
{
    Media media;
    for (const Node asset : body["assets"].items()) {
        const auto key = asset["key"].text().value_or(std::string_view());
        if (key == "avatar")
            media.avatar = url(asset["value"]);
        else if (key == "inset")
            media.inset = url(asset["value"]);
        else if (key == "main-raw" || (key == "main" && media.main.empty()))
            media.main = url(asset["value"]);
    }
    if (media.avatar.empty())
        media.avatar = url(body["avatar_url"]);
    if (media.inset.empty())
        media.inset = url(body["bust_url"]);
    if (media.main.empty())
        media.main = url(body["render_url"]);
    return media;
}

} // namespace wow_character
