// A visitor's browser as far as logins need one: it keeps cookies, sends forms, and goes to the simulated Battle.net.
#pragma once

#include "host/web/http_client.hpp"
#include "modules/wow_character/site.hpp"
#include "serve/running_site.hpp"

#include <catch2/catch.hpp>

#include <cctype>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace login_test {

using web_test::Answer;

/// A site with these modules, in front of a simulated Battle.net, that answers until it goes.
class LoginSite {
public:
    explicit LoginSite(const std::string& engine)
        : site(engine)
    {
        site.install({"wow_user", "wow_battlenet_login"});
    }
    const std::string& serve(const std::vector<std::string>& options = {})
    {
        std::vector<std::string> line{
            "--set", "log.level=info", "--set", "serve.rates={login: none, lookup: none, action: none}"};
        line.insert(line.end(), options.begin(), options.end());
        line.insert(line.end(), {"serve", "--role", "web", "--listen", "127.0.0.1:0"}); // no refresh meanwhile
        process_ = site.start(line);
        address_ = serve_test::address_of(*process_);
        return address_;
    }
    const std::string& address() const { return address_; }
    /// What the simulated Battle.net does from now on.
    void battlenet(const nlohmann::json& change) { site.sandbox().change_world(change); }
    std::vector<std::string> users() const
    {
        std::vector<std::string> names;
        for (const auto& user : site.json({"user:list"}))
            names.push_back(user["name"].get<std::string>());
        return names;
    }

    site_test::Site site;

private:
    std::unique_ptr<wowhost::test::Process> process_;
    std::string address_;
};

class Browser {
public:
    explicit Browser(LoginSite& site)
        : site_(site)
    {
    }
    Answer get(const std::string& path) { return keep(client().get(path, cookies_for(path))); }
    Answer post(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields)
    {
        std::string body;
        for (const auto& [name, value] : fields)
            body += (body.empty() ? "" : "&") + name + "=" + encoded(value);
        return keep(client().ask(
            "POST", path, cookies_for(path) + "Content-Type: application/x-www-form-urlencoded\r\n", body));
    }
    /// Sends a form of the page `page`, with its token.
    Answer submit(const std::string& page, const std::string& action,
        std::vector<std::pair<std::string, std::string>> fields = {})
    {
        const auto shown = get(page);
        INFO(page << "\n" << shown.head << shown.body);
        REQUIRE(shown.body.find("action=\"" + action + "\"") != std::string::npos);
        const std::string before = "name=\"csrf_token\" value=\"";
        const auto at = shown.body.find(before);
        REQUIRE(at != std::string::npos);
        const auto begin = at + before.size();
        fields.emplace_back("csrf_token", shown.body.substr(begin, shown.body.find('"', begin) - begin));
        return post(action, fields);
    }
    /// Begins a login; the address at Battle.net that the browser is sent to.
    std::string begin(const std::string& destination = {})
    {
        return target_of(submit("/user/login", "/user/login/battlenet", {{"destination", destination}}));
    }
    std::string begin_connecting()
    {
        return target_of(submit("/user/connected-accounts", "/user/connected-accounts/connect"));
    }
    /// What Battle.net sends the browser back to.
    std::string at_battlenet(const std::string& target)
    {
        const auto reply = site_.site.sandbox().get_without_token(target);
        REQUIRE(reply.status == 302);
        const auto location = reply.headers.at("location");
        const std::string own = "http://127.0.0.1:8080/openid-connect/battlenet?";
        REQUIRE(location.starts_with(own));
        return location.substr(location.find("/openid-connect"));
    }
    Answer log_in(const std::string& destination = {}) { return get(at_battlenet(begin(destination))); }
    Answer connect() { return get(at_battlenet(begin_connecting())); }
    Answer log_in_as(const std::string& name, const std::string& password)
    {
        return submit("/user/login", "/user/login", {{"name", name}, {"password", password}});
    }
    bool is_logged_in() { return get("/user").status == 200; }

    std::string cookie(const std::string& name) const
    {
        const auto found = cookies_.find(name);
        return found == cookies_.end() ? "" : found->second.first;
    }
    void set_cookie(const std::string& name, const std::string& value, const std::string& path = "/")
    {
        cookies_[name] = {value, path};
    }

    static std::string encoded(const std::string& text)
    {
        constexpr const char* digits = "0123456789ABCDEF";
        std::string out;
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~')
                out += c;
            else
                out += std::string("%") + digits[byte >> 4U] + digits[byte & 15U];
        }
        return out;
    }

private:
    web_test::Client client() const { return web_test::Client(site_.address()); }
    std::string cookies_for(const std::string& path) const
    {
        std::string line;
        for (const auto& [name, cookie] : cookies_)
            if (path.starts_with(cookie.second))
                line += (line.empty() ? "Cookie: " : "; ") + name + "=" + cookie.first;
        return line.empty() ? line : line + "\r\n";
    }
    Answer keep(Answer answer)
    {
        const std::string header = "Set-Cookie: ";
        for (auto at = answer.head.find(header); at != std::string::npos; at = answer.head.find(header, at)) {
            at += header.size();
            const auto line = answer.head.substr(at, answer.head.find("\r\n", at) - at);
            CHECK(line.find("; HttpOnly") != std::string::npos);
            const auto equals = line.find('=');
            const auto path = line.find("; Path=") + 7;
            const auto name = line.substr(0, equals);
            cookies_[name] = {
                line.substr(equals + 1, line.find(';') - equals - 1), line.substr(path, line.find(';', path) - path)};
            if (line.find("Max-Age=0") != std::string::npos)
                cookies_.erase(name);
        }
        return answer;
    }
    std::string target_of(const Answer& page) const
    {
        INFO(page.head << page.body);
        REQUIRE(page.status == 200);
        const auto refresh = page.header("refresh");
        const auto& there = site_.site.sandbox().url();
        REQUIRE(refresh.starts_with("0; url=" + there + "/authorize?"));
        return refresh.substr(7 + there.size());
    }

    LoginSite& site_;
    std::map<std::string, std::pair<std::string, std::string>> cookies_; // name → value, path
};

} // namespace login_test
