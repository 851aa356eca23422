// Pages: a template with a handler's values, in the site's layout; and the headers that keep browsers safe.
//
// Immutable once made; any thread.
#pragma once

#include "host/web/assets.hpp"
#include "host/web/router.hpp"
#include "host/web/template_set.hpp"

#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <string>

namespace wowhost::web {

/// What every reply says about content type, frames, referrer and origin.
void add_common_headers(Fields& headers);

/// The content security policy of a page: nothing but what comes from here, no script or style inside markup, plus the
/// sources that the handler has allowed. Throws Error(failed) for a directive or source that cannot be.
std::string security_policy(const Fields& allowed);

/// "name=value; Path=/; …". Throws Error(failed) naming the cookie when it can't be sent as it is.
std::string cookie_text(const Cookie& cookie, bool secure);

/// Where the search box of the layout leads; see SearchBox. No page: there is none.
struct SearchPlace {
    std::string page;
    std::string suggestions;
    std::string permission;
};

class Pages {
public:
    /// All must outlive it. `base_url`: without a slash at its end.
    Pages(std::string name, std::string base_url, SearchPlace search, const TemplateSet& templates,
        const Assets& assets, const Router& router);

    /// A page's content, and the whole of it. Throw Error when the template is not there.
    std::string content(const Response& response, const Request& request) const;
    std::string frame(const Response& response, std::string content, const Request& request) const;
    /// Whether content of this template is the same for whoever asks.
    bool is_for_everybody(const std::string& template_name) const { return !templates_.is_personal(template_name); }
    bool is_https() const noexcept { return base_url_.starts_with("https:"); }
    /// Scheme and host of base_url.
    const std::string& origin() const noexcept { return origin_; }

private:
    Value values(const Response& response, const Request& request) const;
    Value menu(const Request& request) const;

    std::string base_url_;
    std::string origin_;
    SearchPlace search_;
    const TemplateSet& templates_;
    const Router& router_;
    Value common_; ///< What all pages have: site, assets.
};

} // namespace wowhost::web
