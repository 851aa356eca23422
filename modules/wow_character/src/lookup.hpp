// Profile sync: one character, from its address to stored rows of everything that is known of it.
#pragma once

#include <wow/client.hpp>
#include <wowhost/services.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace wow_character {

enum class LookupOutcome {
    created,
    updated,
    unchanged,
    missing, ///< 404. A stored character is kept, marked, or deleted as the rules say.
    forbidden, ///< 403. A stored character is kept and marked.
    failed, ///< Nothing could be fetched; says nothing about the character. `message` tells.
    misconfigured, ///< Battle.net refuses the site's credentials. Stop; nothing was changed.
};

constexpr const char* to_string(LookupOutcome outcome) noexcept
{
    switch (outcome) {
    case LookupOutcome::created: return "created";
    case LookupOutcome::updated: return "updated";
    case LookupOutcome::unchanged: return "unchanged";
    case LookupOutcome::missing: return "missing";
    case LookupOutcome::forbidden: return "forbidden";
    case LookupOutcome::failed: return "failed";
    case LookupOutcome::misconfigured: return "misconfigured";
    }
    return "failed";
}

class LookupResult {
public:
    explicit LookupResult(LookupOutcome outcome_)
        : outcome(outcome_)
    {
    }
    /// `{"id","result","providers"}`
    wowhost::Value value() const;

    LookupOutcome outcome;
    std::optional<std::int64_t> id; ///< The stored character, if there is one afterwards.
    wowhost::Value providers = wowhost::Value::Object{};
    bool provider_failed = false;
    std::string message;
};

/// An address: what a person typed, resolved.
class Address {
public:
    Address(std::string region_, std::string realm_slug_, std::string name_key_)
        : region(std::move(region_))
        , realm_slug(std::move(realm_slug_))
        , name_key(std::move(name_key_))
    {
    }
    std::string region;
    std::string realm_slug;
    std::string name_key;
};

/// REALM as slug or name, NAME in any case. Throws Error(invalid_argument) when a part is empty, too long, or no
/// region.
Address resolve_address(
    const wowhost::Services& host, const std::string& region, const std::string& realm, const std::string& name);

/// Syncs the character at this address. One sync per address at a time over all processes: a second one waits for the
/// first, and Error(locked) when that takes too long. Other errors are results.
LookupResult lookup(const wowhost::Services& host, const Address& address, wow::Priority priority);

} // namespace wow_character
