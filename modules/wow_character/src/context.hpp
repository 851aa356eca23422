// SyncContext as wow_character implements it: conditional fetching below one character, and the book on it.
#pragma once

#include "documents.hpp"

#include <wow_character/character.hpp>
#include <wow_character/sync_context.hpp>
#include <wowhost/services.hpp>

#include <string>
#include <vector>

namespace wow_character {

/// What a sync of one character shares between all of its providers. Read-only while they run.
class SyncRun {
public:
    SyncRun(const wowhost::Services& host_, const wow::ClientHandle& client_)
        : host(host_)
        , client(client_)
    {
    }
    const wowhost::Services& host;
    const wow::ClientHandle& client;
    std::string locale;
    wow::Priority priority = wow::Priority::profile;
    std::string summary_body; ///< Empty when the summary was 304.
    std::string summary_modified; ///< Its Last-Modified, now valid.
    bool summary_unchanged = false; ///< 304: so is everything below, as far as it was stored.
    std::vector<std::string> links;
    std::chrono::milliseconds provider_time{60'000};
};

/// "eu /profile/wow/character/stormrage/sheday en_GB": what answers are remembered under, so that a renamed character
/// or another language is read anew.
std::string document_key(const Character& character, const std::string& path, const std::string& locale);

class Context final : public SyncContext {
public:
    /// `provider` is the plugin's id, `module` where it comes from; both are empty for documents of wow_character
    /// itself.
    Context(const SyncRun& run, const Character& character, const DocumentBook& book, std::string provider,
        const std::string& module);

    const std::string& region() const override { return character_.region; }
    bool cancelled() const override { return run_.host.cancelled(); }
    std::chrono::steady_clock::time_point deadline() const override { return deadline_; }
    std::string_view summary() const override { return run_.summary_body; }
    bool offers(std::string_view link) const override;
    const wow::ClientHandle& client() const override { return run_.client; }
    FetchedDocument fetch(const DocumentRequest& request) const override;
    std::size_t store(const FetchedDocument& document, const std::function<StoredRows()>& write) const override;
    void skipped(const FetchedDocument& document, const std::string& shape, std::size_t rows) const override;

private:
    RememberedDocument entry(const DocumentRequest& request, const std::string& url, std::int64_t fetched_at) const;
    bool renew(RememberedDocument entry, const std::string& last_modified, std::int64_t fetched_at) const;

    const SyncRun& run_;
    const Character& character_;
    const DocumentBook& book_;
    std::string provider_;
    std::int64_t installation_;
    std::chrono::steady_clock::time_point deadline_;
};

} // namespace wow_character
