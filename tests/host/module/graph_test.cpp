#include "host/module/graph.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace wowhost;
using namespace wowhost::module;

using Names = std::vector<std::string>;
using NameSet = std::set<std::string>;

TEST_CASE("14 the transitive sets of a chain a, b, c hold both others at the right ends")
{
    const Graph graph({{"a", 0, {"b"}}, {"b", 0, {"c"}}, {"c", 0, {}}});
    CHECK(graph.requires_of("a") == NameSet{"b", "c"});
    CHECK(graph.requires_of("b") == NameSet{"c"});
    CHECK(graph.requires_of("c").empty());
    CHECK(graph.required_by("c") == NameSet{"a", "b"});
    CHECK(graph.required_by("a").empty());
    CHECK(graph.requires_of("unknown").empty());
}

TEST_CASE("16 dependencies come before what needs them: help, config, dblog")
{
    Names names{"config", "dblog", "help"};
    std::vector<GraphNode> nodes{{"dblog", 0, {"config"}}, {"config", 0, {"help"}}, {"help", 0, {}}};
    do {
        const Graph graph(nodes);
        CHECK(graph.order() == Names{"help", "config", "dblog"});
        CHECK(graph.order_with_requirements(Names{"dblog"}) == Names{"help", "config", "dblog"});
        CHECK(graph.order_with_requirements(Names{"config"}) == Names{"help", "config"});
        CHECK(graph.order_with_requirements(names) == Names{"help", "config", "dblog"});
    } while (std::next_permutation(
        nodes.begin(), nodes.end(), [](const auto& left, const auto& right) { return left.name < right.name; }));
}

TEST_CASE("modules that do not depend on each other come by weight, then by name")
{
    const Graph graph({{"b", 0, {}}, {"heavy", 5, {}}, {"a", 0, {}}, {"light", -5, {"z"}}, {"z", 3, {}}});
    CHECK(graph.order() == Names{"a", "b", "z", "light", "heavy"});
}

TEST_CASE("I-10 a cycle is reported as a chain and affects only what is in or behind it")
{
    const Graph graph({{"c", 0, {"a"}}, {"a", 0, {"b"}}, {"b", 0, {"fine", "c"}}, {"behind", 0, {"c"}}, {"fine", 0, {}},
        {"self", 0, {"self"}}});
    CHECK(graph.order() == Names{"fine"});
    for (const char* name : {"a", "b", "c", "behind"})
        CHECK(graph.cycle(name) == std::optional<std::string>("a → b → c → a"));
    CHECK(graph.cycle("self") == std::optional<std::string>("self → self"));
    CHECK_FALSE(graph.cycle("fine"));
    CHECK_FALSE(graph.cycle("unknown"));
    CHECK(graph.requires_of("a") == NameSet{"a", "b", "c", "fine"});
    CHECK(graph.order_with_requirements(Names{"fine"}) == Names{"fine"});
    CHECK_THROWS_WITH(graph.order_with_requirements(Names{"fine", "behind"}),
        Catch::Contains("behind") && Catch::Contains("a → b → c → a"));
}

TEST_CASE("a dependency that is not there is reported and does not affect the order")
{
    const Graph graph({{"a", 0, {"gone", "b", "lost"}}, {"b", 0, {}}});
    CHECK(graph.order() == Names{"b", "a"});
    CHECK(graph.missing("a") == Names{"gone", "lost"});
    CHECK(graph.missing("b").empty());
}

TEST_CASE("a chain of 20,000 modules is ordered")
{
    std::vector<GraphNode> nodes;
    for (int i = 0; i < 20'000; ++i)
        nodes.push_back({"m" + std::to_string(i), 0, i == 0 ? Names{} : Names{"m" + std::to_string(i - 1)}});
    const Graph graph(nodes);
    CHECK(graph.order().size() == nodes.size());
    CHECK(graph.order().back() == "m19999");
    CHECK(graph.requires_of("m19999").size() == nodes.size() - 1);
}
