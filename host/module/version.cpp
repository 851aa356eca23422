#include "host/module/version.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace wowhost::module {
namespace {

constexpr std::size_t longest_text = 200;
constexpr std::size_t most_numbers = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trim(std::string_view text)
{
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string shorten(std::string_view text)
{
    return text.size() <= longest_text ? std::string(text) : std::string(text.substr(0, longest_text)) + "…";
}

std::optional<std::uint32_t> to_number(std::string_view digits)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

/// Words that do not belong to the series sort below it, as they do in Drupal.
int word_rank(const std::string& word)
{
    constexpr std::array<std::string_view, 4> series{"dev", "alpha", "beta", "rc"};
    const auto* found = std::find(series.begin(), series.end(), word);
    if (found != series.end())
        return static_cast<int>(found - series.begin()) + 2;
    return word == "a" ? 3 : word == "b" ? 4 : 1;
}

[[noreturn]] void refuse_version(std::string_view text)
{
    throw Error(ErrorCode::invalid_argument,
        fmt::format("\"{}\" is not a version; write one like 1.2.3 or 1.2.0-beta2", shorten(text)));
}

} // namespace

Version::Version(std::string_view text)
    : text_(trim(text))
{
    std::string_view rest(text_);
    if (rest.empty() || rest.size() > longest_text)
        refuse_version(text);
    if (rest.front() == 'v')
        rest.remove_prefix(1);
    if (const auto plus = rest.find('+'); plus != std::string_view::npos) {
        const auto metadata = rest.substr(plus + 1);
        const auto allowed = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-'; };
        if (metadata.empty() || !std::all_of(metadata.begin(), metadata.end(), allowed))
            refuse_version(text);
        rest = rest.substr(0, plus);
    }
    const auto dash = std::min(rest.find('-'), rest.size());
    auto release = rest.substr(0, dash);
    while (true) {
        const auto dot = std::min(release.find('.'), release.size());
        const auto number = to_number(release.substr(0, dot));
        if (!number || numbers_.size() == most_numbers)
            refuse_version(text);
        numbers_.push_back(*number);
        if (dot == release.size())
            break;
        release.remove_prefix(dot + 1);
    }
    while (numbers_.size() > 1 && numbers_.back() == 0)
        numbers_.pop_back();
    if (dash == rest.size())
        return;
    const auto suffix = rest.substr(dash + 1);
    for (std::size_t i = 0; i < suffix.size();) {
        const auto kind = is_digit(suffix[i]) ? is_digit : is_letter;
        const auto end = static_cast<std::size_t>(
            std::find_if_not(suffix.begin() + static_cast<std::ptrdiff_t>(i), suffix.end(), kind) - suffix.begin());
        if (end == i) {
            if (suffix[i] != '.' && suffix[i] != '-' && suffix[i] != '_')
                refuse_version(text);
            ++i;
            continue;
        }
        std::string word(suffix.substr(i, end - i));
        if (kind == is_digit) {
            const auto number = to_number(word);
            if (!number)
                refuse_version(text);
            prerelease_.push_back({0, *number, {}});
        } else {
            std::transform(word.begin(), word.end(), word.begin(), [](char c) { return static_cast<char>(c | 0x20); });
            prerelease_.push_back({word_rank(word), 0, word_rank(word) == 1 ? word : std::string()});
        }
        i = end;
    }
    if (prerelease_.empty())
        refuse_version(text);
}

std::weak_ordering operator<=>(const Version& left, const Version& right)
{
    if (const auto order = left.numbers_ <=> right.numbers_; order != 0)
        return order;
    if (left.prerelease_.empty() || right.prerelease_.empty())
        return left.prerelease_.empty() <=> right.prerelease_.empty();
    return left.prerelease_ <=> right.prerelease_;
}

Constraint::Part Constraint::parse_part(std::string_view op, std::string_view version, std::string_view whole)
{
    constexpr std::array<std::pair<std::string_view, Operator>, 9> operators{
        {{"", Operator::equal}, {"=", Operator::equal}, {"==", Operator::equal}, {"!=", Operator::not_equal},
            {"<>", Operator::not_equal}, {"<", Operator::less}, {"<=", Operator::less_equal}, {">", Operator::greater},
            {">=", Operator::greater_equal}}};
    const auto* found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& known) { return known.first == op; });
    const auto refuse = [&](const std::string& why) {
        return Error(ErrorCode::invalid_argument,
            fmt::format(
                "\"{}\" is not a version constraint: {}; write one like >=1.0 <2, 2.x or !=1.4", shorten(whole), why));
    };
    if (found == operators.end())
        throw refuse(fmt::format("\"{}\" is no operator", shorten(op)));
    if (version.empty())
        throw refuse(op.empty() ? "a part is empty" : fmt::format("there is no version after \"{}\"", op));
    const bool series = version.size() > 2 && (version.ends_with(".x") || version.ends_with(".X"));
    const auto numbers = series ? version.substr(0, version.size() - 2) : version;
    const auto only_numbers = [](char c) { return is_digit(c) || c == '.'; };
    if (series && !std::all_of(numbers.begin(), numbers.end(), only_numbers))
        throw refuse(fmt::format("\"{}\" is no version", shorten(version)));
    try {
        const auto length = static_cast<std::size_t>(std::count(numbers.begin(), numbers.end(), '.')) + 1;
        return {found->second, Version(numbers), series, length};
    } catch (const Error&) {
        throw refuse(fmt::format("\"{}\" is no version", shorten(version)));
    }
}

Constraint::Constraint(std::string_view text)
{
    const auto whole = trim(text);
    if (whole.empty())
        return;
    const auto is_operator = [](char c) { return c == '=' || c == '!' || c == '<' || c == '>'; };
    std::size_t at = 0;
    const auto skip_space = [&] {
        while (at < whole.size() && is_space(whole[at]))
            ++at;
    };
    while (true) {
        std::string op;
        for (skip_space(); at < whole.size() && is_operator(whole[at]); skip_space())
            op += whole[at++];
        const auto start = at;
        while (at < whole.size() && !is_space(whole[at]) && !is_operator(whole[at]) && whole[at] != ',')
            ++at;
        const auto version = whole.substr(start, at - start);
        parts_.push_back(parse_part(op, version, whole));
        text_ += (text_.empty() ? "" : " ") + op + std::string(version);
        skip_space();
        if (at == whole.size())
            return;
        if (whole[at] == ',')
            ++at;
    }
}

bool Constraint::accepts(const Version& version) const
{
    return std::all_of(parts_.begin(), parts_.end(), [&](const Part& part) { return accepts(part, version); });
}

bool Constraint::accepts(const Part& part, const Version& version)
{
    auto order = std::weak_ordering::equivalent;
    if (part.series) {
        // Only the numbers that the series names count: 2.0-beta1, 2.0 and 2.9 are all "equal" to 2.x.
        const auto number = [](const Version& of, std::size_t i) {
            return i < of.numbers_.size() ? of.numbers_[i] : 0;
        };
        for (std::size_t i = 0; i < part.series_length && order == 0; ++i)
            order = number(version, i) <=> number(part.version, i);
    } else {
        order = version <=> part.version;
    }
    switch (part.op) {
    case Operator::equal: return order == 0;
    case Operator::not_equal: return order != 0;
    case Operator::less: return order < 0;
    case Operator::less_equal: return order <= 0;
    case Operator::greater: return order > 0;
    case Operator::greater_equal: return order >= 0;
    }
    return false;
}

} // namespace wowhost::module
