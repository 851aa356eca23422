// Answers requests: the whole of the simulated Battle.net but the sockets. Thread-safe.
#pragma once

#include "sdk/sandbox/answers.hpp"
#include "sdk/sandbox/body_cache.hpp"
#include "sdk/sandbox/faults.hpp"
#include "sdk/sandbox/login.hpp"
#include "sdk/sandbox/message.hpp"
#include "sdk/sandbox/oauth.hpp"
#include "sdk/sandbox/rate.hpp"
#include "sdk/sandbox/replay.hpp"
#include "sdk/sandbox/router.hpp"
#include "sdk/sandbox/statistics.hpp"
#include "sdk/sandbox/world.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sandbox {

struct Options {
    std::uint64_t seed = 1;
    std::size_t characters = 3000;
    int latency_ms = 0;
    int jitter_ms = 0;
    RateLimits rate;
    int token_lifetime = 86399;
    std::string replay; // folder, or empty
    std::string answers; // the same
    bool replay_only = false;
    std::vector<std::string> faults;
    std::size_t cache_mib = 256;
};

class Service {
public:
    // Throws what Replay and Faults throw.
    explicit Service(const Options& options);

    // What links in bodies begin with; known only when the server listens.
    void set_base_url(std::string base) { base_ = std::move(base); }
    Answer handle(const Request& request);
    Statistics& statistics() { return statistics_; }
    const Router& router() const { return router_; }

private:
    struct Target;

    Answer api(const Request& request, const Target& target);
    Answer content(const Request& request, const Target& target, const Match& match, const std::string& account);
    Answer written(const Request& request, WrittenAnswer file, const std::string& region, const std::string& space);
    Answer recorded(const Request& request, const Recording& recording, const PersonPointer& person);
    // The body as the request wants it, from the cache or made by `make`.
    template <typename Make>
    void attach(Answer& answer, const Request& request, std::string key, Make make);
    void apply(Answer& answer, const FaultEffect& effect) const;
    int latency();

    // control.cpp: everything below /_sandbox
    Answer control(const Request& request, std::string_view path, std::string_view query);
    void change_world(std::string_view json);
    void change_settings(std::string_view json);
    std::string characters_json(std::string_view query) const;
    std::string guilds_json(std::string_view query) const;

    Options options_;
    std::string base_;
    Answers answers_;
    std::unique_ptr<Replay> replay_;
    World world_;
    Router router_;
    OAuth oauth_;
    Login login_;
    RateLimiter rate_;
    Statistics statistics_;
    Faults faults_;
    BodyCache cache_;
    std::atomic<int> latency_ms_;
    std::atomic<int> jitter_ms_;
    std::atomic<std::uint64_t> drawn_{0};
};

} // namespace sandbox
