#include "sdk/sandbox/replay.hpp"

#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace sandbox {

namespace {

using nlohmann::json;

std::int64_t start_of(int year, int month, int day)
{
    std::tm parts{};
    parts.tm_year = year - 1900;
    parts.tm_mon = month - 1;
    parts.tm_mday = day;
    return timegm(&parts);
}

// An HTTP date, an ISO date or a year in front; else the patch in "build static-8.3.0_…", two years to an expansion.
std::int64_t date_of(const std::string& recorded, const std::string& url)
{
    if (const auto date = parse_date(recorded)) {
        return *date;
    }
    int year = 0;
    int month = 1;
    int day = 1;
    if (std::sscanf(recorded.c_str(), "%4d-%2d-%2d", &year, &month, &day) >= 1 && year > 2000) {
        return start_of(year, month, day);
    }
    for (const auto& text : {recorded, url}) {
        const auto at = text.find("static-");
        int patch = 0;
        if (at != std::string::npos && std::sscanf(text.c_str() + at + 7, "%d.%d", &year, &patch) == 2) {
            return start_of(2003 + 2 * year, std::clamp(patch * 3, 1, 12), 1);
        }
    }
    return 0;
}

std::string without_index(std::string_view path)
{
    if (path.ends_with("/index")) {
        path.remove_suffix(5);
    }
    return std::string(path);
}

std::string key_of(std::string_view region, std::string_view space, std::string_view path)
{
    return std::string(region) + "|" + std::string(space) + "|" + without_index(path);
}

bool is_passed_on(std::string_view header)
{
    static const std::array<std::string_view, 7> dropped{
        "date", "transfer-encoding", "content-length", "content-encoding", "connection", "server", "vary"};
    return std::find(dropped.begin(), dropped.end(), lower_key(header)) == dropped.end();
}

std::vector<Named> named(const json& rows)
{
    std::vector<Named> out;
    for (const auto& row : rows) {
        const auto name = row.value("name", json());
        out.push_back({row.at("id").get<std::int64_t>(),
            name.is_string()       ? name.get<std::string>()
                : name.is_object() ? name.value("en_US", "")
                                   : ""});
    }
    return out;
}

// The digits before the query of a link.
std::int64_t id_of_link(const std::string& href)
{
    const auto end = href.find('?');
    const auto slash = href.rfind('/', end);
    return std::strtoll(href.c_str() + slash + 1, nullptr, 10);
}

} // namespace

NameSpace parse_name_space(std::string_view text)
{
    const auto last = text.rfind('-');
    if (last == std::string_view::npos) {
        return {std::string(text), {}};
    }
    NameSpace out{{}, std::string(text.substr(last + 1))};
    auto space = text.substr(0, last);
    if (const auto build = space.rfind('-'); build != std::string_view::npos && build + 1 < space.size()
        && space[build + 1] >= '0' && space[build + 1] <= '9') {
        space = space.substr(0, build);
    }
    out.space = space;
    return out;
}

Replay::Replay(const std::filesystem::path& folder)
{
    const auto manifest = folder / "MANIFEST.json";
    std::ifstream in(manifest);
    if (!in) {
        throw std::runtime_error(
            fmt::format("{}: cannot be read; --replay wants a folder with recorded responses and their MANIFEST.json",
                manifest.string()));
    }
    const auto rows = json::parse(in, nullptr, false);
    if (!rows.is_array()) {
        throw std::runtime_error(fmt::format("{}: is no JSON array of recordings", manifest.string()));
    }
    for (const auto& row : rows) {
        const auto host = row.value("host", "");
        const auto url = row.value("url", "");
        const auto region = host.substr(0, host.find('.'));
        if (row.value("method", "") != "GET" || url.empty() || !is_region(region)
            || host.find(".api.") == std::string::npos) {
            continue; // tokens and keys are not replayed
        }
        const auto question = url.find('?');
        const auto path = percent_decode(url.substr(0, question)).value_or(url.substr(0, question));
        const auto space = question == std::string::npos
            ? std::nullopt
            : form_value(std::string_view(url).substr(question + 1), "namespace");
        auto recording = std::make_unique<Recording>();
        recording->file = folder / row.value("file", "");
        recording->endpoint = row.value("endpoint", "");
        recording->region = region;
        recording->status = row.value("status", 200);
        recording->date = date_of(row.value("recorded", ""), url);
        const auto headers = row.value("headers", json::object());
        for (const auto& [name, value] : headers.items()) {
            if (value.is_string() && is_passed_on(name)) {
                recording->headers.emplace_back(name, value.get<std::string>());
                if (lower_key(name) == "last-modified") {
                    recording->last_modified = value.get<std::string>();
                }
            }
        }
        auto& place = recordings_[key_of(region, parse_name_space(space.value_or("")).space, path)];
        if (place == nullptr || place->date <= recording->date) {
            place = std::move(recording);
        }
    }
}

