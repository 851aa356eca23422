#include "host/module/graph.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

namespace wowhost::module {
namespace {

constexpr auto nowhere = static_cast<std::size_t>(-1);

} // namespace

Graph::Graph(std::vector<GraphNode> nodes)
{
    for (auto& node : nodes) {
        if (index_.emplace(node.name, nodes_.size()).second)
            nodes_.push_back(std::move(node));
    }
    needs_.resize(nodes_.size());
    needed_by_.resize(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        for (const auto& name : std::set<std::string>(nodes_[i].dependencies.begin(), nodes_[i].dependencies.end())) {
            const auto found = index_.find(name);
            if (found == index_.end())
                continue;
            needs_[i].push_back(found->second);
            needed_by_[found->second].push_back(i);
        }
    }
    using Key = std::tuple<int, std::string, std::size_t>;
    std::set<Key> ready;
    std::vector<std::size_t> open(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        open[i] = needs_[i].size();
        if (open[i] == 0)
            ready.emplace(nodes_[i].weight, nodes_[i].name, i);
    }
    position_.assign(nodes_.size(), nowhere);
    while (!ready.empty()) {
        const auto next = std::get<2>(*ready.begin());
        ready.erase(ready.begin());
        position_[next] = order_.size();
        order_.push_back(nodes_[next].name);
        for (const auto user : needed_by_[next]) {
            if (--open[user] == 0)
                ready.emplace(nodes_[user].weight, nodes_[user].name, user);
        }
    }
}

std::vector<std::size_t> Graph::reachable(
    const std::string& name, const std::vector<std::vector<std::size_t>>& edges) const
{
    const auto start = index_.find(name);
    if (start == index_.end())
        return {};
    std::vector<bool> seen(nodes_.size());
    std::vector<std::size_t> found;
    std::vector<std::size_t> todo{start->second};
    while (!todo.empty()) {
        const auto node = todo.back();
        todo.pop_back();
        for (const auto next : edges[node]) {
            if (seen[next])
                continue;
            seen[next] = true;
            found.push_back(next);
            todo.push_back(next);
        }
    }
    return found;
}

std::set<std::string> Graph::names_of(const std::vector<std::size_t>& nodes) const
{
    std::set<std::string> names;
    for (const auto node : nodes)
        names.insert(nodes_[node].name);
    return names;
}

std::set<std::string> Graph::requires_of(const std::string& name) const { return names_of(reachable(name, needs_)); }

std::set<std::string> Graph::required_by(const std::string& name) const
{
    return names_of(reachable(name, needed_by_));
}

std::vector<std::string> Graph::missing(const std::string& name) const
{
    std::vector<std::string> names;
    const auto found = index_.find(name);
    if (found == index_.end())
        return names;
    for (const auto& dependency : nodes_[found->second].dependencies) {
        if (!index_.contains(dependency))
            names.push_back(dependency);
    }
    return names;
}

std::vector<std::string> Graph::order_with_requirements(std::span<const std::string> names) const
{
    std::set<std::size_t> wanted; // positions in order_
    for (const auto& name : names) {
        const auto found = index_.find(name);
        if (found == index_.end())
            continue;
        if (const auto chain = cycle(name))
            throw Error(ErrorCode::refused,
                fmt::format("module {} cannot be ordered: its dependencies form a cycle, {}; take one of them out of "
                            "an info file",
                    name, *chain));
        wanted.insert(position_[found->second]);
        for (const auto node : reachable(name, needs_))
            wanted.insert(position_[node]);
    }
    std::vector<std::string> ordered;
    ordered.reserve(wanted.size());
    for (const auto position : wanted)
        ordered.push_back(order_[position]);
    return ordered;
}

std::optional<std::string> Graph::cycle(const std::string& name) const
{
    const auto start = index_.find(name);
    if (start == index_.end() || position_[start->second] != nowhere)
        return std::nullopt;
    // Whatever could not be ordered has a dependency that could not either: following those must come back somewhere.
    std::vector<std::size_t> path{start->second};
    auto again = path.end();
    while (true) {
        const auto& needs = needs_[path.back()];
        const auto next =
            *std::find_if(needs.begin(), needs.end(), [&](auto node) { return position_[node] == nowhere; });
        again = std::find(path.begin(), path.end(), next);
        if (again != path.end())
            break;
        path.push_back(next);
    }
    std::vector<std::size_t> loop(again, path.end());
    const auto by_name = [&](auto left, auto right) { return nodes_[left].name < nodes_[right].name; };
    std::rotate(loop.begin(), std::min_element(loop.begin(), loop.end(), by_name), loop.end());
    loop.push_back(loop.front());
    std::vector<std::string> chain;
    chain.reserve(loop.size());
    for (const auto node : loop)
        chain.push_back(nodes_[node].name);
    return fmt::format("{}", fmt::join(chain, " → "));
}

} // namespace wowhost::module
