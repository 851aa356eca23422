// Calls into a module that need no argument, and the promise that they end when the host is told to stop.
#include "host/module/runtime.hpp"
#include "sdk/testing/contract_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <thread>

namespace wowhost::testing {
namespace {

/// A command run by nobody: all defaults, and yes to every question.
class NoArguments final : public CommandContext {
public:
    NoArguments(const Command& command, const std::atomic<bool>& stopping)
        : command_(command)
        , stopping_(stopping)
    {
    }
    std::string argument(std::string_view) const override { return {}; }
    std::string option(std::string_view name) const override
    {
        for (const auto& option : command_.options)
            if (option.name == name)
                return option.fallback;
        return {};
    }
    bool flag(std::string_view) const override { return false; }
    std::vector<std::string> values(std::string_view) const override { return {}; }
    bool given(std::string_view) const override { return false; }
    bool dry_run() const override { return false; }
    void confirm(const std::string&) override { }
    void note(const std::string&) override { }
    void progress(const std::string&, std::int64_t, std::int64_t) override { }
    bool cancelled() const override { return stopping_; }

private:
    const Command& command_;
    const std::atomic<bool>& stopping_;
};

bool needs_argument(const Command& command)
{
    return std::any_of(
        command.arguments.begin(), command.arguments.end(), [](const auto& one) { return one.required; });
}

} // namespace

std::vector<Callable> callables(Host& host, const std::string& name, const std::vector<std::string>& not_called)
{
    auto& impl = HostAccess::of(host);
    const auto module = impl.loaded().registry().current()->find(name);
    std::vector<Callable> calls;
    if (!module)
        return calls;
    const auto wanted = [&](const std::string& what) {
        return std::find(not_called.begin(), not_called.end(), what) == not_called.end();
    };
    const auto& registered = module->registrations();
    // No shared_ptr in the functions: the module shall go when the host lets it go.
    const auto* guarded = module.get();
    for (const auto& job : registered.cron_jobs)
        if (wanted(job.name))
            calls.push_back(
                {"cron job " + job.name, [guarded, &job] { guarded->call("cron job", [&] { return job.run(); }); }});
    for (const auto& rows : registered.status)
        calls.push_back(
            {"its lines for wowhost status", [guarded, &rows] { guarded->call("status", [&] { return rows(); }); }});
    for (const auto& command : registered.commands)
        if (wanted(command.name) && !needs_argument(command))
            calls.push_back({"command " + command.name, [guarded, &command, &impl] {
                                 NoArguments context(command, impl.stopping);
                                 guarded->call("command", [&] { return command.run(context); });
                             }});
    for (const auto& route : registered.routes)
        if (wanted(route.path) && route.method == "GET" && route.path.find('{') == std::string::npos)
            calls.push_back({"route " + route.path, [guarded, &route] {
                                 Request request;
                                 request.method = "GET";
                                 request.path = route.path;
                                 request.user.permissions = {"*"};
                                 guarded->call("route", [&] { return route.handler(request); });
                             }});
    return calls;
}

CallThreads::~CallThreads()
{
    release_.set_value();
    for (auto& thread : threads_)
        thread.join();
}

std::future<void> CallThreads::start(std::function<void()> call)
{
    std::promise<void> done;
    auto ended = done.get_future();
    threads_.emplace_back([call = std::move(call), done = std::move(done), released = released_]() mutable {
        try {
            call();
        } catch (const std::exception&) {
            // A call may fail: there is neither a network nor anything to work on.
        }
        done.set_value();
        released.wait();
    });
    return ended;
}

void CallThreads::abandon_last()
{
    threads_.back().detach();
    threads_.pop_back();
}

Sentences check_calls(Host& host, const std::vector<Callable>& calls, CallThreads& threads,
    std::chrono::milliseconds patience, const std::function<void(const std::string&)>& progress, bool& stuck)
{
    constexpr auto soon = std::chrono::milliseconds(100);
    Sentences complaints;
    for (const auto& callable : calls) {
        if (progress)
            progress("calling " + callable.name);
        auto ended = threads.start(callable.call);
        if (ended.wait_for(soon) == std::future_status::ready)
            continue;
        host.stop();
        const bool in_time = ended.wait_for(patience) == std::future_status::ready;
        host.stop(false);
        if (in_time)
            continue;
        threads.abandon_last();
        stuck = true;
        complaints.push_back(fmt::format("stop: {} did not end within {} ms after the host was told to stop; look at "
                                         "host.cancelled() in loops and waits, and wait for nothing else",
            callable.name, patience.count()));
        break;
    }
    return complaints;
}

} // namespace wowhost::testing
