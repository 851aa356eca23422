#include "pages.hpp"

#include "character_accounts.hpp"

#include <user/sessions.hpp>
#include <user/visitor.hpp>
#include <wow/names.hpp>
#include <wow/page_view.hpp>
#include <wow_battlenet_login/login_listener.hpp>
#include <wowhost/route.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>

namespace wow_user {

using namespace wowhost;
namespace login = wow_battlenet_login;

namespace {

constexpr const char* path = "/user/characters";
constexpr const char* import_path = "/user/characters/import";
constexpr std::size_t body_limit = 256 * 1024; // an account with hundreds of characters

/// Only where the module is installed that keeps the accounts.
std::optional<login::ConnectionsHandle> connections(const Services& host)
{
    for (auto& one : host.plugins<login::Connections>())
        return std::move(one);
    return std::nullopt;
}

std::optional<login::Connection> connection_of(const Services& host, std::int64_t user)
{
    const auto handle = connections(host);
    return handle ? handle->call("find", [&](const login::Connections& c) { return c.find(user); }) : std::nullopt;
}

std::string counted(std::int64_t number, const char* what) { return std::to_string(number) + " " + what; }

std::string sentence(const ImportResult& result)
{
    std::string text =
        counted(result.created + result.claimed + result.taken, "new") + ", " + counted(result.kept, "known already");
    if (result.released > 0)
        text += ", " + counted(result.released, "no longer yours");
    if (result.skipped > 0)
        text += ", " + counted(result.skipped, "without a profile");
    return "Your characters were imported: " + text + ".";
}

Value import_view(const Services& host, std::int64_t user)
{
    if (!connections(host))
        return {};
    const auto connection = connection_of(host, user);
    Value regions = Value::Array{};
    for (const auto region : wow::regions)
        regions.push_back(
            Value::object({{"region", std::string(region)}, {"chosen", connection && connection->region == region}}));
    return Value::object({{"can_import", connection && connection->token_expires > host.now()},
        {"regions", std::move(regions)}, {"accounts_url", "/user/connected-accounts"}});
}

Response characters_page(const Services& host, const Request& request, const std::string& problem = {},
    const std::string& done = {}, int status = 200)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    Value rows = Value::Array{};
    bool has_main = false;
    for (const auto& character : CharacterAccounts(host).characters(request.user.id)) {
        has_main = has_main || character.is_main;
        const auto realm = wow::find_realm(host, character.region, character.realm_slug);
        rows.push_back(Value::object({{"id", character.id}, {"name", character.name}, {"level", character.level},
            {"region", character.region}, {"realm", realm ? realm->name : character.realm_slug},
            {"is_main", character.is_main}, {"is_selected", character.is_selected},
            {"url",
                character.realm_slug.empty() ? std::string()
                                             : wow::profile_url("character", character.region, character.realm_slug,
                                                 wow::name_key(host.text(), character.name))}}));
    }
    const bool has_characters = !rows.items().empty();
    return Response::page("My characters", "wow_user/characters",
        Value::object({{"characters", std::move(rows)}, {"has_characters", has_characters}, {"has_main", has_main},
            {"import", import_view(host, request.user.id)}, {"problem", problem}, {"done", done}}))
        .with_status(status);
}

std::int64_t number(const std::string& text)
{
    std::int64_t value = -1;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < 0)
        throw Error(
            ErrorCode::invalid_argument, "the form names no character; go back, reload the page, and try again");
    return value;
}

Response save(const Services& host, const Request& request)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    std::vector<std::int64_t> selected;
    for (const auto& id : request.form.all("selected"))
        selected.push_back(number(id));
    const auto main = request.form.has("main") ? std::optional(number(request.form.get("main"))) : std::nullopt;
    const CharacterAccounts accounts(host);
    host.entities().transaction([&] {
        accounts.select(request.user.id, selected);
        if (main)
            accounts.set_main(request.user.id, *main);
    });
    return Response::redirect(path);
}

Response import(const Services& host, const Request& request)
{
    if (auto elsewhere = user::login_first(request))
        return *elsewhere;
    const auto handle = connections(host);
    if (!handle)
        throw Error(ErrorCode::not_found, "this site knows no Battle.net accounts");
    constexpr int conflict = 409;
    constexpr int unavailable = 503;
    try {
        const auto region = wow::check_region(request.form.get("region"));
        const auto token = handle->call("token", [&](const login::Connections& c) { return c.token(request.user.id); });
        const auto result = CharacterAccounts(host).import(request.user.id, token.text, region);
        return characters_page(host, request, {}, sentence(result));
    } catch (const Error& error) {
        switch (error.code()) {
        case ErrorCode::not_found:
            return characters_page(
                host, request, "You have connected no Battle.net account. Connect one first.", {}, conflict);
        case ErrorCode::locked:
            return characters_page(host, request,
                "Your characters are being imported already. Reload the page in a minute.", {}, conflict);
        case ErrorCode::invalid_argument: throw;
        default:
            host.log().warning(std::string("The characters of a user could not be imported: ") + error.what(),
                Value::object({{"user", request.user.id}}));
            return characters_page(host, request,
                "Battle.net does not give your characters out now. Log in at Battle.net again, or try again in a "
                "minute.",
                {}, unavailable);
        }
    }
}

class MyCharacters final : public user::AccountLink {
    std::string label() const override { return "My characters"; }
    std::string path() const override { return wow_user::path; }
};

/// The list of characters opens with a token that has just been given, and not after a day.
class ImportAtLogin final : public login::LoginListener {
public:
    explicit ImportAtLogin(const Services& host)
        : host_(host)
    {
    }
    void logged_in(const login::Connection& connection, const login::UserToken& token) const override
    {
        CharacterAccounts(host_).import(connection.user, token.text, connection.region);
    }

private:
    const Services& host_;
};

} // namespace

void register_pages(Registrar& add, const Services& host)
{
    constexpr auto patience = std::chrono::seconds(60);
    add.plugin<user::AccountLink>("wow_user", std::make_unique<MyCharacters>());
    add.plugin<login::LoginListener>("wow_user", std::make_unique<ImportAtLogin>(host));
    add.route(Route("GET", path, [&host](const Request& request) { return characters_page(host, request); }));
    add.route(Route("POST", path, [&host](const Request& request) { return save(host, request); })
                  .rate(RateClass::action)
                  .body_limit(body_limit));
    add.route(Route("POST", import_path, [&host](const Request& request) { return import(host, request); })
                  .rate(RateClass::lookup)
                  .deadline(patience));
}

} // namespace wow_user
