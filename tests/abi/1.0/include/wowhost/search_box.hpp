// wowhost SDK: the search box in the head of each page.
//
// The layout shows the box of the first module that provides one, to those who have its permission: a plain form that
// leads to `page()?q=…`; with script, what `suggestions()?q=…` answers is offered while somebody types.
#pragma once

#include <wowhost/plugin.hpp>

#include <string>

namespace wowhost {
inline namespace v1 {

class SearchBox {
public:
    WOWHOST_INTERFACE("wowhost.search_box/1");
    virtual ~SearchBox() = default;
    /// Asked once, when the site starts. A route of GET that shows what was found.
    virtual std::string page() const = 0;
    /// A route of GET that answers a JSON array of {name, url, note}; empty: there is none.
    virtual std::string suggestions() const { return {}; }
    /// What a visitor needs to see the box; empty: everybody does.
    virtual std::string permission() const { return {}; }
};

} // namespace v1
} // namespace wowhost
