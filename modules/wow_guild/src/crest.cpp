#include "crest.hpp"

#include "types.hpp"

#include <wow/document.hpp>
#include <wow/images.hpp>
#include <wow/media.hpp>

#include <array>
#include <map>
#include <string>

namespace wow_guild {

using namespace wowhost;

namespace {

constexpr std::array<const char*, 2> parts{"emblem", "border"};

/// -1: it names none. There is a medium 0.
std::int64_t medium_of(const Value& crest, const char* part)
{
    const auto& id = crest[part]["media"]["id"];
    return id.is_integer() ? id.integer() : -1;
}

void set_image(Value& crest, const char* part, const Value& image)
{
    auto changed = crest[part];
    auto media = changed["media"];
    media.set("image", image);
    changed.set("media", media);
    crest.set(part, changed);
}

} // namespace

void keep_crest_images(Value& crest, const Value& stored)
{
    for (const auto* part : parts) {
        const auto& image = stored[part]["media"]["image"];
        if (medium_of(crest, part) >= 0 && medium_of(crest, part) == medium_of(stored, part) && !image.is_null())
            set_image(crest, part, image);
    }
}

void sync_crest(const wow::ProfileRun& run, const std::string& region, std::int64_t guild)
{
    const auto wants_images =
        run.client.call("setting", [](const wow::Client& client) { return client.setting("cache_icons").boolean(); });
    const auto row = run.host.entities().load(guild_type, guild);
    if (!row || !wants_images)
        return;
    const auto& crest = row->get("crest");
    std::vector<wow::Request> requests;
    std::vector<const char*> wanted;
    for (const auto* part : parts)
        if (const auto medium = medium_of(crest, part); medium >= 0 && crest[part]["media"]["image"].text().empty()) {
            requests.emplace_back(
                region, std::string("/data/wow/media/guild-crest/") + part + "/" + std::to_string(medium), "static");
            requests.back().priority = run.priority;
            wanted.push_back(part);
        }
    if (requests.empty())
        return;
    const auto answers = wow::get_many(run.client, requests);
    std::map<const char*, std::string> found;
    wow::Document body;
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (answers[i].ok() && body.parse(answers[i].body, answers[i].url))
            if (const auto image = wow::icon_of(body.root()))
                found[wanted[i]] = *image;
    if (found.empty())
        return;
    run.host.entities().transaction([&] {
        const auto now = run.host.entities().load(guild_type, guild);
        if (!now || now->get("crest") != crest)
            return;
        auto changed = crest;
        for (const auto& [part, image] : found)
            set_image(changed, part, image);
        Entity guild_row(guild_type);
        guild_row.set_id(guild);
        guild_row.set("crest", changed);
        run.host.entities().save(guild_row);
    });
}

void settle_crest(const wow::ProfileRun& run, std::int64_t guild)
{
    const auto row = run.host.entities().load(guild_type, guild);
    bool is_owing = false;
    for (const auto* part : parts)
        is_owing = is_owing || (row && wow::is_image_address((*row)["crest"][part]["media"]["image"].text()));
    if (is_owing)
        wow::settle_images(run.host,
            wow::ImageFields(guild_type, {"crest.emblem.media.image", "crest.border.media.image"}, {guild}),
            run.priority == wow::Priority::person ? wow::ImageFetch::now : wow::ImageFetch::by_queue);
}

} // namespace wow_guild
