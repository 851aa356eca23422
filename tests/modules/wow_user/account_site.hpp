// A site whose users log in at the simulated Battle.net; what pages will do, its account_probe does by commands.
#pragma once

#include "modules/wow_character/site.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace account_test {

using nlohmann::json;

/// What somebody who has logged in at Battle.net brings along.
struct Login {
    std::string token;
    std::string sub;
    std::string battletag;
};

class AccountSite {
public:
    explicit AccountSite(const std::string& engine, const std::vector<std::string>& sandbox_options = {})
        : site(engine, sandbox_options)
    {
        const auto file = site.path("wowhost.yml");
        std::ifstream in(file);
        std::string text(std::istreambuf_iterator<char>(in), {});
        const std::string folders = "path: [\"";
        text.insert(text.find(folders) + folders.size(), WOWHOST_FIXTURE_FOLDER "/account_probe\", \"");
        wowhost::test::write_file(file, text);
    }

    wowhost::test::ProgramResult run(const std::vector<std::string>& arguments) const { return site.run(arguments); }
    json command(const std::vector<std::string>& arguments, int exit_code = 0) const
    {
        return site.json(arguments, exit_code);
    }
    std::string error(const std::vector<std::string>& arguments, int exit_code = 1) const
    {
        return command(arguments, exit_code)["error"]["message"];
    }
    std::unique_ptr<wowhost::test::Process> start(const std::vector<std::string>& arguments) const
    {
        return site.start(arguments);
    }

    void install(std::vector<std::string> modules) const
    {
        modules.insert(modules.begin(), "install");
        command(modules);
    }
    std::string add_user(const std::string& name) const
    {
        return std::to_string(command({"user:add", name, "--generate"})["id"].get<std::int64_t>());
    }

    /// Goes through authorization code, token and userinfo as this account of the sandbox.
    Login log_in(int account)
    {
        auto& sandbox = site.sandbox();
        const auto reply = sandbox.get_without_token("/authorize?response_type=code&client_id=site&redirect_uri="
                                                     "http%3A%2F%2Fsite.example%2Fback&scope=openid%20wow.profile"
                                                     "&state=s&nonce=n&account="
            + std::to_string(account));
        REQUIRE(reply.status == 302);
        const auto location = reply.headers.at("location");
        const auto at = location.find("code=") + 5;
        const auto token = sandbox.post("/token",
            "grant_type=authorization_code&code=" + location.substr(at, location.find('&', at) - at)
                + "&redirect_uri=http%3A%2F%2Fsite.example%2Fback",
            {"Authorization: Basic c2l0ZTpzZWNyZXQ="}); // site:secret
        REQUIRE(token.status == 200);
        Login login;
        login.token = token.part("access_token");
        const auto who = sandbox.get_as(login.token, "/userinfo");
        REQUIRE(who.status == 200);
        login.sub = who.part("sub");
        login.battletag = who.part("battletag");
        return login;
    }
    json connect(const std::string& user, const Login& login, int exit_code = 0) const
    {
        return command({"probe:connect", user, login.sub, login.battletag, login.token}, exit_code);
    }
    json import(const std::string& user, const Login& login, int exit_code = 0) const
    {
        return command({"probe:import", user, login.token, "eu"}, exit_code);
    }
    json characters(const std::string& user) const { return command({"probe:characters", user}); }

    /// The account's list as Battle.net gives it: characters with a profile, or those without.
    std::vector<json> listed(const Login& login, bool with_profile = true)
    {
        std::vector<json> found;
        const auto body = site.sandbox().get_as(login.token, "/profile/user/wow?namespace=profile-eu&locale=en_GB");
        REQUIRE(body.status == 200);
        const auto document = body.json();
        for (const auto& licence : document.value("wow_accounts", json::array()))
            for (const auto& character : licence["characters"])
                if ((character["level"] != 0) == with_profile)
                    found.push_back(character);
        return found;
    }

    site_test::Site site;
};

} // namespace account_test