const Recording* Replay::find(std::string_view region, std::string_view space, std::string_view path) const
{
    const auto found = recordings_.find(key_of(region, space, path));
    return found == recordings_.end() ? nullptr : found->second.get();
}

Body Replay::body_of(const Recording& recording) const
{
    std::call_once(recording.read, [&recording] {
        std::ifstream in(recording.file, std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        recording.body = make_body(std::move(text).str());
    });
    return recording.body;
}

std::vector<const Recording*> Replay::newest_first(std::string_view endpoint) const
{
    std::vector<const Recording*> out;
    for (const auto& [key, recording] : recordings_) {
        if (recording->endpoint == endpoint && recording->status == 200 && key.find("-classic") == std::string::npos) {
            out.push_back(recording.get());
        }
    }
    std::sort(out.begin(), out.end(),
        [](const auto* a, const auto* b) { return std::pair(a->date, a->region) > std::pair(b->date, b->region); });
    return out;
}

Recorded Replay::recorded() const
{
    Recorded out;
    const auto each = [this](std::string_view endpoint, auto use) {
        for (const auto* recording : newest_first(endpoint)) {
            const auto document = json::parse(*body_of(*recording), nullptr, false);
            if (!document.is_object()) {
                throw std::runtime_error(fmt::format(
                    "{}: is no JSON object; the manifest names it as '{}'", recording->file.string(), endpoint));
            }
            use(document, *recording);
        }
    };
    // The union of all recordings of an index, with the newest names.
    const auto merge = [](std::vector<Named>& into, const json& rows) {
        std::set<std::int64_t> known;
        for (const auto& row : into) {
            known.insert(row.id);
        }
        for (auto& row : named(rows)) {
            if (known.insert(row.id).second) {
                into.push_back(std::move(row));
            }
        }
    };
    each("achievement-index", [&](const json& document, const Recording&) {
        merge(out.catalogue.achievements, document.at("achievements"));
    });
    each("mount-index",
        [&](const json& document, const Recording&) { merge(out.catalogue.mounts, document.at("mounts")); });
    each("achievement-category-index", [&](const json& document, const Recording&) {
        merge(out.catalogue.categories, document.at("categories"));
        merge(out.catalogue.guild_categories, document.at("guild_categories"));
        for (const auto& row : document.at("root_categories")) {
            out.catalogue.root_categories.push_back(row.at("id").get<std::int64_t>());
        }
    });
    // Newest first, and merged: the union of all recordings.
    const auto list = [&](std::string_view endpoint, const char* key, std::vector<Named>& into) {
        each(
            endpoint, [&](const json& document, const Recording&) { merge(into, document.value(key, json::array())); });
    };
    list("title-index", "titles", out.catalogue.titles);
    list("pet-index", "pets", out.catalogue.pets);
    list("reputation-faction-index", "factions", out.catalogue.factions);
    list("quest-area-index", "areas", out.catalogue.quest_areas);
    list("quest-category-index", "categories", out.catalogue.quest_categories);
    list("quest-type-index", "types", out.catalogue.quest_types);
    list("reputation-tiers-index", "reputation_tiers", out.catalogue.ladders);
    each("reputation-faction-index", [&](const json& document, const Recording&) {
        for (const auto& row : document.value("root_factions", json::array())) {
            out.catalogue.root_factions.push_back(row.at("id").get<std::int64_t>());
        }
    });
    each("realm-index", [&](const json& document, const Recording& recording) {
        auto& realms = out.realms[recording.region].realms;
        const auto names = named(document.at("realms"));
        for (std::size_t i = 0; i < names.size(); ++i) {
            Realm realm;
            realm.id = names[i].id;
            realm.name = names[i].name;
            realm.slug = document.at("realms")[i].at("slug").get<std::string>();
            realms.push_back(std::move(realm));
        }
    });
    each("connected-realm-index", [&](const json& document, const Recording& recording) {
        auto& connected = out.realms[recording.region].connected;
        for (const auto& row : document.at("connected_realms")) {
            const auto id = id_of_link(row.at("href").get<std::string>());
            if (std::find(connected.begin(), connected.end(), id) == connected.end()) {
                connected.push_back(id);
            }
        }
    });
    return out;
}

} // namespace sandbox
