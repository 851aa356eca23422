#include "roster_page.hpp"

#include "types.hpp"

#include <wow/owned_rows.hpp>
#include <wow/page_view.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

namespace wow_guild {

using namespace wowhost;

namespace {

constexpr std::size_t members_a_page = 100;

std::int64_t number_in(const std::string& text)
{
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() && number > 0 ? number : 0;
}

/// Terms that rows refer to, by id.
std::map<std::int64_t, Entity> terms_of(const Services& host, const std::vector<Entity>& rows)
{
    std::vector<std::int64_t> ids;
    for (const auto& row : rows)
        for (const auto* field : {"playable_class", "playable_race"})
            if (row[field].is_integer())
                ids.push_back(row[field].integer());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::map<std::int64_t, Entity> terms;
    for (auto& term : host.entities().load("taxonomy_term", ids)) {
        const auto id = term.id();
        terms.emplace(id, std::move(term));
    }
    return terms;
}

const Value& in_term(const std::map<std::int64_t, Entity>& terms, const Value& id, std::string_view field)
{
    static const Value none;
    const auto found = terms.find(id.integer());
    return found == terms.end() ? none : found->second[field];
}

void sort_members(std::vector<Entity>& members, const std::string& wanted)
{
    const bool descends = wanted.starts_with('-');
    const auto field = descends ? wanted.substr(1) : wanted;
    const auto by_name = [](const Entity& row) { return row["name"].text(); };
    std::stable_sort(members.begin(), members.end(), [&](const Entity& left, const Entity& right) {
        if (field == "name")
            return descends ? by_name(right) < by_name(left) : by_name(left) < by_name(right);
        const auto a = left[field].integer();
        const auto b = right[field].integer();
        return a != b ? (descends ? b < a : a < b) : by_name(left) < by_name(right);
    });
}

/// By name: the game's number, and how many of the roster are of it.
using Classes = std::map<std::string, std::pair<std::int64_t, std::size_t>>;

/// What to filter by; and where, in a strip of 1,000 units, each class has its share.
Value class_choices(const Classes& classes, std::int64_t chosen)
{
    constexpr std::size_t strip = 1000;
    std::size_t all = 0;
    for (const auto& [name, entry] : classes)
        all += entry.second;
    Value choices = Value::Array{};
    std::size_t before = 0;
    for (const auto& [name, entry] : classes) {
        const auto from = before * strip / all;
        before += entry.second;
        choices.push_back(Value::object({{"name", name}, {"number", entry.first},
            {"count", static_cast<std::int64_t>(entry.second)}, {"chosen", entry.first == chosen},
            {"x", std::to_string(from)}, {"width", std::to_string(before * strip / all - from)}}));
    }
    return choices;
}

/// Guilds name their ranks as they like, and Battle.net does not tell the names; but the first is always the master.
std::string rank_label(const Value& rank)
{
    if (!rank.is_integer())
        return {};
    return rank.integer() == 0 ? "Guild master" : "Rank " + std::to_string(rank.integer());
}

/// The address of this page with another sort or part.
std::string address(const Request& request, const std::string& sort, std::size_t page)
{
    auto url = request.path + "?sort=" + encode_segment(sort);
    for (const auto* name : {"q", "class"})
        if (!request.query.get(name).empty())
            url += std::string("&") + name + "=" + encode_segment(request.query.get(name));
    return page > 1 ? url + "&page=" + std::to_string(page) : url;
}

} // namespace

Value roster_view(const Services& host, const Guild& guild, const Request& request)
{
    auto members = wow::latest_rows(host.entities().select(Query(member_type).where(owner_kind, guild.id)));
    const auto terms = terms_of(host, members);
    const auto all = members.size();
    const auto text = host.text().fold(request.query.get("q"));
    const auto wanted_class = number_in(request.query.get("class"));
    Classes classes;
    for (const auto& row : members)
        if (const auto& name = in_term(terms, row["playable_class"], "name"); !name.is_null()) {
            auto& entry = classes[name.string()];
            entry = {in_term(terms, row["playable_class"], "wow_blizzard_id").integer(), entry.second + 1};
        }
    std::erase_if(members, [&](const Entity& row) {
        return (!text.empty() && host.text().fold(row["name"].text()).find(text) == std::string::npos)
            || (wanted_class != 0
                && in_term(terms, row["playable_class"], "wow_blizzard_id").integer() != wanted_class);
    });
    constexpr std::pair<const char*, const char*> sorts[] = {{"rank", "Rank"}, {"-level", "Level"}, {"name", "Name"}};
    std::string sort = "rank";
    Value sort_links = Value::Array{};
    for (const auto& [key, label] : sorts)
        if (request.query.get("sort") == key)
            sort = key;
    for (const auto& [key, label] : sorts)
        sort_links.push_back(
            Value::object({{"label", label}, {"url", address(request, key, 1)}, {"current", sort == key}}));
    sort_members(members, sort);

    const auto pages = std::max<std::size_t>(1, (members.size() + members_a_page - 1) / members_a_page);
    const auto page = std::clamp<std::size_t>(static_cast<std::size_t>(number_in(request.query.get("page"))), 1, pages);
    Value rows = Value::Array{};
    for (auto i = (page - 1) * members_a_page; i < std::min(members.size(), page * members_a_page); ++i) {
        const auto& row = members[i];
        const auto name = row["name"].string();
        rows.push_back(Value::object({{"name", name},
            {"url",
                wow::profile_url(
                    "character", guild.region, row["realm_slug"].text(), wow::name_key(host.text(), name))},
            {"realm", row["realm_slug"]}, {"level", row["level"]},
            {"class", in_term(terms, row["playable_class"], "name")},
            {"class_number", in_term(terms, row["playable_class"], "wow_blizzard_id")},
            {"race", in_term(terms, row["playable_race"], "name")}, {"rank_label", rank_label(row["rank"])}}));
    }
    return Value::object({{"members", rows}, {"total", static_cast<std::int64_t>(all)},
        {"found", static_cast<std::int64_t>(members.size())}, {"is_filtered", members.size() != all},
        {"q", request.query.get("q")}, {"sort", sort}, {"sorts", sort_links},
        {"classes", class_choices(classes, wanted_class)}, {"has_shares", !classes.empty()}, {"path", request.path},
        {"page", static_cast<std::int64_t>(page)}, {"pages", static_cast<std::int64_t>(pages)},
        {"previous", page > 1 ? address(request, sort, page - 1) : std::string()},
        {"next", page < pages ? address(request, sort, page + 1) : std::string()}});
}

} // namespace wow_guild
