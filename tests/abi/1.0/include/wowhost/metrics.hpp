// wowhost SDK: figures that a module adds to /metrics.
//
//     add.plugin<MetricSource>("wow_heirloom", std::make_unique<HeirloomMetrics>(host));
//
// Asked whenever somebody reads /metrics, in whatever process is asked: so values are read from the database (rows,
// state), not from counters of this process, and any process answers for all. What a source throws costs its figures
// only; `wowhost_metric_source_up` tells.
#pragma once

#include <wowhost/plugin.hpp>

#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// One figure with its samples, which differ by their labels.
class Metric {
public:
    enum class Kind {
        gauge, ///< Goes up and down.
        counter, ///< Only grows; its name ends in "_total".
    };
    using Labels = std::vector<std::pair<std::string, std::string>>;
    class Sample {
    public:
        Sample(double value_, Labels labels_)
            : value(value_)
            , labels(std::move(labels_))
        {
        }
        double value;
        Labels labels;
    };

    /// `name`: lower-case letters, digits and '_', beginning with the module's name and '_'; what is named otherwise is
    /// left out. Base units: seconds, bytes. `help`: half a sentence.
    Metric(std::string name_, std::string help_, Kind kind_ = Kind::gauge)
        : name(std::move(name_))
        , help(std::move(help_))
        , kind(kind_)
    {
    }
    /// Label names are lower-case letters, digits and '_'; keep the values few: queues, regions, never people.
    Metric& add(double value, Labels labels = {})
    {
        samples.emplace_back(value, std::move(labels));
        return *this;
    }

    std::string name;
    std::string help;
    Kind kind;
    std::vector<Sample> samples;
};

class MetricSource {
public:
    WOWHOST_INTERFACE("wowhost.metric_source/1");
    virtual ~MetricSource() = default;
    /// A few reads by an index or of state, no more; nothing is fetched.
    virtual std::vector<Metric> metrics() const = 0;
};

} // namespace v1
} // namespace wowhost
