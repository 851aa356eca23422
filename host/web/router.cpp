#include "host/web/router.hpp"

#include "host/web/url.hpp"

#include <utility>

namespace wowhost::web {

struct Router::Node {
    struct Leaf {
        const BoundRoute* route;
        std::vector<std::string> names; ///< Of its parameters, in order.
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> fixed;
    std::unique_ptr<Node> parameter;
    std::map<std::string, Leaf, std::less<>> leaves; ///< By method.
};

Router::Router(std::vector<BoundRoute> routes)
    : routes_(std::move(routes))
    , root_(std::make_unique<Node>())
{
    for (const auto& bound : routes_) {
        auto* node = root_.get();
        std::vector<std::string> names;
        auto rest = std::string_view(bound.route.path).substr(1);
        while (!rest.empty()) {
            const auto segment = rest.substr(0, rest.find('/'));
            rest.remove_prefix(std::min(rest.size(), segment.size() + 1));
            auto* next = &node->parameter;
            if (segment.starts_with('{'))
                names.emplace_back(segment.substr(1, segment.size() - 2));
            else
                next = &node->fixed[std::string(segment)];
            if (!*next)
                *next = std::make_unique<Node>();
            node = next->get();
        }
        node->leaves.try_emplace(bound.route.method, Node::Leaf{&bound, std::move(names)});
    }
}

Router::~Router() = default;

const Router::Node* Router::descend(
    const Node& node, const std::vector<std::string>& segments, std::size_t at, std::vector<std::string>& values)
{
    if (at == segments.size())
        return node.leaves.empty() ? nullptr : &node;
    if (const auto found = node.fixed.find(segments[at]); found != node.fixed.end())
        if (const auto* end = descend(*found->second, segments, at + 1, values))
            return end;
    if (!node.parameter || segments[at].empty())
        return nullptr;
    values.push_back(segments[at]);
    if (const auto* end = descend(*node.parameter, segments, at + 1, values))
        return end;
    values.pop_back();
    return nullptr;
}

Router::Match Router::find(std::string_view method, const std::vector<std::string>& segments) const
{
    Match match;
    // Deeper than any route can be: no need to look.
    if (segments.size() > 32)
        return match;
    std::vector<std::string> values;
    const auto* node = descend(*root_, segments, 0, values);
    if (!node)
        return match;
    const auto leaf = node->leaves.find(method == "HEAD" ? std::string_view("GET") : method);
    if (leaf == node->leaves.end()) {
        for (const auto& [name, unused] : node->leaves)
            match.allowed.push_back(name);
        if (node->leaves.count("GET") > 0)
            match.allowed.emplace_back("HEAD");
        return match;
    }
    match.route = leaf->second.route;
    for (std::size_t i = 0; i < values.size(); ++i)
        match.parameters.emplace_back(leaf->second.names[i], std::move(values[i]));
    return match;
}

bool Router::has(std::string_view path) const
{
    const auto target = parse_target(path);
    return target && find("GET", target->segments).route != nullptr;
}

} // namespace wowhost::web
