#include "host/web/health_server.hpp"

#include <wowhost/error.hpp>
#include <wowhost/json.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <thread>
#include <unistd.h>

namespace wowhost::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr const char* handed_over = "WOWHOST_LISTEN_FD";
constexpr auto patience = std::chrono::seconds(10);

tcp::endpoint parse_endpoint(const std::string& listen)
{
    const auto colon = listen.rfind(':');
    boost::system::error_code problem;
    if (colon != std::string::npos) {
        auto host = listen.substr(0, colon);
        if (host.starts_with("[") && host.ends_with("]"))
            host = host.substr(1, host.size() - 2);
        const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, problem);
        const auto digits = listen.substr(colon + 1);
        if (!problem && !digits.empty() && digits.size() <= 5
            && digits.find_first_not_of("0123456789") == std::string::npos && std::stoul(digits) <= 65535)
            return {address, static_cast<std::uint16_t>(std::stoul(digits))};
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format("serve.listen \"{}\" is not ADDRESS:PORT; write for example 127.0.0.1:8080", listen));
}

/// One connection, from request to request.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, const std::function<Readiness()>& readiness)
        : stream_(std::move(socket))
        , readiness_(readiness)
    {
    }
    void read()
    {
        parser_.emplace();
        parser_->header_limit(8 * 1024);
        parser_->body_limit(1024);
        stream_.expires_after(patience);
        http::async_read(
            stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code problem, std::size_t) {
                if (!problem)
                    self->answer();
            });
    }

private:
    void answer()
    {
        const auto& request = parser_->get();
        response_ = {};
        response_.version(request.version());
        response_.keep_alive(request.keep_alive());
        response_.set(http::field::content_type, "application/json");
        response_.set(http::field::cache_control, "no-store");
        const std::string_view target(request.target().data(), request.target().size());
        const auto path = target.substr(0, target.find('?'));
        Value body;
        if (request.method() != http::verb::get && request.method() != http::verb::head) {
            response_.result(http::status::method_not_allowed);
            body.set("error", "only GET and HEAD");
        } else if (path == "/healthz") {
            body.set("status", "alive");
        } else if (path == "/readyz") {
            const auto state = readiness_();
            response_.result(state.ready ? http::status::ok : http::status::service_unavailable);
            Value::Array reasons(state.reasons.begin(), state.reasons.end());
            body.set("status", state.ready ? "ready" : "not ready").set("reasons", reasons);
        } else {
            response_.result(http::status::not_found);
            body.set("error", "there is nothing here; try /healthz or /readyz");
        }
        response_.body() = to_json_text(body) + "\n";
        response_.prepare_payload();
        if (request.method() == http::verb::head)
            response_.body().clear();
        stream_.expires_after(patience);
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code problem, std::size_t) {
            if (!problem && self->response_.keep_alive())
                self->read();
        });
    }

    beast::tcp_stream stream_;
    const std::function<Readiness()>& readiness_;
    beast::flat_buffer buffer_{16 * 1024};
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> response_;
};

} // namespace

class HealthServer::Implementation {
public:
    Implementation(const std::string& listen, std::function<Readiness()> readiness)
        : readiness_(std::move(readiness))
        , acceptor_(context_)
    {
        open(listen);
        accept();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Implementation()
    {
        context_.stop();
        thread_.join();
    }
    std::string address() const
    {
        const auto endpoint = acceptor_.local_endpoint();
        return endpoint.address().is_v6() ? fmt::format("[{}]:{}", endpoint.address().to_string(), endpoint.port())
                                          : fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port());
    }
    void hand_over()
    {
        const int descriptor = dup(acceptor_.native_handle()); // survives exec, and the end of this server
        setenv(handed_over, std::to_string(descriptor).c_str(), 1);
    }

private:
    void open(const std::string& listen)
    {
        const auto endpoint = parse_endpoint(listen);
        if (const char* descriptor = std::getenv(handed_over)) {
            const int number = std::atoi(descriptor);
            unsetenv(handed_over);
            boost::system::error_code problem;
            acceptor_.assign(endpoint.protocol(), number, problem);
            if (!problem) {
                fcntl(number, F_SETFD, FD_CLOEXEC);
                return;
            }
        }
        boost::system::error_code problem;
        acceptor_.open(endpoint.protocol(), problem);
        if (!problem)
            acceptor_.set_option(tcp::acceptor::reuse_address(true), problem);
        if (!problem)
            acceptor_.bind(endpoint, problem);
        if (!problem)
            acceptor_.listen(128, problem);
        if (problem)
            throw Error(ErrorCode::failed,
                fmt::format("cannot listen on {}: {}; choose another address with --listen or serve.listen", listen,
                    problem.message()));
        fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
    }
    void accept()
    {
        acceptor_.async_accept([this](boost::system::error_code problem, tcp::socket socket) {
            if (!problem)
                std::make_shared<Session>(std::move(socket), readiness_)->read();
            if (problem != asio::error::operation_aborted)
                accept();
        });
    }

    std::function<Readiness()> readiness_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_;
    std::thread thread_;
};

HealthServer::HealthServer(const std::string& listen, std::function<Readiness()> readiness)
    : implementation_(std::make_unique<Implementation>(listen, std::move(readiness)))
{
}

HealthServer::~HealthServer() = default;

std::string HealthServer::address() const { return implementation_->address(); }

void HealthServer::hand_over() { implementation_->hand_over(); }

} // namespace wowhost::web
