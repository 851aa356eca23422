#include "host/http/client.hpp"

#include "host/http/call.hpp"
#include "host/http/loop.hpp"
#include "host/http/request_check.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <utility>

namespace wowhost::http {
namespace {

constexpr auto no_limit = Clock::time_point::max();

class CurlClient final : public Client {
public:
    CurlClient(HttpOptions options, std::function<bool()> in_transaction)
        : options_(std::move(options))
        , in_transaction_(std::move(in_transaction))
        , loop_(options_)
    {
    }

    HttpResponse send(const HttpRequest& request) const override
    {
        if (auto target = check(request); !target.refusal.empty())
            throw Error(ErrorCode::invalid_argument, target.refusal);
        return std::move(collect({&request, 1}).front());
    }

    std::vector<HttpResponse> send_all(std::span<const HttpRequest> requests) const override
    {
        return collect(requests);
    }

    void run(const Next& next, const Done& done, std::size_t concurrency) const override;

    void shutdown() override { loop_.stop(); }

private:
    std::vector<HttpResponse> collect(std::span<const HttpRequest> requests) const
    {
        Call call(loop_, options_, in_transaction_);
        for (std::size_t i = 0; i < requests.size(); ++i)
            call.start(requests[i], i);
        std::vector<HttpResponse> responses(requests.size());
        while (call.outstanding() > 0) {
            for (auto& job : call.wait(no_limit)) {
                responses[job->index] = std::move(job->response);
                call.settle();
            }
        }
        return responses;
    }

    const HttpOptions options_;
    const std::function<bool()> in_transaction_;
    mutable Loop loop_; // synchronised in itself
};

void CurlClient::run(const Next& next, const Done& done, std::size_t concurrency) const
{
    if (!next || !done || concurrency == 0)
        throw Error(ErrorCode::invalid_argument,
            "an HTTP run needs a function for the next request, one for results, and a concurrency of at least 1");
    Call call(loop_, options_, in_transaction_);
    bool exhausted = false; // `next` had nothing, and no result came since
    bool pausing = false;
    auto ask_again = no_limit;
    const auto fill = [&] {
        exhausted = pausing = false;
        ask_again = no_limit;
        while (call.ended() == HttpFailure::none && call.outstanding() < concurrency) {
            auto request = next();
            exhausted = !request;
            pausing = request && request->url.empty();
            if (pausing)
                ask_again = request->not_before;
            if (exhausted || pausing)
                return;
            call.start(std::move(*request), 0);
        }
    };
    fill();
    while (call.outstanding() > 0 || (pausing && call.ended() == HttpFailure::none)) {
        for (auto& job : call.wait(ask_again)) {
            call.settle();
            done(job->request, std::move(job->response));
            job.reset();
            fill();
        }
        if (ask_again <= Clock::now())
            fill();
    }
    if (exhausted)
        return;
    if (call.ended() == HttpFailure::timeout)
        throw Error(ErrorCode::deadline_exceeded, "an HTTP run ended early: the deadline of its job passed");
    if (call.ended() == HttpFailure::cancelled)
        throw Error(ErrorCode::cancelled, "an HTTP run ended early: its job was given up or the host shuts down");
}

} // namespace

std::unique_ptr<Client> make_client(HttpOptions options, std::function<bool()> in_transaction)
{
    options.max_connections = std::max<std::size_t>(options.max_connections, 1);
    return std::make_unique<CurlClient>(std::move(options), std::move(in_transaction));
}

} // namespace wowhost::http
