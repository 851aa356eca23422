// What becomes of each recorded endpoint: how the stored rows are compared with its bodies, or why nothing is stored.
#pragma once

#include "modules/recorded/stored.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace recorded_test {

using Compare = std::function<void(const Recording& recording, Stored& stored)>;

class Endpoint {
public:
    Endpoint(Compare compare_) // NOLINT(google-explicit-constructor): the table reads better
        : compare(std::move(compare_))
    {
    }
    /// Out of scope, with the reason.
    explicit Endpoint(const char* reason_)
        : reason(reason_)
    {
    }
    /// Covered by another test, which names the folder.
    Endpoint(const char* reason_, const char* test_)
        : reason(reason_)
        , test(test_)
    {
    }
    Compare compare;
    std::string reason;
    std::string test;
};

/// A recorded picture whose mount, pet or achievement was not recorded: a row of the test's own, with this added to the
/// picture's number, refers to it.
inline constexpr std::int64_t written_number = 10'000'000;

/// By the recordings' folder.
using Endpoints = std::map<std::string, Endpoint>;

Endpoints catalogue_endpoints(); ///< Of /data/wow, but guilds.
Endpoints quest_endpoints(); ///< Part of them.
Endpoints profile_endpoints(); ///< Of characters and guilds.
Endpoints other_endpoints(); ///< What no module stores, and what other tests compare.

} // namespace recorded_test
