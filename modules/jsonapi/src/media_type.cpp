#include "media_type.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace jsonapi {

using namespace wowhost;

namespace {

std::string_view trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// Takes the part up to the separator off `rest`; in double quotes there is none.
std::string_view take(std::string_view& rest, char separator)
{
    bool quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
        if (rest[end] == '"')
            quoted = !quoted;
        else if (quoted && rest[end] == '\\')
            ++end;
    }
    end = std::min(end, rest.size());
    const auto part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

std::string lower(std::string_view text)
{
    std::string copy(text);
    for (auto& c : copy)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return copy;
}

enum class Instance { other, usable, modified };

Instance read(std::string_view text)
{
    if (lower(take(text, ';')) != media_type)
        return Instance::other;
    while (!text.empty()) {
        auto parameter = take(text, ';');
        const auto name = lower(take(parameter, '='));
        if (name.empty() || name == "profile")
            continue;
        if (name == "q") { // a weight, not part of the type; 0 means: not this one
            if (parameter.starts_with('0') && parameter.find_first_not_of("0.") == std::string_view::npos)
                return Instance::modified;
            continue;
        }
        if (name != "ext" || (!parameter.empty() && parameter != "\"\""))
            return Instance::modified;
    }
    return Instance::usable;
}

} // namespace

std::optional<Fault> refuse_media_type(const Fields& headers)
{
    if (read(headers.get("content-type")) == Instance::modified)
        return Fault{415,
            "The content type has a parameter that is not known here; send application/vnd.api+json as it is.", {},
            "Content-Type"};
    bool named = false;
    for (const auto& accept : headers.all("accept")) {
        for (std::string_view rest = accept; !rest.empty();) {
            const auto instance = read(take(rest, ','));
            if (instance == Instance::usable)
                return std::nullopt;
            named = named || instance == Instance::modified;
        }
    }
    if (!named)
        return std::nullopt;
    return Fault{406,
        "application/vnd.api+json is accepted only with parameters or extensions that are not known here; accept it "
        "as it is.",
        {}, "Accept"};
}

} // namespace jsonapi
