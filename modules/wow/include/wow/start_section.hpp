// wow: what a module contributes to the start page. Header-only.
#pragma once

#include <wow/page_section.hpp>
#include <wowhost/plugin.hpp>

#include <string>

namespace wow {

class StartSection {
public:
    WOWHOST_INTERFACE("wow.start_section/1");
    virtual ~StartSection() = default;
    /// Tiles with links; reads stored rows only.
    virtual PageSection section() const = 0;
    /// A page of this site where one of these is looked up, and what it is called; both empty: there is none.
    virtual std::string lookup_path() const { return {}; }
    virtual std::string lookup_label() const { return {}; }
};

} // namespace wow
