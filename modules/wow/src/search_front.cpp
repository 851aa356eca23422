#include "search_front.hpp"

#include <wow/client.hpp>
#include <wow/names.hpp>
#include <wow/sync.hpp>

#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

namespace wow {

using namespace wowhost;

namespace {

using namespace std::chrono_literals;

constexpr auto answers_keep = 30s;
constexpr auto index_keeps = 10s;
constexpr const char* refreshed_key = "search.refreshed";
constexpr const char* imports_key = "search.imports";
constexpr auto imports_keep = 60s; // longer than any answer that does not know of the import

std::optional<std::int64_t> number(const std::string& text)
{
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Under which an equal question is remembered. The unit separator stands in no text that a request brings.
std::string answer_key(const Services& host, const SearchQuestion& question)
{
    const auto imports = host.cache().get(imports_key);
    std::string key = "search.answer." + std::to_string(imports ? imports->integer() : 0) + '\x1f' + question.region
        + '\x1f' + std::to_string(question.limit);
    for (const auto& type : question.types)
        key += '\x1f' + type;
    return key + '\x1f' + '\x1f' + search_text(host.text().fold(question.text));
}

} // namespace

std::string region_of_form(const Services& host, const std::string& given)
{
    return is_region(given) ? given : region_or_default(host, "");
}

SearchQuestion::SearchQuestion(const Services& host, std::string text_, std::vector<std::string> types_,
    const std::string& region_, const std::string& limit_, std::int64_t most)
    : text(std::move(text_))
    , types(std::move(types_))
    , limit(0)
{
    if (search_text(host.text().fold(text)).empty())
        throw Error(ErrorCode::invalid_argument,
            "there is nothing to search for in \"" + text + "\"; give a name, or the beginning of its words");
    const auto rows = number(limit_);
    if (!rows || *rows < 1 || *rows > most)
        throw Error(ErrorCode::invalid_argument,
            "the limit is \"" + limit_ + "\"; give a number from 1 to " + std::to_string(most));
    limit = static_cast<std::size_t>(*rows);
    region = region_or_default(host, region_);
}

SearchResult answer(const Services& host, const SearchQuestion& question)
{
    const Search engine(host, search_providers(host, question.types));
    engine.refresh(false);
    return engine.run(question.text, question.region, question.limit);
}

Value answer_soon(const Services& host, const SearchQuestion& question)
{
    const auto key = answer_key(host, question);
    if (auto known = host.cache().get(key))
        return std::move(*known);
    const Search engine(host, search_providers(host, question.types));
    if (!host.cache().get(refreshed_key)) {
        host.cache().set(refreshed_key, true, index_keeps);
        Search(host, search_providers(host, {})).refresh(false);
    }
    const auto found = engine.run(question.text, question.region, question.limit);
    Value hits = Value::Array{};
    for (const auto& hit : found.hits) {
        auto value = hit_value(hit);
        value.set("label", hit.label);
        hits.push_back(std::move(value));
    }
    auto value = Value::object(
        {{"hits", std::move(hits)}, {"troubles", Value::Array(found.troubles.begin(), found.troubles.end())}});
    if (found.troubles.empty())
        host.cache().set(key, value, answers_keep);
    return value;
}

Value hit_value(const FoundHit& found)
{
    const auto& hit = found.hit;
    return Value::object({{"type", found.type}, {"id", hit.local() ? Value(hit.id) : Value()},
        {"blizzard_id", hit.blizzard_id != 0 ? Value(hit.blizzard_id) : Value()}, {"name", hit.name},
        {"url", hit.url.empty() ? Value() : Value(hit.url)}, {"local", hit.local()}});
}

Value import_hit(
    const Services& host, const std::string& type, const std::string& blizzard_id, const std::string& region)
{
    const auto given = number(blizzard_id);
    if (!given || *given <= 0)
        throw Error(ErrorCode::invalid_argument,
            "BLIZZARD_ID is \"" + blizzard_id + "\"; give the number that the search shows");
    if (type.empty())
        throw Error(ErrorCode::invalid_argument, "the type is empty; give the one that the search shows");
    const auto where = region_or_default(host, region);
    const auto provider = search_providers(host, {type}).front();
    auto url = std::string();
    const auto id = provider.call("import", [&](const SearchProvider& search) {
        const auto row = search.import(*given, where);
        url = search.canonical_url(*given);
        return row;
    });
    const auto before = host.cache().get(imports_key);
    host.cache().set(imports_key, (before ? before->integer() : 0) + 1, imports_keep);
    return Value::object({{"type", provider.id()}, {"id", id}, {"blizzard_id", *given}, {"url", std::move(url)}});
}

} // namespace wow
