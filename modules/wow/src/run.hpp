// wow: one stream of requests through limiter, breaker, token and retries.
#pragma once

#include "answer.hpp"
#include "battlenet_client.hpp"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace wow {

/// Lives for one call of Client::run, on its thread. A request is, in turn, fresh from the caller or waiting for its
/// retry, ready for a slot, in flight, and finished.
class Run {
public:
    Run(Connection& connection, const Client::Next& next, const Client::Done& done);
    void go(std::size_t concurrency);

private:
    using Clock = wowhost::HttpRequest::Clock;

    class Item {
    public:
        explicit Item(Request request_)
            : request(std::move(request_))
        {
        }
        Request request;
        std::string url;
        const std::string* host = nullptr; ///< What its circuit breaker is called; one of `hosts_`.
        std::shared_ptr<const std::string> bearer; ///< The token it was last sent with.
        Limiter::Slot slot;
        int attempts = 0;
        int expiries = 0; ///< Slots that passed before it could be sent.
        bool renewed = false;
    };

    std::optional<wowhost::HttpRequest> next_request();
    void answered(const wowhost::HttpRequest& request, wowhost::HttpResponse answer);
    void gather();
    /// A slot's moment, or nothing: then `pause_` says until when, or the first ready item was finished without one.
    /// Takes no more slots than there is room for requests, so that none is lost.
    std::optional<Limiter::Slot> slot();
    wowhost::HttpRequest build(Item item, const Limiter::Slot& slot, std::shared_ptr<const std::string> bearer);
    /// The application's token, asked for once a second; null with the first ready item finished when there is none.
    std::shared_ptr<const std::string> application_token();
    Item take_first();
    /// For a request that missed its moment and was not sent: it goes first for the next slot.
    void expired(Item item);
    /// Tells the limiter if this request went out at another time than its slot said.
    void note_arrival(const Item& item, std::chrono::microseconds duration);
    void finish(Item item, Response response);
    void finish(Item item, Outcome outcome, std::string message, std::int64_t retry_after = 0);
    void retry(Item item, std::chrono::milliseconds delay);
    void cancel_all();
    std::chrono::milliseconds backoff(int attempt);

    Connection& connection_;
    const wowhost::Services& host_;
    const Client::Next& next_;
    const Client::Done& done_;
    Settings settings_;
    std::deque<Item> ready_;
    std::multimap<Clock::time_point, Item> waiting_;
    std::vector<std::optional<Item>> in_flight_; ///< By tag.
    std::vector<std::size_t> free_tags_;
    std::map<std::string, std::string> hosts_; ///< By region.
    std::shared_ptr<const std::string> token_;
    Clock::time_point token_good_until_{};
    std::deque<Limiter::Slot> slots_;
    std::vector<limit::Correction> corrections_;
    std::chrono::microseconds usual_duration_{};
    std::optional<Clock::time_point> pause_;
    std::size_t concurrency_ = 1;
    std::minstd_rand random_;
};

} // namespace wow
