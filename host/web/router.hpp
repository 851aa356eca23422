// Finds the route of a path. Immutable once made; any thread.
//
// Segments are matched one by one; a fixed segment goes before a parameter, and where the fixed one leads nowhere the
// parameter is tried. A parameter matches any segment that is not empty.
#pragma once

#include <wowhost/request.hpp>
#include <wowhost/route.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

/// A module's route. `call` is the guarded handler; it throws nothing but Error.
struct BoundRoute {
    std::string module;
    Route route;
    std::function<Response(const Request&)> call;
    /// Asks the source of a stream of this route, guarded.
    std::function<Events(const EventSource&)> poll;
};

class Router {
public:
    explicit Router(std::vector<BoundRoute> routes);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    struct Match {
        const BoundRoute* route = nullptr; ///< Null: no such path, or not by this method.
        std::vector<Fields::Pair> parameters;
        std::vector<std::string> allowed; ///< Methods that the path has; empty: no such path.
    };
    /// `method`: HEAD is looked up as GET.
    Match find(std::string_view method, const std::vector<std::string>& segments) const;
    /// Whether GET `path`, a path without parameters, is there.
    bool has(std::string_view path) const;

    const std::vector<BoundRoute>& routes() const noexcept { return routes_; }

private:
    struct Node;
    static const Node* descend(
        const Node& node, const std::vector<std::string>& segments, std::size_t at, std::vector<std::string>& values);

    std::vector<BoundRoute> routes_;
    std::unique_ptr<Node> root_;
};

} // namespace wowhost::web
