// What /metrics tells, in Prometheus' text format: requests by route, what the server does now, and what others add.
//
// Counters are per process and begin at 0 with it. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::web {

/// Figures that are read when somebody asks.
struct Figures {
    struct Sample {
        std::vector<std::pair<std::string, std::string>> labels;
        double value;
    };
    std::string name;
    std::string help;
    bool is_counter = false;
    std::vector<Sample> samples;
};

class Metrics {
public:
    Metrics();
    ~Metrics();

    void count(const std::string& route, const std::string& method, int status, double seconds, std::uint64_t bytes);
    std::string text(const std::vector<Figures>& more) const;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace wowhost::web
