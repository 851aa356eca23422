// wow: sections of a page as the values that templates show. Header-only; compiled into whoever makes pages.
//
// Templates decide how things look; here is decided what is a number, a time, a share, a link. Addresses are made here
// and nowhere else: a template only prints them.
#pragma once

#include <wow/chart_view.hpp>
#include <wow/names.hpp>
#include <wow/page_section.hpp>
#include <wow/page_table.hpp>
#include <wowhost/request.hpp>
#include <wowhost/response.hpp>
#include <wowhost/services.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace wow {

/// Whether `host`, with its port, is no more than that: it goes into the page's security policy.
inline bool is_plain_host(std::string_view host)
{
    return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
            || c == ':' || c == '[' || c == ']';
    });
}

/// The address of a picture as rows keep it: a web address, or a file of a module. Empty for anything else.
inline std::string image_url(std::string_view stored)
{
    const auto is_odd = [](char c) {
        return c <= ' ' || c > '~' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\';
    };
    if (stored.empty() || std::any_of(stored.begin(), stored.end(), is_odd))
        return {};
    for (const std::string_view scheme : {"https://", "http://"})
        if (stored.substr(0, scheme.size()) == scheme) {
            const auto host = stored.substr(scheme.size(), stored.find_first_of("/?#", scheme.size()) - scheme.size());
            return is_plain_host(host) ? std::string(stored) : std::string();
        }
    const bool is_file = stored.find(':') == std::string_view::npos && stored.front() != '/'
        && stored.find("..") == std::string_view::npos;
    return is_file ? "/files/" + std::string(stored) : std::string();
}

/// "/wow/character/eu/stormrage/sheday": where a character or guild has its page.
inline std::string profile_url(
    std::string_view kind, std::string_view region, std::string_view realm_slug, std::string_view name_key)
{
    return "/wow/" + std::string(kind) + "/" + wowhost::encode_segment(region) + "/"
        + wowhost::encode_segment(realm_slug) + "/" + wowhost::encode_segment(name_key);
}

/// A type code as a class of the style sheet: "EPIC" → "epic". Empty for what is no code.
inline std::string style_word(std::string_view code)
{
    std::string word;
    for (const char c : code)
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == '_' ? '-' : c;
    return word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos && word.size() < 30
        ? word
        : "";
}

inline wowhost::Value figure_view(const Figure& figure)
{
    auto view = wowhost::Value::object({{"label", figure.label}, {"value", figure.value}});
    // A text even where it is 0, which would count as false.
    if (figure.value.is_integer())
        view.set("is_number", true);
    if (figure.of.is_integer() && figure.of.integer() > 0 && figure.value.is_integer()) {
        const auto share = std::clamp(figure.value.real() / figure.of.real(), 0.0, 1.0);
        view.set("of", figure.of)
            .set("percent", std::to_string(static_cast<std::int64_t>(share * 100)))
            // For a bar drawn as a picture of 100 units.
            .set("width", std::to_string(static_cast<std::int64_t>(share * 1000)));
    }
    return view;
}

/// The first letter of a name, for where there is no picture. A whole code point.
inline std::string initial(std::string_view name)
{
    std::size_t end = name.empty() ? 0 : 1;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        ++end;
    return std::string(name.substr(0, end));
}

inline wowhost::Value tile_view(const Tile& tile)
{
    wowhost::Value view;
    view.set("title", tile.title)
        .set("image", image_url(tile.image))
        .set("note", tile.note)
        .set("url", wowhost::is_local_path(tile.url) ? tile.url : std::string())
        .set("quality", style_word(tile.quality))
        .set("initial", initial(tile.title))
        .set("tint", style_word(tile.tint))
        .set("crest", tile.crest);
    return view;
}

inline wowhost::Value section_view(const PageSection& section)
{
    using wowhost::Value;
    Value figures = Value::Array{};
    Value tiles = Value::Array{};
    Value charts = Value::Array{};
    for (const auto& chart : section.charts)
        if (auto view = chart_view(chart, section.title); !view.is_null())
            charts.push_back(std::move(view));
    for (const auto& figure : section.figures)
        figures.push_back(figure_view(figure));
    for (const auto& tile : section.tiles)
        tiles.push_back(tile_view(tile));
    auto view = table_view(section);
    const bool has_charts = !charts.items().empty();
    view.set("title", section.title)
        .set("slot", to_string(section.slot))
        .set("figures", std::move(figures))
        .set("has_figures", !section.figures.empty())
        .set("tiles", std::move(tiles))
        .set("has_tiles", !section.tiles.empty())
        .set("charts", std::move(charts))
        .set("has_charts", has_charts);
    return view;
}

