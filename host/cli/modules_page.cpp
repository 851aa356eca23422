#include "host/cli/modules_page.hpp"

#include "host/cli/module_change.hpp"
#include "host/cli/own_program.hpp"
#include "host/service/token.hpp"

#include <wowhost/error.hpp>
#include <wowhost/json.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wowhost::cli {
namespace {

constexpr const char* address = "/admin/modules";
constexpr const char* permission = "administer modules";
constexpr auto patience = std::chrono::seconds(60);
constexpr std::int64_t longest_stream = 600; ///< Seconds; then a browser asks anew, and its permission is looked at.

bool is_module_name(std::string_view name)
{
    return !name.empty() && name.size() <= 63 && name.front() >= 'a' && name.front() <= 'z'
        && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

const char* severity_of(std::string_view status)
{
    if (status == "installed" || status == "available")
        return "ok";
    return status == "incompatible" ? "warning" : "error";
}

/// "create_type" → "create type"
std::string words(std::string_view action)
{
    std::string text(action);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

class ModulesPage {
public:
    ModulesPage(module::Runtime& runtime, std::vector<std::string> options)
        : runtime_(runtime)
        , options_(std::move(options))
    {
    }

    Response show() const
    {
        const auto change = last_change(runtime_.state(), runtime_.clock().now());
        return Response::page("Modules", "modules",
            Value::object({{"packages", packages_view(ask({"module", "list"}), runtime_.load_failures())},
                {"change", change_view(change)}, {"busy", change.is_open()}, {"version", version(change)}}));
    }

    Response plan(const Request& request) const
    {
        const auto [action, name] = choice(request.query);
        Value view = Value::object({{"action", action}, {"name", name}, {"heading", heading(action, name)},
            {"installs", action == "install"}});
        try {
            const auto plan = ask({"--dry-run", action, name});
            view.set("plan", plan_view(plan)).set("fingerprint", plan_fingerprint(plan));
        } catch (const Error& error) {
            view.set("refusal", refusal_view(error.what(), error.reasons()));
            return Response::page(heading(action, name), "module_plan", std::move(view)).with_status(409);
        }
        return Response::page(heading(action, name), "module_plan", std::move(view));
    }

    Response change(const Request& request) const
    {
        const auto [action, name] = choice(request.form);
        const auto& fingerprint = request.form.get("plan");
        if (fingerprint.empty())
            throw Error(ErrorCode::invalid_argument, "a change of modules needs its plan: confirm it on its page");
        ModuleChange change;
        change.id = service::random_token();
        change.action = action;
        change.names = {name};
        change.by = request.user.name;
        change.state = "asked";
        change.asked = runtime_.clock().now();
        if (!begin_change(runtime_.state(), change, change.asked))
            throw Error(ErrorCode::conflict,
                "another change of modules is under way; wait for its end, and look at your plan again");
        runtime_.log().write("wowhost", LogLevel::notice,
            fmt::format("{}: asked for by {}", heading(action, name), change.by),
            Value::object({{"by", change.by}, {"action", action}, {"module", name}}));
        try {
            ask({"module", "change", "--detach", "--id", change.id, "--plan", fingerprint, action, name});
        } catch (const Error& error) {
            change.state = "failed";
            change.message = error.what();
            change.ended = runtime_.clock().now();
            note_change(runtime_.state(), change);
            throw;
        }
        return Response::redirect(address);
    }

    Response follow() const
    {
        const auto begun = runtime_.clock().now();
        auto last = std::make_shared<std::string>();
        return Response::events(std::chrono::milliseconds(1000), [this, begun, last] {
            Events news;
            const auto now = runtime_.clock().now();
            auto present = version(last_change(runtime_.state(), now));
            if (present != *last) {
                news.events.emplace_back("state", Value::object({{"version", present}}));
                *last = std::move(present);
            }
            news.ended = now - begun > longest_stream;
            return news;
        });
    }

private:
    static std::string heading(const std::string& action, const std::string& name)
    {
        return (action == "install" ? "Install " : "Uninstall ") + name;
    }

    static std::pair<std::string, std::string> choice(const Fields& fields)
    {
        const auto& action = fields.get("action");
        const auto& name = fields.get("name");
        if (action != "install" && action != "uninstall")
            throw Error(ErrorCode::invalid_argument, "a change of modules is install or uninstall");
        // Never an option of the program that is asked.
        if (!is_module_name(name))
            throw Error(ErrorCode::invalid_argument, fmt::format("\"{}\" is no name of a module", name));
        return {action, name};
    }

    static Value refusal_view(const std::string& message, const std::vector<std::string>& reasons)
    {
        Value list = Value::Array{};
        for (const auto& reason : reasons)
            list.push_back(reason);
        return Value::object({{"message", message}, {"reasons", std::move(list)}, {"several", reasons.size() > 1}});
    }

    static Value change_view(const ModuleChange& change)
    {
        if (change.id.empty())
            return {};
        const auto title = heading(change.action, fmt::format("{}", fmt::join(change.names, ", ")));
        Value view = Value::object({{"title", title}, {"by", change.by}, {"asked", change.asked},
            {"open", change.is_open()}, {"installed", fmt::format("{}", fmt::join(change.installed, ", "))},
            {"uninstalled", fmt::format("{}", fmt::join(change.uninstalled, ", "))}, {"done", change.state == "done"}});
        if (change.state == "failed")
            view.set("refusal", refusal_view(change.message, change.reasons));
        return view;
    }

    /// Another one is another page: the change, its state, or the set of modules.
    std::string version(const ModuleChange& change) const
    {
        return fmt::format("{}.{}.{}", change.id.substr(0, 8), change.state, runtime_.loaded_generation());
    }

    /// What this program answers to these words. Throws the Error that it reports.
    Value ask(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), options_.begin(), options_.end());
        const auto output = run_own_program(arguments, patience);
        Value answer;
        try {
            answer = parse_json(output.out);
        } catch (const Error&) {
            throw Error(ErrorCode::failed,
                fmt::format("the program ended with {} and no answer; a module may have crashed it, see the log",
                    output.exit_code));
        }
        if (!answer.contains("error"))
            return answer;
        const auto& problem = answer["error"];
        std::vector<std::string> reasons;
        for (const auto& reason : problem["reasons"].items())
            reasons.push_back(reason.string());
        throw Error(problem["code"].text() == "refused" ? ErrorCode::refused : ErrorCode::conflict,
            problem["message"].string(), std::move(reasons));
    }

    module::Runtime& runtime_;
    const std::vector<std::string> options_;
};

/// As a module's routes are: nothing but Error comes out.
template <class F>
auto guarded(F&& work) -> decltype(work())
{
    try {
        return work();
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(ErrorCode::failed, error.what());
    }
}

web::BoundRoute bound(Route route)
{
    web::BoundRoute made{"wowhost", std::move(route), {}, {}};
    const auto handler = made.route.handler;
    made.call = [handler](const Request& request) { return guarded([&] { return handler(request); }); };
    made.poll = [](const EventSource& source) { return guarded([&] { return source(); }); };
    return made;
}

} // namespace

