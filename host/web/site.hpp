// The site: what stands between a request as read and a module's handler, and between its response and the reply.
//
// In order: static files, health; then, as one unit of work, who asks, which route, how often, may they, is it their
// own form; then the handler, guarded. Whatever goes wrong becomes a page (or JSON, for programs); a failure that is
// nobody's fault but ours gets a reference number, under which the log has the reason. Any thread.
#pragma once

#include "host/web/access_log.hpp"
#include "host/web/assets.hpp"
#include "host/web/content.hpp"
#include "host/web/identify.hpp"
#include "host/web/message.hpp"
#include "host/web/metrics.hpp"
#include "host/web/page_cache.hpp"
#include "host/web/pages.hpp"
#include "host/web/rate_limiter.hpp"
#include "host/web/router.hpp"
#include "host/web/template_set.hpp"

#include "host/service/files.hpp"

#include <wowhost/services.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::web {

struct SiteSettings {
    std::string name = "A site";
    std::string base_url = "http://127.0.0.1:8080";
    std::vector<std::string> trusted_proxies{"127.0.0.1", "::1"};
    Value rates; ///< See RateLimiter.
    std::vector<std::filesystem::path> templates; ///< Folders, the first with a template wins.
    std::vector<std::filesystem::path> static_files;
    std::string files_path = "var/files";
    std::string form_key; ///< A secret that all processes of the site share.
    std::string access_log; ///< A file, "-" for stderr, empty for none.
    std::size_t page_cache_bytes = 16 * 1024 * 1024; ///< 0: no page is kept.
    SearchPlace search; ///< The search box in the head of pages.
};

struct Readiness {
    bool ready = false;
    std::vector<std::string> reasons; ///< Why not, or what else is worth knowing.
};

/// What the program binds in. Functions may be empty.
struct SiteParts {
    std::vector<BoundRoute> routes;
    /// A unit of work; null: this process can't do any more.
    std::function<std::shared_ptr<void>()> enter_unit;
    /// The same on an I/O thread: null as well when it would take time. Empty: pages are never asked for there.
    std::function<std::shared_ptr<void>()> enter_unit_at_once;
    Identify identify;
    PermissionsOf permissions_of;
    /// The version of what a route shows, by its path; see PageVersion.
    std::map<std::string, std::function<std::optional<std::string>(const Request&)>> page_versions;
    /// What the database is at now; while it stays the same, a version does too, and is not asked again. Nothing: it
    /// is to be asked.
    std::function<std::optional<PageCache::Stamp>()> change_stamp;
    std::function<Readiness()> readiness;
    std::function<std::vector<Figures>()> figures;
    std::function<void(const std::string& module, LogLevel, const std::string& message, const Value& context)> log;
};

class Site final : public Handler {
public:
    /// Throws Error(invalid_argument) for a setting that cannot be.
    Site(const SiteSettings& settings, SiteParts parts);

    /// What is wrong with templates and static files, for the log.
    std::vector<std::string> problems() const;

    std::size_t body_limit(std::string_view method, std::string_view target) const override;
    std::optional<Reply> at_once(const Incoming& request) override;
    Reply answer(const Incoming& request) override;
    Reply refusal(const Incoming& request, int status, const std::string& reason) const override;
    void written(const Incoming& request, const Reply& reply, std::uint64_t bytes) override;

private:
    Reply answer_in_unit(const Incoming& incoming, Visit& visit, std::string& route);
    std::optional<Reply> own_address(const Incoming& incoming, const Visit& visit, std::string& route);
    Reply visit_route(Visit& visit, const Router::Match& match);
    /// The page as kept, or as made now.
    Reply page_of(Visit& visit, const BoundRoute& route);
    std::optional<Reply> kept_page(const Incoming& incoming);
    /// Whether the page is still what its version says.
    bool is_right_now(const PageCache::Page& page) const;
    std::optional<std::string> version_of(const Request& request, const BoundRoute& route) const;
    Reply finish(Response response, Visit& visit, const BoundRoute* route);
    /// The same before it is negotiated with the client. `content`: of a page, if it has been made before.
    Reply complete(Response response, Visit& visit, const BoundRoute* route, const std::string* content = nullptr);
    Reply readiness_reply() const;
    /// A page, or JSON for programs. `code`: the word for programs.
    Reply failure(const Request& request, int status, const std::string& code, const std::string& message,
        const std::string& reference) const;
    Reply failure(const Request& request, const Error& error, const std::string& route);
    void log(const std::string& module, LogLevel level, const std::string& message, const Value& context) const;

    SiteParts parts_;
    Router router_;
    TemplateSet templates_;
    Assets assets_;
    Pages pages_;
    service::FileStore files_;
    Content content_;
    Visitors visitors_;
    RateLimiter rates_;
    PageCache page_cache_;
    std::atomic<std::int64_t> no_pages_at_once_until_{0}; ///< Of the steady clock.
    AccessLog access_log_;
    Metrics metrics_;
};

} // namespace wowhost::web
