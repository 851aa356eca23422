// A fresh database with the host's tables, and the services on top of it.
#pragma once

#include "host/service/clock.hpp"
#include "host/service/locks.hpp"
#include "host/service/log_store.hpp"
#include "host/service/queue_runner.hpp"
#include "host/service/queue_store.hpp"
#include "host/service/state.hpp"
#include "host/service/tables.hpp"
#include "support/test_database.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#define ON_BOTH_ENGINES GENERATE(from_range(wowhost::test::engines()))

namespace wowhost::test {

/// Waits until `condition` holds; fails the test after half a minute.
inline void wait_until(const std::function<bool()>& condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("what the test waits for has not come");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

class Site {
public:
    explicit Site(const std::string& engine)
        : test(engine)
        , database(test.open())
        , log(nullptr, clock, redactor, options())
    {
        service::ensure_tables(*database);
    }
    service::LogOptions options()
    {
        service::LogOptions options;
        options.output = [this](const std::string& line) {
            const std::lock_guard lock(mutex);
            lines.push_back(line);
        };
        return options;
    }
    /// How many printed log lines contain the text.
    int logged(const std::string& text)
    {
        const std::lock_guard lock(mutex);
        int count = 0;
        for (const auto& line : lines)
            count += line.find(text) != std::string::npos ? 1 : 0;
        return count;
    }

    TestDatabase test;
    std::unique_ptr<database::Database> database;
    service::MovableClock clock;
    service::Redactor redactor;
    std::mutex mutex;
    std::vector<std::string> lines;
    service::LogStore log;
};

/// The arguments that run the worker program.
inline std::vector<std::string> worker(std::vector<std::string> arguments)
{
    arguments.insert(arguments.begin(), WOWHOST_SERVICE_WORKER);
    return arguments;
}

/// `count` jobs {"n": 0…} without unique keys.
inline std::vector<std::pair<std::string, Value>> jobs(std::int64_t count)
{
    std::vector<std::pair<std::string, Value>> list;
    for (std::int64_t n = 0; n < count; ++n)
        list.emplace_back("", Value::object({{"n", n}}));
    return list;
}

inline std::vector<JobResult> all_done(const std::vector<Job>& jobs) { return {jobs.size(), JobResult::done()}; }

} // namespace wowhost::test
