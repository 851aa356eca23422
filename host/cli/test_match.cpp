// How what came is compared with what a test expects.
#include "host/cli/test_script.hpp"

#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace wowhost::cli {
namespace {

std::string shown(const Value& value)
{
    auto text = to_json_text(value);
    if (text.size() > 200)
        text = text.substr(0, 200) + "…";
    return text;
}

bool stands_for(std::string_view pattern, const Value& actual)
{
    return pattern == "<any>" || (pattern == "<text>" && actual.is_text())
        || (pattern == "<number>" && actual.is_number()) || (pattern == "<boolean>" && actual.is_boolean())
        || (pattern == "<not null>" && !actual.is_null());
}

void compare(const std::string& place, const Value& expected, const Value& actual, std::vector<std::string>& wrong)
{
    const std::string where = place.empty() ? "/" : place;
    if (expected.is_text() && stands_for(expected.text(), actual))
        return;
    if (expected.is_object() && actual.is_object()) {
        for (const auto& [name, member] : expected.members()) {
            if (!actual.contains(name))
                wrong.push_back(fmt::format("{}/{}: is not there; expected {}", place, name, shown(member)));
            else
                compare(fmt::format("{}/{}", place, name), member, actual[name], wrong);
        }
        return;
    }
    if (expected.is_array() && actual.is_array()) {
        const auto& left = expected.items();
        const auto& right = actual.items();
        const bool open = !left.empty() && left.back().text() == "...";
        const auto count = left.size() - (open ? 1 : 0);
        for (std::size_t i = 0; i < std::min(count, right.size()); ++i)
            compare(fmt::format("{}/{}", place, i), left[i], right[i], wrong);
        if (right.size() < count || (!open && right.size() > count))
            wrong.push_back(fmt::format("{}: has {} items, expected {}{}: {}", where, right.size(),
                open ? "at least " : "", count, shown(actual)));
        return;
    }
    const bool same = expected == actual
        || (expected.is_number() && actual.is_number() && std::abs(expected.real() - actual.real()) < 1e-9);
    if (!same)
        wrong.push_back(fmt::format("{}: is {}, expected {}", where, shown(actual), shown(expected)));
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        while (!line.empty() && line.back() == ' ') // ends of lines are invisible in a test
            line.pop_back();
        lines.push_back(line);
    }
    while (!lines.empty() && lines.back().empty())
        lines.pop_back();
    return lines;
}

} // namespace

std::vector<std::string> mismatches(const Value& expected, const Value& actual)
{
    std::vector<std::string> wrong;
    compare({}, expected, actual, wrong);
    return wrong;
}

std::string line_difference(const std::string& expected, const std::string& actual)
{
    const auto left = lines_of(expected);
    const auto right = lines_of(actual);
    if (left == right)
        return {};
    if (left.size() * right.size() > 4'000'000)
        return "  the texts differ, and are too long to be compared by line\n";
    // The longest common subsequence, from the end.
    std::vector<std::vector<std::size_t>> common(left.size() + 1, std::vector<std::size_t>(right.size() + 1, 0));
    for (std::size_t i = left.size(); i-- > 0;)
        for (std::size_t j = right.size(); j-- > 0;)
            common[i][j] =
                left[i] == right[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    std::string text;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() || j < right.size()) {
        if (i < left.size() && j < right.size() && left[i] == right[j]) {
            text += "    " + left[i++] + "\n";
            ++j;
        } else if (i < left.size() && (j == right.size() || common[i + 1][j] >= common[i][j + 1])) {
            text += "  - " + left[i++] + "\n";
        } else {
            text += "  + " + right[j++] + "\n";
        }
    }
    return text;
}

} // namespace wowhost::cli
