// A site with routes of a test's choosing behind a server on a free port.
#pragma once

#include "host/web/server.hpp"
#include "host/web/site.hpp"

#include "http_client.hpp"
#include "support/temporary_directory.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace web_test {

using namespace wowhost;

class TestSite {
public:
    TestSite()
    {
        settings.form_key = "a key";
        settings.files_path = folder / "files";
        options.listen = "127.0.0.1:0";
        options.threads = 2;
        options.workers = 4;
        parts.log = [this](const std::string& module, LogLevel, const std::string& message, const Value&) {
            const std::lock_guard lock(mutex_);
            log_ += module + ": " + message + "\n";
        };
    }
    TestSite& add(Route route)
    {
        web::BoundRoute bound{"probe", std::move(route), {}, {}};
        bound.call = bound.route.handler;
        bound.poll = [](const EventSource& source) { return source(); };
        parts.routes.push_back(std::move(bound));
        return *this;
    }
    TestSite& json(const std::string& path, Value value)
    {
        return add(Route("GET", path, [value](const Request&) { return Response::json(value); }));
    }
    TestSite& start()
    {
        site = std::make_unique<web::Site>(settings, std::move(parts));
        server = std::make_unique<web::Server>(options, *site);
        return *this;
    }
    std::string address() const { return server->address(); }
    Client client() const { return Client(address()); }
    Answer get(const std::string& path, const std::string& headers = {}) const
    {
        return web_test::get(address(), path, headers);
    }
    std::string log() const
    {
        const std::lock_guard lock(mutex_);
        return log_;
    }

    test::TemporaryDirectory folder;
    web::SiteSettings settings;
    web::SiteParts parts;
    web::ServerOptions options;
    std::unique_ptr<web::Site> site;
    std::unique_ptr<web::Server> server;

private:
    mutable std::mutex mutex_;
    std::string log_;
};

} // namespace web_test
