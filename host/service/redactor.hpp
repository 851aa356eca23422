// Keeps secrets out of what is printed and stored. One per process, shared by configuration and log; any thread.
#pragma once

#include <wowhost/value.hpp>

#include <atomic>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>

namespace wowhost::service {

class Redactor {
public:
    /// From now on the secret is replaced wherever it stands, also percent-encoded. One of fewer than 6
    /// characters is ignored.
    void add(const std::string& secret);
    std::string redact(std::string_view text) const;
    /// In all texts and member names.
    Value redact_value(const Value& value) const;

private:
    mutable std::shared_mutex mutex_;
    struct LongerFirst {
        bool operator()(const std::string& left, const std::string& right) const
        {
            return left.size() != right.size() ? left.size() > right.size() : left < right;
        }
    };
    std::set<std::string, LongerFirst> secrets_;
    std::atomic<bool> empty_{true};
};

} // namespace wowhost::service
