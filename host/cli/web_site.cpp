#include "host/cli/web_site.hpp"

#include "host/cli/modules_page.hpp"
#include "host/cli/web_figures.hpp"
#include "host/service/token.hpp"

#include <wowhost/page_version.hpp>
#include <wowhost/search_box.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>

namespace wowhost::cli {
namespace {

constexpr const char* form_key = "wowhost.form_key";
constexpr const char* modules_key = "wowhost.modules";

std::vector<web::BoundRoute> bound_routes(const module::Snapshot& snapshot)
{
    std::vector<web::BoundRoute> routes;
    for (const auto& module : snapshot.modules())
        for (const auto& route : module->registrations().routes) {
            web::BoundRoute bound{module->name(), route, {}, {}};
            bound.call = [module, &route](const Request& request) {
                return module->call_until(
                    std::chrono::steady_clock::now() + route.patience, "route", [&] { return route.handler(request); });
            };
            bound.poll = [module, &route](const EventSource& source) {
                return module->call_until(
                    std::chrono::steady_clock::now() + route.patience, "event source", [&] { return source(); });
            };
            routes.push_back(std::move(bound));
        }
    return routes;
}

web::Identify identifier(module::Runtime& runtime, const web::Identify& first)
{
    std::vector<PluginHandle<Authenticator>> authenticators;
    for (auto slot : runtime.registry().current()->plugins(Authenticator::interface_id))
        authenticators.emplace_back(std::move(slot));
    if (authenticators.empty())
        return first;
    return [authenticators, first](const Request& request) -> std::optional<Identity> {
        if (auto identity = first ? first(request) : std::nullopt)
            return identity;
        for (const auto& one : authenticators)
            if (auto identity =
                    one.call("identify", [&](const Authenticator& module) { return module.identify(request); }))
                return identity;
        return std::nullopt;
    };
}

std::map<std::string, std::function<std::optional<std::string>(const Request&)>> page_versions(module::Runtime& runtime)
{
    std::map<std::string, std::function<std::optional<std::string>(const Request&)>> versions;
    for (auto slot : runtime.registry().current()->plugins(PageVersion::interface_id)) {
        const PluginHandle<PageVersion> handle(std::move(slot));
        versions.emplace(handle.id(), [handle](const Request& request) {
            return handle.call("version", [&](const PageVersion& page) { return page.version(request); });
        });
    }
    return versions;
}

std::optional<web::PageCache::Stamp> change_stamp(module::Runtime& runtime)
{
    try {
        if (const auto stamp = runtime.database().main().change_stamp())
            return web::PageCache::Stamp{stamp->connection, stamp->others, stamp->own};
    } catch (const std::exception&) {
        // A version that can't be read says why.
    }
    return std::nullopt;
}

web::SearchPlace search_place(module::Runtime& runtime)
{
    const auto boxes = runtime.registry().current()->plugins(SearchBox::interface_id);
    if (boxes.empty())
        return {};
    const PluginHandle<SearchBox> handle(boxes.front());
    try {
        return handle.call("search box", [](const SearchBox& box) {
            return web::SearchPlace{box.page(), box.suggestions(), box.permission()};
        });
    } catch (const std::exception& error) {
        runtime.log().write(
            handle.module(), LogLevel::error, fmt::format("there is no search box: {}", error.what()), {});
        return {};
    }
}

web::PermissionsOf permissions(const service::Config& config, const web::PermissionsOf& more)
{
    std::map<std::string, std::vector<std::string>> roles;
    for (const auto& role : config.keys("roles"))
        roles[role] = config.list("roles", role);
    return [roles, more](const std::vector<std::string>& names) {
        auto granted = more ? more(names) : std::vector<std::string>();
        for (const auto& name : names)
            if (const auto role = roles.find(name); role != roles.end())
                granted.insert(granted.end(), role->second.begin(), role->second.end());
        return granted;
    };
}

web::Readiness readiness(module::Runtime& runtime)
{
    web::Readiness state;
    try {
        state.ready = runtime.generation().current() == runtime.loaded_generation() && !runtime.stopping();
        if (!state.ready)
            state.reasons.push_back("starting afresh: the set of modules has changed");
    } catch (const std::exception& error) {
        state.reasons.push_back(error.what());
    }
    for (const auto& [module, reason] : runtime.load_failures())
        state.reasons.push_back(fmt::format("module {} is not loaded: {}", module, reason));
    return state;
}

/// The site's own secret, made by the first process that serves it.
std::string secret_for_forms(module::Runtime& runtime)
{
    auto key = runtime.state().get(form_key);
    if (!key) {
        runtime.state().set_if_absent("wowhost", form_key, service::random_token() + service::random_token());
        key = runtime.state().get(form_key);
    }
    return key ? key->string() : std::string();
}

/// The installed modules as this server found them, for modules that show it.
void note_modules(module::Runtime& runtime)
{
    Value modules = Value::Array{};
    for (const auto& entry : runtime.modules().entries()) {
        if (!entry.is_installed)
            continue;
        const auto failure = runtime.load_failures().find(entry.name);
        const bool not_loaded = entry.status == module::Status::installed && failure != runtime.load_failures().end();
        modules.push_back(
            Value::object({{"name", entry.name}, {"label", entry.info.label}, {"version", entry.info.version_text},
                {"status", not_loaded ? "not loaded" : module::to_string(entry.status)},
                {"reason", not_loaded ? failure->second : entry.reason}}));
    }
    const auto known = runtime.state().get(modules_key);
    if (!known || *known != modules)
        runtime.state().set("wowhost", modules_key, modules);
}

std::vector<std::filesystem::path> folders(const service::Config& config, const char* key)
{
    const auto list = config.list("serve", key);
    return {list.begin(), list.end()};
}

std::chrono::seconds seconds(const service::Config& config, const char* key)
{
    return std::chrono::seconds(config.integer("serve", key));
}

} // namespace

std::unique_ptr<web::Site> make_site(const service::Config& config, module::Runtime& runtime,
    const std::atomic<const web::Server*>& server, std::vector<std::string> options, const SiteSeams& seams)
{
    web::SiteSettings settings;
    settings.name = config.text("site", "name");
    settings.base_url = config.text("site", "base_url");
    settings.trusted_proxies = config.list("serve", "trusted_proxies");
    settings.rates = config.get("serve", "rates");
    settings.templates = folders(config, "templates");
    // A module of a third party has its templates beside its file.
    for (const auto& folder : config.list("modules", "path"))
        settings.templates.push_back(std::filesystem::path(folder) / "templates");
    settings.static_files = folders(config, "static");
    settings.files_path = config.text("files", "path");
    settings.access_log = config.text("serve", "access_log");
    settings.form_key = secret_for_forms(runtime);
    settings.page_cache_bytes =
        static_cast<std::size_t>(std::clamp<std::int64_t>(config.integer("serve", "page_cache_mib"), 0, 4096)) * 1024
        * 1024;
    settings.search = search_place(runtime);
    note_modules(runtime);

    web::SiteParts parts;
    parts.routes = bound_routes(*runtime.registry().current());
    for (auto& route : module_routes(runtime, std::move(options)))
        parts.routes.push_back(std::move(route));
    parts.enter_unit = [&runtime]() -> std::shared_ptr<void> {
        auto unit = runtime.take_work_lock_shared();
        return runtime.is_current() ? unit : nullptr;
    };
    parts.enter_unit_at_once = [&runtime]() -> std::shared_ptr<void> { return runtime.enter_unit_at_once(); };
    parts.identify = identifier(runtime, seams.identify_first);
    parts.permissions_of = permissions(config, seams.more_permissions);
    parts.page_versions = page_versions(runtime);
    parts.change_stamp = [&runtime] { return change_stamp(runtime); };
    parts.readiness = [&runtime] { return readiness(runtime); };
    parts.figures = [&runtime, &server] { return figures(runtime, server.load()); };
    parts.log = [&runtime](const std::string& module, LogLevel level, const std::string& message,
                    const Value& context) { runtime.log().write(module, level, message, context); };
    return std::make_unique<web::Site>(settings, std::move(parts));
}

web::ServerOptions server_options(const service::Config& config, const std::string& listen)
{
    web::ServerOptions options;
    options.listen = listen.empty() ? config.text("serve", "listen") : listen;
    const auto threads = static_cast<std::size_t>(config.integer("serve", "threads"));
    options.threads = threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
    options.workers = static_cast<std::size_t>(config.integer("serve", "workers"));
    options.streams = static_cast<std::size_t>(std::max<std::int64_t>(0, config.integer("serve", "streams")));
    options.connections = static_cast<std::size_t>(config.integer("serve", "connections"));
    options.idle = seconds(config, "idle_seconds");
    options.head = seconds(config, "head_seconds");
    options.body = seconds(config, "body_seconds");
    options.drain = seconds(config, "drain_seconds");
    return options;
}

} // namespace wowhost::cli
