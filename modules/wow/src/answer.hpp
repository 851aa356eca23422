// wow: URLs of the Web API, and what an HTTP answer of it means.
#pragma once

#include "settings.hpp"

#include <wow/client.hpp>
#include <wowhost/http.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace wow {

/// The complete address of a request.
std::string address_of(const Settings& settings, const Request& request);

/// "https://eu.api.blizzard.com" of an address: what a circuit breaker watches.
std::string host_of(std::string_view url);

/// What to do with one attempt's answer.
class Verdict {
public:
    enum class Next {
        finish, ///< `outcome` is final.
        retry, ///< Transient: again after a while.
        rest, ///< 429: again after `rest`, and nobody else before.
        renew, ///< 401: again with a new token.
    };
    Verdict(Next next_, Outcome outcome_, std::string message_)
        : next(next_)
        , outcome(outcome_)
        , message(std::move(message_))
    {
    }
    Next next;
    Outcome outcome; ///< What it is if there is no further attempt.
    std::string message;
    std::chrono::seconds rest{1};
};

Verdict judge(const wowhost::HttpResponse& answer, const std::string& url);

} // namespace wow
