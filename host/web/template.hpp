// Templates: text with places for values, after mustache, compiled once and rendered from Values.
//
//   {{name}} {{a.b}} {{.}}      a value, HTML-escaped
//   {{count|number}}            … through a filter: number date datetime iso segment
//   {{#rows}} … {{/rows}}       for each item of a list; once for anything else that counts as true
//   {{^rows}} … {{/rows}}       when there is none
//   {{> card}}                  another template, with the same values
//   {{! a remark }}
//   {{{content}}}               markup as it is: only where the template set allows it
//
// Null, false, 0, "" and [] count as false. A name is looked up from the innermost value outwards. A line that holds
// nothing but one tag that prints nothing leaves no empty line behind. A compiled template is immutable; any thread.
#pragma once

#include <wowhost/value.hpp>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::web {

class Template {
public:
    /// Finds a partial; null: there is none (it renders as nothing; see partials()).
    using Find = std::function<const Template*(const std::string& name)>;

    /// Throws Error(invalid_argument) naming the template, the line, and what is wrong. `raw`: whether {{{…}}} may be.
    Template(std::string name, std::string_view text, bool raw = false);
    ~Template();
    Template(Template&&) noexcept;
    Template& operator=(Template&&) noexcept;

    const std::string& name() const noexcept { return name_; }
    /// The names that it looks up, without what follows a dot.
    const std::set<std::string, std::less<>>& names() const noexcept { return names_; }
    /// The partials that it names.
    const std::vector<std::string>& partials() const noexcept { return partials_; }

    /// `values`: outermost first. Partials in partials are followed to a depth of 16. Throws Error(failed) when that
    /// does not come to an end.
    std::string render(const std::vector<const Value*>& values, const Find& find) const;

private:
    struct Node;
    class Parser;
    class Renderer;

    std::string name_;
    std::vector<Node> nodes_;
    std::vector<std::string> partials_;
    std::set<std::string, std::less<>> names_;
};

/// `text` with & < > " ' as entities, for content and quoted attributes.
void escape_html(std::string_view text, std::string& into);

} // namespace wowhost::web
