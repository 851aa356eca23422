// The site as `serve` runs it: the web room bound to the modules, the configuration and the stores.
#pragma once

#include "host/cli/session.hpp"
#include "host/web/server.hpp"
#include "host/web/site.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::cli {

/// Where a test says who visits. Both may be empty.
struct SiteSeams {
    web::Identify identify_first; ///< Asked who a request is before the modules are.
    web::PermissionsOf more_permissions; ///< Besides those of the configuration.
};

/// The site of the modules that are loaded. `runtime` and `server` must outlive it; the server is asked for its figures
/// once it is there. `options`: those with which another process works on the same site, see own_options.
std::unique_ptr<web::Site> make_site(const service::Config& config, module::Runtime& runtime,
    const std::atomic<const web::Server*>& server, std::vector<std::string> options, const SiteSeams& seams = {});

/// `listen`: instead of serve.listen, unless empty.
web::ServerOptions server_options(const service::Config& config, const std::string& listen);

} // namespace wowhost::cli
