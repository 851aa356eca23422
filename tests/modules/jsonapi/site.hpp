// A site with books, served by the real program, and a client that reads what it answers.
#pragma once

#include "../../host/web/http_client.hpp"
#include "../../serve/running_site.hpp"

#include <csignal>

namespace jsonapi_test {

using namespace serve_test;
using web_test::Answer;

/// Asks as who has the permission `administer users`.
inline constexpr const char* as_auditor = "Authorization: Probe auditor\r\n";

class Library {
public:
    explicit Library(const std::string& engine, const std::string& more = {})
        : site_(engine, "roles: { auditor: [access jsonapi, administer users], nobody: [] }\n" + more)
    {
        site_.run({"install", "jsonapi", "jsonapi_probe", "web_probe", "user"});
    }
    ~Library()
    {
        if (!serve_)
            return;
        serve_->kill(SIGTERM);
        serve_->wait();
    }
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;

    std::int64_t save(const std::string& type, const json& row) const
    {
        return site_.run({"entity", "save", type, row.dump()})["id"];
    }
    void serve()
    {
        serve_ = site_.start({"serve", "--listen", "127.0.0.1:0"});
        address_ = address_of(*serve_);
        client_ = std::make_unique<web_test::Client>(address_);
    }
    Answer ask(const std::string& path, const std::string& headers = {}) const { return client_->get(path, headers); }
    Answer ask(const std::string& method, const std::string& path, const std::string& headers) const
    {
        if (!client_->send(method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n"))
            return {};
        return client_->read(method == "HEAD");
    }
    /// The document, which must be one.
    json get(const std::string& path, const std::string& headers = {}, int status = 200) const
    {
        const auto answer = ask(path, headers);
        INFO(path << "\n" << answer.head << "\n" << answer.body);
        REQUIRE(answer.status == status);
        CHECK(answer.header("content-type") == "application/vnd.api+json");
        auto document = json::parse(answer.body);
        CHECK(document["jsonapi"] == json({{"version", "1.1"}}));
        return document;
    }
    /// The one error of the answer.
    json error(const std::string& path, int status, const std::string& headers = {}) const
    {
        const auto errors = get(path, headers, status)["errors"];
        REQUIRE(errors.size() == 1);
        CHECK(errors[0]["status"] == std::to_string(status));
        return errors[0];
    }
    /// The path of one of our links.
    std::string path_of(const json& link) const
    {
        const auto text = link.get<std::string>();
        return text.substr(text.find('/', text.find("://") + 3));
    }
    const Site& site() const { return site_; }

private:
    Site site_;
    std::unique_ptr<Process> serve_;
    std::string address_;
    std::unique_ptr<web_test::Client> client_;
};

/// Ids of `data`, as they stand in it.
inline std::vector<int> ids(const json& document)
{
    std::vector<int> found;
    for (const auto& resource : document["data"])
        found.push_back(std::stoi(resource["id"].get<std::string>()));
    return found;
}

/// "type id" of what is included.
inline std::vector<std::string> included(const json& document)
{
    std::vector<std::string> found;
    for (const auto& resource : document["included"])
        found.push_back(resource["type"].get<std::string>() + " " + resource["id"].get<std::string>());
    return found;
}

} // namespace jsonapi_test
