#include "host/web/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <tuple>

namespace wowhost::web {

class Metrics::Implementation {
public:
    struct Series {
        prometheus::Counter* requests;
        prometheus::Counter* bytes;
        prometheus::Histogram* seconds;
    };

    Series& series(const std::string& route, const std::string& method, int status)
    {
        const std::lock_guard lock(mutex_);
        const auto [at, is_new] = series_.try_emplace({route, method, status / 100});
        if (is_new) {
            const auto kind = std::to_string(status / 100) + "xx";
            at->second = {&requests_.Add({{"route", route}, {"method", method}, {"status", kind}}),
                &bytes_.Add({{"route", route}, {"method", method}, {"status", kind}}),
                &seconds_.Add({{"route", route}, {"method", method}, {"status", kind}},
                    prometheus::Histogram::BucketBoundaries{
                        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15})};
        }
        return at->second;
    }

    prometheus::Registry registry_;
    prometheus::Family<prometheus::Counter>& requests_ =
        prometheus::BuildCounter().Name("wowhost_http_requests_total").Help("Requests answered").Register(registry_);
    prometheus::Family<prometheus::Counter>& bytes_ = prometheus::BuildCounter()
                                                          .Name("wowhost_http_response_bytes_total")
                                                          .Help("Bytes of bodies sent")
                                                          .Register(registry_);
    prometheus::Family<prometheus::Histogram>& seconds_ = prometheus::BuildHistogram()
                                                              .Name("wowhost_http_request_seconds")
                                                              .Help("From the request read to its answer written")
                                                              .Register(registry_);
    std::mutex mutex_;
    std::map<std::tuple<std::string, std::string, int>, Series> series_;
};

Metrics::Metrics()
    : implementation_(std::make_unique<Implementation>())
{
}

Metrics::~Metrics() = default;

void Metrics::count(
    const std::string& route, const std::string& method, int status, double seconds, std::uint64_t bytes)
{
    // Whatever visitors make up as methods must not become series.
    constexpr const char* known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    std::string name = "other";
    for (const auto* method_name : known)
        if (method == method_name)
            name = method;
    auto& series = implementation_->series(route, name, status);
    series.requests->Increment();
    series.bytes->Increment(static_cast<double>(bytes));
    series.seconds->Observe(seconds);
}

std::string Metrics::text(const std::vector<Figures>& more) const
{
    auto families = implementation_->registry_.Collect();
    for (const auto& figures : more) {
        prometheus::MetricFamily family;
        family.name = figures.name;
        family.help = figures.help;
        family.type = figures.is_counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
        for (const auto& sample : figures.samples) {
            prometheus::ClientMetric metric;
            for (const auto& [name, value] : sample.labels) {
                prometheus::ClientMetric::Label label;
                label.name = name;
                label.value = value;
                metric.label.push_back(std::move(label));
            }
            metric.gauge.value = sample.value;
            metric.counter.value = sample.value;
            family.metric.push_back(std::move(metric));
        }
        families.push_back(std::move(family));
    }
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace wowhost::web
