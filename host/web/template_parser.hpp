// The nodes of a compiled template, and the parser that makes them. Inside the template only.
#pragma once

#include "host/web/template.hpp"
#include "host/web/template_filter.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

struct Template::Node {
    enum class Kind { text, value, raw, section, inverted, partial };
    Kind kind = Kind::text;
    std::string text; ///< Or the partial's name.
    std::vector<std::string> path; ///< Empty: the innermost value itself.
    Filter filter = nullptr;
    std::vector<Node> children;
};

class Template::Parser {
public:
    /// Names met as partials are added to `partials`. Throws Error(invalid_argument); see Template.
    static std::vector<Node> parse(
        const std::string& name, std::string_view text, bool raw, std::vector<std::string>& partials);

private:
    class Run;
};

} // namespace wowhost::web
