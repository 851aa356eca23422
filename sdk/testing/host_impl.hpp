// What a Host of the kit is made of.
#pragma once

#include "host/cli/session.hpp"
#include "host/service/clock.hpp"
#include "host/web/site.hpp"
#include "sdk/testing/script_client.hpp"

#include <wowhost/testing/host.hpp>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::web {
class Server;
}

namespace wowhost::testing {

/// A folder that goes with the object; in memory where the machine has /dev/shm.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

class Host::Impl {
public:
    explicit Impl(const HostOptions& options);

    cli::GlobalOptions global_options() const;
    void begin();
    void end();
    module::Runtime& loaded() { return session->loaded(); }
    Outcome run(const std::vector<std::string>& words);
    Answer fetch(const Visit& visit);
    web::Site& current_site();
    std::string token_for(const Visit& visit);

    HostOptions options;
    TemporaryFolder folder;
    std::shared_ptr<service::MovableClock> clock = std::make_shared<service::MovableClock>();
    HttpScript script;
    std::atomic<bool> stopping{false};
    std::string out;
    std::string err;
    cli::Console console;
    std::atomic<const web::Server*> no_server{nullptr};
    // In this order: what is further down refers to what stands above.
    std::unique_ptr<cli::Session> session;
    std::map<std::string, std::unique_ptr<Services>> services;
    std::unique_ptr<web::Site> site;
    std::int64_t site_generation = 0;
};

/// What of a Host the rest of the kit sees.
class HostAccess {
public:
    static Host::Impl& of(Host& host) { return *host.impl_; }
    /// A call that never ends stands on it: leaves it behind.
    static void abandon(Host& host) { static_cast<void>(host.impl_.release()); }
};

} // namespace wowhost::testing
