// wowhost SDK: pages that the host may keep, and how it knows that they are still right.
//
//     add.plugin<PageVersion>("/wow/heirloom/{id}", std::make_unique<HeirloomVersion>(host));
//
// Registered under the path of a GET route. The host keeps what that route answers to visitors without an account, and
// asks for the version on each visit: an equal one, and the kept answer goes out without the handler. The database
// decides, so this holds for any number of processes, and what is deleted is gone at once. What the version does not
// tell shows when the kept answer has become a minute old.
#pragma once

#include <wowhost/plugin.hpp>
#include <wowhost/request.hpp>

#include <optional>
#include <string>

namespace wowhost {
inline namespace v1 {

class PageVersion {
public:
    WOWHOST_INTERFACE("wowhost.page_version/1");
    virtual ~PageVersion() = default;
    /// A text that differs whenever the rows do of which the page is made; a read or two by an index, no more. Nothing:
    /// this one is not to be kept, and the handler is asked. The page must depend on nothing but these rows, the path
    /// and the query.
    virtual std::optional<std::string> version(const Request& request) const = 0;
};

} // namespace v1
} // namespace wowhost