Value packages_view(const Value& rows, const std::map<std::string, std::string>& load_failures)
{
    std::map<std::string, Value> packages;
    for (const auto& row : rows.items()) {
        const auto name = row["name"].string();
        const auto status = row["status"].string();
        auto reason = row["reason"].string();
        const auto failure = load_failures.find(name);
        const bool not_loaded = failure != load_failures.end() && status == "installed";
        if (not_loaded)
            reason = failure->second;
        const auto list = [&](const char* key) {
            std::string text;
            for (const auto& item : row[key].items())
                text += (text.empty() ? "" : ", ") + item.string();
            return text;
        };
        auto view = Value::object({{"name", name}, {"label", row["label"]}, {"version", row["version"]},
            {"status", not_loaded ? "not loaded" : status}, {"reason", reason}, {"requires", list("requires")},
            {"required_by", list("required_by")}, {"severity", not_loaded ? "error" : severity_of(status)},
            {"can_install", is_module_name(name) && (status == "available" || status == "failed")},
            {"can_uninstall",
                is_module_name(name) && (status == "installed" || status == "missing" || status == "quarantined")}});
        const auto package = row["package"].string();
        packages[package.empty() ? "Other" : package].push_back(std::move(view));
    }
    Value list = Value::Array{};
    for (auto& [package, modules] : packages)
        list.push_back(Value::object({{"package", package}, {"modules", std::move(modules)}}));
    return list;
}

Value plan_view(const Value& plan)
{
    Value steps = Value::Array{};
    std::int64_t lost = 0;
    for (const auto& step : plan["steps"].items()) {
        const auto rows = step["rows"].integer();
        lost += rows;
        steps.push_back(Value::object({{"action", words(step["action"].text())}, {"module", step["module"]},
            {"target", step["target"]}, {"rows", rows}}));
    }
    const auto names = [&](const char* key) {
        std::string text;
        for (const auto& name : plan[key].items())
            text += (text.empty() ? "" : ", ") + name.string();
        return text;
    };
    const auto installed = names("installed");
    const auto uninstalled = names("uninstalled");
    return Value::object({{"steps", std::move(steps)}, {"installed", installed}, {"uninstalled", uninstalled},
        {"lost", lost}, {"nothing", installed.empty() && uninstalled.empty()}});
}

std::vector<web::BoundRoute> module_routes(module::Runtime& runtime, std::vector<std::string> options)
{
    const auto page = std::make_shared<const ModulesPage>(runtime, std::move(options));
    const std::string base = address;
    std::vector<web::BoundRoute> routes;
    routes.push_back(bound(Route("GET", base, [page](const Request&) { return page->show(); })
                               .permission(permission)
                               .menu("Modules", 90)));
    routes.push_back(bound(Route("GET", base + "/plan", [page](const Request& request) {
        return page->plan(request);
    }).permission(permission)));
    routes.push_back(
        bound(Route("POST", base + "/change", [page](const Request& request) { return page->change(request); })
                  .permission(permission)
                  .rate(RateClass::action)));
    routes.push_back(bound(
        Route("GET", base + "/events", [page](const Request&) { return page->follow(); }).permission(permission)));
    return routes;
}

} // namespace wowhost::cli
