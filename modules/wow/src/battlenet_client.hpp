// wow: the implementation of wow::Client.
#pragma once

#include "breaker.hpp"
#include "limiter.hpp"
#include "settings.hpp"
#include "token.hpp"

#include <wow/client.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace wow {

/// What all calls of one process share. From any thread.
class Connection {
public:
    explicit Connection(const wowhost::Services& services);

    /// Whether a 403 says something about the resource: false when nothing at all is answered any more.
    bool credentials_work(const Settings& settings, const std::string& token, const std::string& region);
    void note_success() { last_success_ = host.now_ms(); }
    /// Remembers which build of the game an answer of namespace `static` came from.
    void note_build(const std::string& region, const std::string& build);

    const wowhost::Services& host;
    Token token;
    Limiter limiter;
    Breaker breaker;

private:
    std::atomic<std::int64_t> last_success_{0};
    std::mutex probe_mutex_;
    std::int64_t last_probe_ = 0;
    std::mutex build_mutex_;
    std::map<std::string, std::string> builds_; ///< By region, as last noted by this process.
};

class BattlenetClient final : public Client {
public:
    explicit BattlenetClient(std::shared_ptr<Connection> connection)
        : connection_(std::move(connection))
    {
    }
    Response get(const Request& request) const override;
    std::vector<Response> get_many(const std::vector<Request>& requests) const override;
    void run(const Next& next, const Done& done, std::size_t concurrency) const override;
    wowhost::Value setting(std::string_view key) const override;
    std::int64_t left_in_hour() const override;

private:
    std::shared_ptr<Connection> connection_;
};

} // namespace wow
