// Which metrics of modules can be told.
#include "host/cli/web_figures.hpp"

#include <catch2/catch.hpp>

using namespace wowhost;
using wowhost::cli::metric_problem;

TEST_CASE("A metric is told if name, help and labels are what Prometheus reads, and the name is its module's")
{
    using Kind = Metric::Kind;
    CHECK(metric_problem(Metric("probe_rows", "Rows"), "probe").empty());
    CHECK(metric_problem(Metric("probe_rows_total", "Rows", Kind::counter).add(1, {{"kind", "a"}}).add(2), "probe")
              .empty());
    for (const auto* name :
        {"rows", "probe", "probeer_rows", "probe_Rows", "probe_rows-now", "probe_\n", "", "probe_é"}) {
        INFO(name);
        CHECK_FALSE(metric_problem(Metric(name, "Rows"), "probe").empty());
    }
    CHECK_FALSE(metric_problem(Metric("probe_" + std::string(200, 'x'), "Rows"), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows_total", "Rows"), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows", "Rows", Kind::counter), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows", ""), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows", "a\nb"), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows", "Rows").add(1, {{"Kind", "a"}}), "probe").empty());
    CHECK_FALSE(metric_problem(Metric("probe_rows", "Rows").add(1, {{"le", "a"}}), "probe").empty());
    CHECK_FALSE(
        metric_problem(Metric("probe_rows", "Rows").add(1, {{"k", "a"}}).add(2, {{"k", "a"}}), "probe").empty());
    Metric many("probe_rows", "Rows");
    for (int i = 0; i < 10'001; ++i)
        many.add(i, {{"n", std::to_string(i)}});
    CHECK_FALSE(metric_problem(many, "probe").empty());
}
