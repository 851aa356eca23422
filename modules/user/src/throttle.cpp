#include "throttle.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

namespace user {

using namespace wowhost;

namespace {

const std::string state_key = "user.login_tries";
constexpr std::int64_t us_a_second = 1'000'000;

std::string short_hash(const std::string& text)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> digest{};
    crypto_generichash(
        digest.data(), digest.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
    std::array<char, crypto_generichash_BYTES_MIN * 2 + 1> hex{};
    return sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
}

struct Bucket {
    std::string key;
    std::int64_t most;
};

std::array<Bucket, 3> buckets(const Services& host, const std::string& name, const std::string& client)
{
    const auto folded = host.text().fold(name);
    return {Bucket{short_hash("p " + client + " " + folded), Throttle::tries_of_pair},
        Bucket{short_hash("c " + client), Throttle::tries_of_client},
        Bucket{short_hash("a " + folded), Throttle::tries_of_account}};
}

/// An entry is [tries, begin of its window]. Entries whose time has passed go; of too many the oldest.
void tidy(Value::Object& entries, std::int64_t now)
{
    for (auto at = entries.begin(); at != entries.end();)
        at = at->second.items().size() != 2 || now - at->second.items()[1].integer() >= Throttle::window_seconds
            ? entries.erase(at)
            : std::next(at);
    while (entries.size() > Throttle::most_entries)
        entries.erase(std::min_element(entries.begin(), entries.end(), [](const auto& left, const auto& right) {
            return left.second.items()[1].integer() < right.second.items()[1].integer();
        }));
}

} // namespace

std::int64_t Throttle::ask(const std::string& name, const std::string& client) const
{
    std::int64_t wait = 0;
    const auto wanted = buckets(host_, name, client);
    host_.state().update_shared({state_key}, [&](std::vector<Value>& values, std::int64_t now_us) {
        const auto now = now_us / us_a_second;
        auto entries = values.front().members();
        tidy(entries, now);
        wait = 0;
        for (const auto& [key, most] : wanted)
            if (const auto found = entries.find(key);
                found != entries.end() && found->second.items()[0].integer() >= most)
                wait = std::max(wait, found->second.items()[1].integer() + window_seconds - now);
        if (wait == 0)
            for (const auto& bucket : wanted) {
                auto& entry = entries.try_emplace(bucket.key, Value::array({0, now})).first->second;
                entry = Value::array({entry.items()[0].integer() + 1, entry.items()[1]});
            }
        values.front() = entries;
    });
    return wait;
}

void Throttle::succeeded(const std::string& name, const std::string& client) const
{
    const auto wanted = buckets(host_, name, client);
    host_.state().update_shared({state_key}, [&](std::vector<Value>& values, std::int64_t) {
        auto entries = values.front().members();
        entries.erase(wanted[0].key); // this one knows the password; the others count on
        for (const auto& bucket : {wanted[1], wanted[2]})
            if (const auto found = entries.find(bucket.key); found != entries.end())
                found->second = Value::array(
                    {std::max<std::int64_t>(0, found->second.items()[0].integer() - 1), found->second.items()[1]});
        values.front() = entries;
    });
}

} // namespace user
