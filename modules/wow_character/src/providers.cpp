#include "providers.hpp"

#include "summary.hpp"
#include "types.hpp"

#include <exception>
#include <functional>
#include <optional>
#include <vector>

namespace wow_character {

using namespace wowhost;

namespace {

constexpr const char* media_path = "character-media";

void log_failure(const Services& host, const std::string& doing, const std::string& module, const Character& character,
    const std::string& message)
{
    host.log().error(doing + " of character " + character.name + " failed: " + message,
        Value::object(
            {{"module", module}, {"character", character.id}, {"name", character.name}, {"message", message}}));
}

/// Writes avatar and inset; true when one of them is another than before.
bool sync_media(const SyncRun& run, const Character& character, const DocumentBook& book)
{
    const Context context(run, character, book, {}, {});
    const auto document = context.fetch(DocumentRequest(media_path, "media", {}));
    if (document.state != DocumentState::full)
        return false;
    wow::Document body;
    if (!body.parse(document.body, document.url))
        throw Error(ErrorCode::failed, body.error());
    const auto media = read_media(body);
    return context.store(document, [&] {
        const auto stored = run.host.entities().load(character_type, character.id);
        if (!stored)
            return StoredRows(0, 0);
        Entity changed(character_type);
        changed.set_id(character.id);
        for (const auto& [field, url] : {std::pair("avatar", media.avatar), std::pair("inset", media.inset)})
            if (!url.empty() && stored->get(field) != Value(url))
                changed.set(field, url);
        if (changed.fields().empty())
            return StoredRows(0, 0);
        run.host.entities().save(changed);
        return StoredRows(0, 1);
    }) > 0;
}

} // namespace

ProviderReport run_providers(const SyncRun& run, const Character& character, const DocumentBook& book)
{
    class Result {
    public:
        std::optional<std::size_t> rows;
        std::string error = "was not run: the host shuts down or the time was up";
    };
    const auto providers = run.host.plugins<DataProvider>();
    std::vector<Result> results(providers.size());
    ProviderReport report;

    std::vector<std::function<void()>> tasks;
    tasks.emplace_back([&] {
        try {
            report.media_changed = sync_media(run, character, book);
        } catch (const std::exception& error) {
            log_failure(run.host, "The media", run.host.module(), character, error.what());
        }
    });
    for (std::size_t i = 0; i < providers.size(); ++i)
        tasks.emplace_back([&, i] {
            const auto& provider = providers[i];
            try {
                const Context context(run, character, book, provider.id(), provider.module());
                results[i].rows = provider.call("sync_character_data",
                    [&](const DataProvider& p) { return p.sync_character_data(character, context); });
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
        log_failure(run.host, "Syncing the data", run.host.module(), character, error.what());
    }

    for (std::size_t i = 0; i < providers.size(); ++i) {
        const auto& result = results[i];
        if (result.rows) {
            report.written += *result.rows;
            report.value.set(providers[i].id(), Value::object({{"rows", *result.rows}}));
            continue;
        }
        report.failed = true;
        report.value.set(providers[i].id(), Value::object({{"error", result.error}}));
        log_failure(run.host, "Provider " + providers[i].id(), providers[i].module(), character, result.error);
    }
    return report;
}

Value idle_providers(const Services& host)
{
    Value value = Value::Object{};
    for (const auto& provider : host.plugins<DataProvider>())
        value.set(provider.id(), Value::object({{"rows", 0}}));
    return value;
}

void delete_provider_data(const Services& host, const Character& character)
{
    for (const auto& provider : host.plugins<DataProvider>()) {
        try {
            host.entities().transaction([&] {
                provider.call(
                    "delete_character_data", [&](const DataProvider& p) { p.delete_character_data(character); });
            });
        } catch (const std::exception& error) {
            log_failure(
                host, "Provider " + provider.id() + ": deleting data", provider.module(), character, error.what());
        }
    }
}

} // namespace wow_character
