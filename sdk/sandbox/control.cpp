// Everything below /_sandbox: statistics, faults, tokens, settings and changes of the world while it runs.
#include "sdk/sandbox/control.hpp"
#include "sdk/sandbox/service.hpp"
#include "sdk/sandbox/text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

namespace sandbox {

namespace {

using nlohmann::json;

// A number or its text.
std::string account_of(const json& row)
{
    const auto found = row.find("account");
    return found != row.end() && found->is_number_integer() ? found->dump() : control_text(row, "account");
}

Answer done() { return json_answer(200, R"({"ok":true})"); }

} // namespace

nlohmann::json parse_control(std::string_view text)
{
    auto document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        throw std::invalid_argument("the body is no JSON");
    }
    return document;
}

std::string control_text(const json& row, const char* key)
{
    const auto found = row.is_object() ? row.find(key) : row.end();
    if (found == row.end() || !found->is_string()) {
        throw std::invalid_argument(fmt::format("'{}' is missing or no string in {}", key, row.dump()));
    }
    return found->get<std::string>();
}

Answer Service::control(const Request& request, std::string_view path, std::string_view query)
{
    const bool post = request.method == "POST";
    try {
        if (path == "/_sandbox/statistics" && !post) {
            return json_answer(
                200, statistics_.json(form_value(query, "paths") == "1", oauth_.current(), cache_.bytes()));
        }
        if (path == "/_sandbox/statistics/reset" && post) {
            statistics_.reset();
            return done();
        }
        if (path == "/_sandbox/faults" && !post) {
            return json_answer(200, json(faults_.list()).dump());
        }
        if (path == "/_sandbox/faults" && post) {
            Faults trial; // all or nothing
            const auto texts = parse_control(request.body).get<std::vector<std::string>>();
            for (const auto& text : texts) {
                trial.add(text);
            }
            faults_.clear();
            for (const auto& text : texts) {
                faults_.add(text);
            }
            return done();
        }
        if (path == "/_sandbox/tokens/revoke" && post) {
            oauth_.revoke_all();
            return done();
        }
        if (path == "/_sandbox/characters" && !post) {
            return json_answer(200, characters_json(query));
        }
        if (path == "/_sandbox/guilds" && !post) {
            return json_answer(200, guilds_json(query));
        }
        if (path == "/_sandbox/world" && post) {
            change_world(request.body);
            return done();
        }
        if (path == "/_sandbox/settings" && post) {
            change_settings(request.body);
            return done();
        }
    } catch (const std::exception& error) {
        return json_answer(400, json{{"error", error.what()}}.dump());
    }
    return json_answer(
        404, json{{"error", fmt::format("{} {}: no such control; README.md lists them", request.method, path)}}.dump());
}

std::string Service::characters_json(std::string_view query) const
{
    const auto number = [&](std::string_view key, std::size_t otherwise) {
        const auto text = form_value(query, key);
        return text ? static_cast<std::size_t>(std::max<std::int64_t>(parse_id(*text), 0)) : otherwise;
    };
    const auto region = form_value(query, "region").value_or("eu");
    if (!is_region(region)) {
        throw std::invalid_argument(fmt::format("region '{}': the regions are us, eu, kr and tw", region));
    }
    auto out = json::array();
    for (const auto& person : world_.people().list(region, number("offset", 0), number("limit", 100))) {
        const auto& realm = world_.realms(region).realms()[person->realm];
        out.push_back({{"id", person->id}, {"region", region}, {"realm", realm.slug}, {"name", person->name},
            {"level", person->level}, {"account", person->account}});
    }
    return out.dump();
}

std::string Service::guilds_json(std::string_view query) const
{
    const auto region = form_value(query, "region").value_or("eu");
    auto out = json::array();
    for (std::size_t i = 0; i < world_.guilds().size(); ++i) {
        const auto guild = world_.guilds().at(i);
        if (guild->region == region) {
            out.push_back({{"id", guild->id}, {"realm", world_.realms(region).realms()[guild->realm].slug},
                {"name", guild->name}, {"key", guild->key}, {"members", world_.people().of_guild(i).size()}});
        }
    }
    return out.dump();
}

void Service::change_world(std::string_view text)
{
    auto changes = parse_control(text);
    if (changes.is_object()) {
        changes = json::array({changes});
    }
    for (const auto& row : changes) {
        const auto op = control_text(row, "op");
        if (op == "publish") {
            world_.publish_new_build();
        } else if (op == "rotate_keys") {
            login_.rotate_keys(row.value("drop", false));
        } else if (op == "spoil_id_token") {
            login_.spoil(control_text(row, "what"));
        } else if (op == "login") {
            login_.log_in(account_of(row));
        } else if (op == "battletag") {
            login_.set_battletag(parse_id(account_of(row)), control_text(row, "battletag"));
        } else if (op == "revoke_user_tokens") {
            oauth_.revoke_users(row.contains("account") ? account_of(row) : "");
        } else if (row.contains("guild")) {
            change_guild(world_, row);
        } else {
            change_person(world_, row);
        }
    }
}

void Service::change_settings(std::string_view text)
{
    const auto settings = parse_control(text);
    auto limits = rate_.limits();
    for (const auto& [key, value] : settings.items()) {
        if (key == "latency") {
            latency_ms_ = value.get<int>();
        } else if (key == "jitter") {
            jitter_ms_ = value.get<int>();
        } else if (key == "rate_second") {
            limits.second = value.get<std::size_t>();
        } else if (key == "rate_hour") {
            limits.hour = value.get<std::size_t>();
        } else if (key == "rate") {
            limits.enforced = value.get<bool>();
        } else {
            throw std::invalid_argument(
                fmt::format("setting '{}': the settings are latency, jitter, rate, rate_second and rate_hour", key));
        }
    }
    rate_.set_limits(limits);
    rate_.forget();
}

} // namespace sandbox
