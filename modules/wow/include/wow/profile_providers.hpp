// wow: running the data providers of an owner: isolated from each other and from the owner. Header-only; compiled into
// the owner's module. `Provider` is that module's plugin interface.
#pragma once

#include <wow/profile_context.hpp>
#include <wowhost/plugin.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wow {

/// What became of all providers of one sync.
class ProviderReport {
public:
    wowhost::Value value = wowhost::Value::Object{}; ///< {"<plugin id>":{"rows":n}|{"error":"…"}}
    bool failed = false; ///< At least one did.
    std::size_t written = 0; ///< Rows, over all, and fields of the owner.
};

inline void log_provider_failure(const wowhost::Services& host, const std::string& doing, const std::string& module,
    const ProfileSubject& subject, const std::string& message)
{
    host.log().error(doing + " of " + subject.kind.noun + " " + subject.name + " failed: " + message,
        wowhost::Value::object(
            {{"module", module}, {subject.kind.owner_kind, subject.id}, {"name", subject.name}, {"message", message}}));
}

/// The state that counts how often each provider of an owner's kind has failed: {"<plugin id>": n}.
inline std::string provider_errors_key(const std::string& owner_kind) { return "wow.provider_errors." + owner_kind; }

inline void count_provider_errors(
    const wowhost::Services& host, const std::string& owner_kind, const std::vector<std::string>& failed)
{
    try {
        host.state().update_shared(
            {provider_errors_key(owner_kind)}, [&](std::vector<wowhost::Value>& values, std::int64_t) {
                for (const auto& id : failed)
                    values.front().set(id, values.front()[id].integer() + 1);
            });
    } catch (const std::exception& error) {
        host.log().warning("Failures of providers are not counted: " + std::string(error.what()));
    }
}

/// Runs every installed provider, all at once, and `own`, what the owner's module fetches itself. `sync` is
/// `std::size_t(const Provider&, const SyncContext&)`, and `what` names it. Not inside a transaction.
template <class Provider, class Sync>
ProviderReport run_providers(const ProfileRun& run, const ProfileSubject& subject, const DocumentBook& book,
    const char* what, const Sync& sync, std::vector<std::function<void()>> own = {})
{
    class Result {
    public:
        std::optional<std::size_t> rows;
        std::string error = "was not run: the host shuts down or the time was up";
    };
    const auto providers = run.host.plugins<Provider>();
    std::vector<Result> results(providers.size());
    auto tasks = std::move(own);
    for (std::size_t i = 0; i < providers.size(); ++i)
        tasks.emplace_back([&, i] {
            const auto& provider = providers[i];
            try {
                const ProfileContext context(run, subject, book, provider.id(), provider.module());
                results[i].rows = provider.call(what, [&](const Provider& p) { return sync(p, context); });
            } catch (const std::exception& error) {
                results[i].error = error.what();
            } catch (...) {
                results[i].error = "threw something that is not a std::exception";
            }
        });
    try {
        run.host.run_concurrently(tasks, run.provider_time);
    } catch (const std::exception& error) {
        // Tasks catch what is theirs, so this is the host's own word: a deadline or a shutdown. Results that are there
        // count.
        log_provider_failure(run.host, "Syncing the data", run.host.module(), subject, error.what());
    }

    ProviderReport report;
    std::vector<std::string> failed;
    for (std::size_t i = 0; i < providers.size(); ++i) {
        const auto& result = results[i];
        if (result.rows) {
            report.written += *result.rows;
            report.value.set(providers[i].id(), wowhost::Value::object({{"rows", *result.rows}}));
            continue;
        }
        report.failed = true;
        failed.push_back(providers[i].id());
        report.value.set(providers[i].id(), wowhost::Value::object({{"error", result.error}}));
        log_provider_failure(run.host, "Provider " + providers[i].id(), providers[i].module(), subject, result.error);
    }
    if (report.failed)
        count_provider_errors(run.host, subject.kind.owner_kind, failed);
    return report;
}

/// Every installed provider with no rows: for an owner of whom nothing could be fetched.
template <class Provider>
wowhost::Value idle_providers(const wowhost::Services& host)
{
    wowhost::Value value = wowhost::Value::Object{};
    for (const auto& provider : host.plugins<Provider>())
        value.set(provider.id(), wowhost::Value::object({{"rows", 0}}));
    return value;
}

/// Calls `remove`, `void(const Provider&)`, on every installed provider, each in a savepoint of its own; one that
/// throws is logged. For the predelete hook of the owner's type: the host then deletes whatever still belongs to it.
template <class Provider, class Remove>
void delete_provider_data(
    const wowhost::Services& host, const ProfileSubject& subject, const char* what, const Remove& remove)
{
    for (const auto& provider : host.plugins<Provider>()) {
        try {
            host.entities().transaction([&] { provider.call(what, [&](const Provider& p) { remove(p); }); });
        } catch (const std::exception& error) {
            log_provider_failure(
                host, "Provider " + provider.id() + ": deleting data", provider.module(), subject, error.what());
        }
    }
}

} // namespace wow
