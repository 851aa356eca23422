// A connection on arbitrary bytes: whatever is sent, requests that are handed on are whole and bounded, what is refused
// ends the connection, and each request gets one answer.
#include "host/web/connection.hpp"
#include "host/web/url.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

using namespace wowhost;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

constexpr std::size_t most_body = 3000;

class Checker final : public web::Handler {
public:
    std::size_t body_limit(std::string_view, std::string_view target) const override
    {
        return target.starts_with("/small") ? 3 : most_body;
    }
    std::optional<web::Reply> at_once(const web::Incoming& request) const override
    {
        require(!refused);
        ++requests;
        require(!request.method.empty() && request.method.find_first_of(" \r\n\t") == std::string::npos);
        require(!request.target.empty() && request.target.find_first_of(" \r\n") == std::string::npos);
        require(request.body.size() <= (request.target.starts_with("/small") ? 3 : most_body));
        require(std::count_if(request.headers.pairs().begin(), request.headers.pairs().end(), [](const auto& header) {
            return header.first == "host";
        }) <= 1);
        for (const auto& [name, value] : request.headers.pairs()) {
            require(web::is_token(name) && web::is_clean(value));
            require(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
        }
        require(!request.headers.has("transfer-encoding") || !request.headers.has("content-length"));
        // What is written for the next program is read by it as the same request.
        require(web::request_text(request, true).find("\r\n\r\n") != std::string::npos);
        web::Reply reply;
        reply.body = std::make_shared<const std::string>("x");
        return reply;
    }
    web::Reply answer(const web::Incoming&) override { std::abort(); }
    web::Reply refusal(const web::Incoming&, int status, const std::string& reason) const override
    {
        require(!refused && status >= 400 && status < 600 && !reason.empty());
        refused = true;
        web::Reply reply;
        reply.status = status;
        reply.body = std::make_shared<const std::string>(reason);
        return reply;
    }
    void written(const web::Incoming&, const web::Reply&, std::uint64_t) override { ++answers; }

    mutable bool refused = false;
    mutable int requests = 0;
    int answers = 0;
};

web::ServerOptions options()
{
    web::ServerOptions few;
    few.head_bytes = 2000;
    return few;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t most = 60'000; // fits into the socket's buffer
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        std::abort();
    require(::send(ends[1], data, std::min(size, most), MSG_NOSIGNAL) >= 0 || size == 0);
    ::shutdown(ends[1], SHUT_WR);
    Checker checker;
    {
        web::Shared shared{options(), checker, std::make_unique<web::WorkerPool>(1, 1), {}, {}, 1, 0, {}};
        web::Lane lane;
        std::make_shared<web::Connection>(shared, lane, ends[0], false, "")->start({});
        lane.context.run();
        require(lane.connections.empty() && shared.open == 0);
    }
    require(checker.answers == checker.requests + (checker.refused ? 1 : 0));
    ::close(ends[1]);
    return 0;
}