/// The sections of all providers, those of one slot together, in the order of the page: by slot, weight, title. A
/// provider that fails is left out and logged: `build(provider)` must call it by its handle.
template <class Provider, class Build>
std::vector<PageSection> collect_sections(const wowhost::Services& host, Build build)
{
    std::vector<PageSection> all;
    for (const auto& provider : host.plugins<Provider>()) {
        try {
            for (auto& section : build(provider))
                all.push_back(std::move(section));
        } catch (const std::exception& error) {
            host.log().error("A part of a page is left out: " + std::string(error.what()),
                wowhost::Value::object({{"provider", provider.id()}, {"module", provider.module()}}));
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const PageSection& left, const PageSection& right) {
        return std::tie(left.slot, left.weight, left.title) < std::tie(right.slot, right.weight, right.title);
    });
    return all;
}

/// {"TITLE_RIBBON": […], "COLLECTIONS": […], …}: what templates go through slot by slot. Sections of one slot stand
/// together, as collect_sections has them.
inline wowhost::Value slots_view(const std::vector<PageSection>& sections)
{
    using wowhost::Value;
    Value slots = Value::Object{};
    Value list;
    for (std::size_t at = 0; at < sections.size(); ++at) {
        list.push_back(section_view(sections[at]));
        if (at + 1 == sections.size() || sections[at + 1].slot != sections[at].slot)
            slots.set(to_string(sections[at].slot), std::exchange(list, {}));
    }
    return slots;
}

/// Where the pictures of a page come from, as far as that is no web address with TLS: a simulated Battle.net.
inline void find_picture_hosts(const wowhost::Value& value, std::set<std::string>& hosts)
{
    constexpr std::string_view scheme = "http://";
    for (const auto& item : value.items())
        find_picture_hosts(item, hosts);
    for (const auto& [name, member] : value.members()) {
        const auto text = member.text();
        if (text.substr(0, scheme.size()) != scheme || (name != "image" && name != "avatar" && name != "inset"))
            find_picture_hosts(member, hosts);
        else if (const auto host = text.substr(0, text.find_first_of("/?#", scheme.size()));
                 is_plain_host(host.substr(scheme.size())))
            hosts.insert(std::string(host));
    }
}

/// A page with its pictures: browsers show those of other hosts only if the page says so.
inline wowhost::Response with_pictures(wowhost::Response page)
{
    std::set<std::string> hosts;
    find_picture_hosts(page.data, hosts);
    for (const auto& host : hosts)
        page.allow("img-src", host);
    return page;
}

/// The names of all stored realms, each once, with the regions that have one: [{name, regions: "eu us", label: "EU,
/// US"}], by name. Read again when the number of realms has changed, and every few minutes.
inline wowhost::Value realm_choices(const wowhost::Services& host)
{
    using wowhost::Query;
    using wowhost::Value;
    constexpr std::int64_t most_realms = 4000;
    constexpr auto keep = std::chrono::minutes(5);
    const auto& entities = host.entities();
    if (!entities.has_type("taxonomy_term") || !entities.has_field("taxonomy_term", "wow_slug"))
        return Value::Array{};
    const auto stored = Query("taxonomy_term").where("vid", "wow_realm");
    const auto key = "realm_choices." + std::to_string(entities.count(stored));
    if (auto known = host.cache().get(key))
        return std::move(*known);
    std::map<std::string, std::set<std::string>> found;
    auto all = stored;
    for (const auto& term : entities.select(all.limit(most_realms).only({"name", "wow_region"})))
        if (is_region(term["wow_region"].text()) && !term["name"].text().empty())
            found[term["name"].string()].insert(term["wow_region"].string());
    Value choices = Value::Array{};
    for (const auto& [name, where] : found) {
        std::string words;
        std::string label;
        for (const auto& region : where) {
            words += (words.empty() ? "" : " ") + region;
            label += label.empty() ? "" : ", ";
            for (const char c : region)
                label += static_cast<char>(c - 'a' + 'A');
        }
        choices.push_back(Value::object({{"name", name}, {"regions", words}, {"label", label}}));
    }
    host.cache().set(key, choices, keep);
    return choices;
}

/// What the lookup form shows: regions, the realms of all of them, what was typed.
inline wowhost::Value lookup_form_view(const wowhost::Services& host, const std::string& action,
    const std::string& region, const std::string& realm, const std::string& name)
{
    using wowhost::Value;
    Value choices = Value::Array{};
    for (const auto each : regions)
        choices.push_back(Value::object({{"region", each}, {"chosen", each == region}}));
    return Value::object({{"action", action}, {"regions", std::move(choices)}, {"realms", realm_choices(host)},
        {"realm", realm}, {"name", name}});
}

} // namespace wow
