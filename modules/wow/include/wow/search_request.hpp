// wow: what a request asks of the search, and a hit as the page of hits shows it. Header-only, pure.
#pragma once

#include <wow/document.hpp>
#include <wow/names.hpp>
#include <wowhost/error.hpp>
#include <wowhost/request.hpp>
#include <wowhost/value.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace wow {

inline constexpr std::size_t longest_question = 256; ///< Bytes of `q` that count.

/// `q`, without blanks around it, cut where it is longer than any name.
inline std::string search_words_of(const wowhost::Fields& query)
{
    auto text = trim(query.get("q"));
    if (text.size() > longest_question) {
        auto end = longest_question;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
            --end;
        text = text.substr(0, end);
    }
    return std::string(text);
}

/// `type`, given several times or with commas, each once; empty ones count for nothing.
inline std::vector<std::string> search_types_of(const wowhost::Fields& query)
{
    constexpr std::size_t most_types = 32;
    std::vector<std::string> types;
    for (const auto& given : query.all("type")) {
        std::string_view rest = given;
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            const std::string type(trim(rest.substr(0, comma)));
            if (!type.empty() && types.size() < most_types
                && std::find(types.begin(), types.end(), type) == types.end())
                types.push_back(type);
            rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        }
    }
    return types;
}

/// What is to be imported: from a form, or from JSON {"type", "blizzard_id", "region"}.
class ImportOrder {
public:
    std::string type;
    std::string blizzard_id; ///< As it was written.
    std::string region; ///< Empty: the default.
    std::string destination; ///< Of a form: where to go then. Not checked.
    bool is_form = false;
};

/// Throws Error(invalid_argument) for a body that is neither.
inline ImportOrder read_import(const wowhost::Request& request)
{
    ImportOrder order;
    if (!request.form.empty()) {
        order.type = request.form.get("type");
        order.blizzard_id = request.form.get("blizzard_id");
        order.region = request.form.get("region");
        order.destination = request.form.get("destination");
        order.is_form = !request.wants_json();
        return order;
    }
    Document body;
    if (!body.parse(request.body, "what was sent") || !body.root().is_object())
        throw wowhost::Error(wowhost::ErrorCode::invalid_argument,
            R"(the body is no object of JSON; send {"type": "wow_item", "blizzard_id": 19019})");
    const auto root = body.root();
    order.type = root["type"].text().value_or("");
    const auto number = root["blizzard_id"].integer();
    order.blizzard_id = number ? std::to_string(*number) : std::string(root["blizzard_id"].text().value_or(""));
    order.region = root["region"].text().value_or("");
    return order;
}

/// A hit as the page shows it. Addresses that are neither of this site nor of the web lead nowhere.
inline wowhost::Value found_view(const wowhost::Value& hit)
{
    const auto url = hit["url"].string();
    const bool here = wowhost::is_local_path(url);
    const bool abroad = url.starts_with("https://") || url.starts_with("http://");
    return wowhost::Value::object({{"name", hit["name"]}, {"label", hit["label"]}, {"type", hit["type"]},
        {"blizzard_id", hit["blizzard_id"]}, {"url", here || abroad ? url : std::string()}, {"abroad", abroad},
        {"can_import", !hit["local"].boolean() && hit["blizzard_id"].is_integer()}});
}

} // namespace wow
