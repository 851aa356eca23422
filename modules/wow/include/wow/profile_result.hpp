// wow: a looked-up owner's address, and how its lookup ended. Header-only.
#pragma once

#include <wow/names.hpp>
#include <wow/profile_documents.hpp>
#include <wowhost/services.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace wow {

enum class LookupOutcome {
    created,
    updated,
    unchanged,
    missing, ///< 404. A stored owner is kept, marked, or deleted as the rules say.
    forbidden, ///< 403. A stored owner is kept and marked.
    failed, ///< Nothing could be fetched; says nothing about the owner. `message` tells.
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
    wowhost::Value value() const
    {
        return wowhost::Value::object({{"id", id}, {"result", to_string(outcome)}, {"providers", providers}});
    }

    LookupOutcome outcome;
    std::optional<std::int64_t> id; ///< The stored owner, if there is one afterwards.
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
    /// "sheday of stormrage (eu)"
    std::string text() const { return name_key + " of " + realm_slug + " (" + region + ")"; }

    std::string region;
    std::string realm_slug;
    std::string name_key;
};

/// REALM as slug or name, NAME in any case. Throws Error(invalid_argument) when a part is empty, too long, or no
/// region.
inline Address resolve_address(const wowhost::Services& host, const ProfileKind& kind, const std::string& region,
    const std::string& realm, const std::string& name)
{
    using wowhost::Error;
    using wowhost::ErrorCode;
    constexpr std::size_t longest = 128;
    const auto checked = check_region(region);
    if (realm.size() > longest || name.size() > longest)
        throw Error(ErrorCode::invalid_argument,
            std::string("no realm and no ") + kind.noun + " has a name of more than 128 bytes; shorten it");
    auto key = name_key(host.text(), name);
    if (key.empty())
        throw Error(ErrorCode::invalid_argument, std::string("the name is empty; give the name of a ") + kind.noun);
    return Address(checked, resolve_realm(host, checked, realm).slug, std::move(key));
}

/// Holds an address for the time of a sync, over all processes. Waits for whoever holds it, and throws Error(locked)
/// when that takes too long.
class AddressLock {
public:
    AddressLock(const wowhost::Services& host, const ProfileKind& kind, const Address& address)
        : host_(host)
        , name_(std::string(kind.type) + ":" + address.region + ":" + address.realm_slug + ":" + address.name_key)
    {
        constexpr std::chrono::milliseconds lifetime = std::chrono::minutes(5);
        constexpr std::chrono::seconds patience{60};
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (!host_.locks().acquire(name_, lifetime)) {
            if (host_.cancelled() || std::chrono::steady_clock::now() >= give_up)
                throw wowhost::Error(wowhost::ErrorCode::locked,
                    std::string(kind.noun) + " " + address.text()
                        + " is being synced by another process; try again in a minute");
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    ~AddressLock()
    {
        try {
            host_.locks().release(name_);
        } catch (const std::exception&) {
            return; // it expires
        }
    }
    AddressLock(const AddressLock&) = delete;
    AddressLock& operator=(const AddressLock&) = delete;

private:
    const wowhost::Services& host_;
    std::string name_;
};

} // namespace wow
