#include "host/cli/web_figures.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <set>
#include <utility>

namespace wowhost::cli {
namespace {

using web::Figures;
using Sample = Figures::Sample;
using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t most_samples = 10'000; ///< Of one metric.

void add_server(const web::Server& server, std::vector<Figures>& all)
{
    const auto now = server.statistics();
    const auto add = [&](const char* name, const char* help, bool is_counter, std::uint64_t value) {
        all.push_back({name, help, is_counter, {Sample{{}, static_cast<double>(value)}}});
    };
    add("wowhost_http_connections", "Connections that are open", false, now.open);
    add("wowhost_http_connections_total", "Connections that were opened", true, now.accepted);
    add("wowhost_http_turned_away_total", "Connections turned away for want of room", true, now.turned_away);
    add("wowhost_http_streams", "Streams of events that are open", false, now.streams);
    add("wowhost_http_waiting", "Requests that wait for a worker", false, now.waiting);
    add("wowhost_http_workers", "Threads that work on requests", false, now.workers);
}

void add_queues(module::Runtime& runtime, std::vector<Figures>& all)
{
    Figures jobs{"wowhost_queue_jobs", "Jobs by queue and state", false, {}};
    for (const auto& queue : runtime.queues().list()) {
        const std::pair<const char*, std::int64_t> states[] = {
            {"pending", queue.counts.pending}, {"claimed", queue.counts.claimed}, {"failed", queue.counts.failed}};
        for (const auto& [name, count] : states)
            jobs.samples.push_back({{{"queue", queue.name}, {"state", name}}, static_cast<double>(count)});
    }
    all.push_back(std::move(jobs));
}

void add_modules(module::Runtime& runtime, std::vector<Figures>& all)
{
    Figures calls{"wowhost_module_calls_total", "Calls into modules", true, {}};
    Figures errors{"wowhost_module_errors_total", "Calls into modules that failed", true, {}};
    Figures time{"wowhost_module_seconds_total", "Time spent in modules", true, {}};
    Figures quarantined{
        "wowhost_module_quarantined", "1: the module's code ended the process again and again", false, {}};
    std::set<std::string> held;
    for (const auto& crashes : runtime.records().quarantined())
        held.insert(crashes.module);
    const auto snapshot = runtime.registry().current();
    for (const auto& module : snapshot->modules()) {
        const auto statistics = module->guard().statistics();
        const Labels labels{{"module", module->name()}};
        calls.samples.push_back({labels, static_cast<double>(statistics.calls)});
        errors.samples.push_back({labels, static_cast<double>(statistics.errors)});
        time.samples.push_back({labels, statistics.seconds});
        quarantined.samples.push_back({labels, held.erase(module->name()) > 0 ? 1.0 : 0.0});
    }
    for (const auto& name : held) // they are not loaded
        quarantined.samples.push_back({Labels{{"module", name}}, 1.0});
    for (auto* figures : {&calls, &errors, &time, &quarantined})
        all.push_back(std::move(*figures));
}

/// Those of one source, checked; the problem of the first that is left out in `problem`.
void add_source(const PluginHandle<MetricSource>& source, std::set<std::string>& names, std::vector<Figures>& all,
    std::string& problem)
{
    for (auto& metric : source.call("metrics", [](const MetricSource& one) { return one.metrics(); })) {
        auto wrong = metric_problem(metric, source.module());
        if (wrong.empty() && !names.insert(metric.name).second)
            wrong = fmt::format("metric {} is there twice", metric.name);
        if (!wrong.empty()) {
            problem = problem.empty() ? wrong : problem;
            continue;
        }
        Figures figures{std::move(metric.name), std::move(metric.help), metric.kind == Metric::Kind::counter, {}};
        for (auto& sample : metric.samples)
            figures.samples.push_back({std::move(sample.labels), sample.value});
        all.push_back(std::move(figures));
    }
}

void add_sources(module::Runtime& runtime, std::vector<Figures>& all)
{
    Figures up{"wowhost_metric_source_up", "1: the module's figures are complete", false, {}};
    std::set<std::string> names;
    for (auto slot : runtime.registry().current()->plugins(MetricSource::interface_id)) {
        const PluginHandle<MetricSource> source(std::move(slot));
        std::string problem;
        try {
            add_source(source, names, all, problem);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        if (!problem.empty())
            runtime.log().write(source.module(), LogLevel::warning,
                fmt::format("metrics of {} are missing: {}", source.id(), problem), {});
        up.samples.push_back({Labels{{"source", source.id()}}, problem.empty() ? 1.0 : 0.0});
    }
    all.push_back(std::move(up));
}

bool is_word(std::string_view text)
{
    return !text.empty() && text.size() <= 100 && text.front() >= 'a' && text.front() <= 'z'
        && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

} // namespace

std::string metric_problem(const Metric& metric, const std::string& module)
{
    if (!is_word(metric.name) || !metric.name.starts_with(module + "_"))
        return fmt::format("a metric of {} cannot be called \"{}\"; write {}_ and lower-case letters, digits and '_'",
            module, metric.name.substr(0, 100), module);
    if ((metric.kind == Metric::Kind::counter) != metric.name.ends_with("_total"))
        return fmt::format("the names of counters, and of nothing else, end in \"_total\": see {}", metric.name);
    if (metric.help.empty() || metric.help.find_first_of("\r\n") != std::string::npos)
        return fmt::format("the help of {} is one line, not empty", metric.name);
    if (metric.samples.size() > most_samples)
        return fmt::format("{} has {} samples; {} are the most", metric.name, metric.samples.size(), most_samples);
    std::set<Metric::Labels> seen;
    for (const auto& sample : metric.samples) {
        for (const auto& [name, value] : sample.labels)
            if (!is_word(name) || name == "le" || name == "quantile")
                return fmt::format("a label of {} cannot be called \"{}\"", metric.name, name.substr(0, 100));
        if (!seen.insert(sample.labels).second)
            return fmt::format("{} has two samples with the same labels", metric.name);
    }
    return {};
}

std::vector<Figures> figures(module::Runtime& runtime, const web::Server* server)
{
    std::vector<Figures> all;
    if (server)
        add_server(*server, all);
    add_queues(runtime, all);
    add_modules(runtime, all);
    // Modules read their tables, which must not come or go meanwhile.
    if (const auto unit = runtime.enter_unit())
        add_sources(runtime, all);
    return all;
}

} // namespace wowhost::cli
