// The graph of modules by their dependencies: install order, who requires whom, cycles.
//
// Works on names alone, before anything is loaded. Dependencies on names that are not in the graph are reported by
// `missing` and do not affect the order.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace wowhost::module {

struct GraphNode {
    std::string name;
    int weight =
        0; ///< Among modules that do not depend on each other, the lighter one comes first, then the name decides.
    std::vector<std::string> dependencies;
};

class Graph {
public:
    /// Of several nodes of one name the first counts.
    explicit Graph(std::vector<GraphNode> nodes);

    /// All modules that neither are in a cycle nor depend on one, dependencies first.
    const std::vector<std::string>& order() const noexcept { return order_; }
    /// `names` and everything they need, dependencies first. Throws Error(refused) naming the chain when one leads into
    /// a cycle.
    std::vector<std::string> order_with_requirements(std::span<const std::string> names) const;

    /// What `name` needs, directly or not, itself excluded unless it is in a cycle. Only names of the graph.
    std::set<std::string> requires_of(const std::string& name) const;
    /// What needs `name`, directly or not.
    std::set<std::string> required_by(const std::string& name) const;
    /// Direct dependencies of `name` that are not in the graph.
    std::vector<std::string> missing(const std::string& name) const;

    /// The cycle that `name` is in or depends on, as "a → b → c → a"; nothing when there is none.
    std::optional<std::string> cycle(const std::string& name) const;

private:
    std::vector<std::size_t> reachable(
        const std::string& name, const std::vector<std::vector<std::size_t>>& edges) const;
    std::set<std::string> names_of(const std::vector<std::size_t>& nodes) const;

    std::vector<GraphNode> nodes_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::vector<std::vector<std::size_t>> needs_;
    std::vector<std::vector<std::size_t>> needed_by_;
    std::vector<std::string> order_;
    std::vector<std::size_t> position_; // in order_, or npos: in or behind a cycle
};

} // namespace wowhost::module
