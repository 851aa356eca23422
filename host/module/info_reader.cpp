#include "host/module/info_reader.hpp"

#include "host/service/nearest.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace wowhost::module {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t most_complaints = 50;
constexpr std::int64_t largest_small = 1'000'000;

template <class Number>
std::optional<Number> parse_number(const YamlNode& node)
{
    Number number{};
    const auto* end = node.scalar.data() + node.scalar.size();
    const auto [stop, error] = std::from_chars(node.scalar.data(), end, number);
    if (node.kind != Kind::scalar || node.quoted || error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

std::string quote(const YamlNode& node)
{
    return node.kind == Kind::scalar ? fmt::format("\"{}\"", node.scalar.substr(0, 60)) : node.kind_name();
}

} // namespace

std::optional<std::int64_t> InfoReader::to_integer(const YamlNode& node) { return parse_number<std::int64_t>(node); }

std::optional<double> InfoReader::to_real(const YamlNode& node) { return parse_number<double>(node); }

std::optional<bool> InfoReader::to_boolean(const YamlNode& node)
{
    if (node.kind != Kind::scalar || node.quoted || (node.scalar != "true" && node.scalar != "false"))
        return std::nullopt;
    return node.scalar == "true";
}

void InfoReader::complain(const YamlNode& node, const std::string& sentence)
{
    if (complaints_.size() < most_complaints)
        complaints_.push_back(fmt::format("{}:{}: {}", name_, std::max(node.line, 1), sentence));
}

void InfoReader::attempt(const YamlNode& node, const char* key, const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        complain(node, fmt::format("{}: {}", key, error.what()));
    }
}

void InfoReader::finish() const
{
    if (!complaints_.empty())
        throw Error(ErrorCode::invalid_argument, fmt::format("{}", fmt::join(complaints_, "\n")), complaints_);
}

void InfoReader::known_keys(const YamlNode& map, const std::string& of, const std::vector<std::string>& known)
{
    for (const auto& [key, value] : map.members) {
        if (std::find(known.begin(), known.end(), key.scalar) == known.end())
            complain(key,
                fmt::format(
                    "{} has no key \"{}\"{}", of, key.scalar.substr(0, 60), service::nearest_hint(key.scalar, known)));
    }
}

bool InfoReader::required_keys(const YamlNode& map, const std::vector<std::string>& required)
{
    std::vector<std::string> missing;
    for (const auto& key : required) {
        const auto* node = map.find(key);
        if (!node || node->kind == Kind::null || (node->kind == Kind::scalar && node->scalar.empty()))
            missing.push_back(key);
    }
    if (!missing.empty())
        complain(map, fmt::format("missing required keys: {}; add them", fmt::join(missing, ", ")));
    return missing.empty();
}

void InfoReader::each_map(const YamlNode& list, const std::string& key, const std::vector<std::string>& known,
    const std::vector<std::string>& required, const std::function<void(const YamlNode&)>& read)
{
    if (list.kind != Kind::list) {
        complain(list, fmt::format("{} must be a list of maps; it is {}", key, list.kind_name()));
        return;
    }
    for (const auto& item : list.items) {
        if (item.kind != Kind::map) {
            complain(item,
                fmt::format("each item of {} must be a map with the keys {}; this is {}", key, fmt::join(known, ", "),
                    item.kind_name()));
            continue;
        }
        known_keys(item, "an item of " + key, known);
        if (required_keys(item, required))
            read(item);
    }
}

std::string InfoReader::text(const YamlNode& node, const std::string& key)
{
    if (node.kind == Kind::scalar)
        return node.scalar;
    complain(node, fmt::format("{} must be text; it is {}", key, node.kind_name()));
    return {};
}

bool InfoReader::boolean(const YamlNode& node, const std::string& key)
{
    const auto truth = to_boolean(node);
    if (!truth)
        complain(node, fmt::format("{} must be true or false; it is {}", key, quote(node)));
    return truth.value_or(false);
}

int InfoReader::small_integer(const YamlNode& node, const std::string& key)
{
    const auto number = to_integer(node);
    if (number && *number >= -largest_small && *number <= largest_small)
        return static_cast<int>(*number);
    complain(node,
        fmt::format(
            "{} must be an integer between {} and {}; it is {}", key, -largest_small, largest_small, quote(node)));
    return 0;
}

std::optional<std::size_t> InfoReader::word(
    const YamlNode& node, const std::string& key, const std::vector<std::string>& words)
{
    const auto found = node.kind == Kind::scalar ? std::find(words.begin(), words.end(), node.scalar) : words.end();
    if (found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    complain(node,
        fmt::format("{} must be one of {}; it is {}{}", key, fmt::join(words, ", "), quote(node),
            node.kind == Kind::scalar ? service::nearest_hint(node.scalar, words) : ""));
    return std::nullopt;
}

} // namespace wowhost::module
