#include "sdk/sandbox/server.hpp"

#include "sdk/sandbox/text.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sandbox {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t chunked_from = 8192; // larger bodies come chunked, as they do from the real service

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

const std::string& date_header()
{
    thread_local std::time_t second = 0;
    thread_local std::string text;
    if (const auto now = std::time(nullptr); now != second) {
        second = now;
        text = padded_date(now);
    }
    return text;
}

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(tcp::socket socket, Service& service)
        : socket_(std::move(socket))
        , timer_(socket_.get_executor())
        , service_(service)
    {
    }

    void read()
    {
        parser_.emplace();
        parser_->body_limit(1U << 20U);
        http::async_read(socket_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
            if (!error) {
                self->answer();
            }
        });
    }

private:
    void answer()
    {
        const auto& message = parser_->get();
        const auto header = [&message](http::field field) { return view(message[field]); };
        Request request;
        request.method = view(message.method_string());
        request.target = view(message.target());
        request.authorization = header(http::field::authorization);
        request.name_space = view(message["Battlenet-Namespace"]);
        request.if_modified_since = header(http::field::if_modified_since);
        request.accept_encoding = header(http::field::accept_encoding);
        request.body = message.body();
        service_.statistics().begin();
        answer_ = service_.handle(request);
        if (answer_.delay_ms <= 0) {
            write();
            return;
        }
        timer_.expires_after(std::chrono::milliseconds(answer_.delay_ms));
        timer_.async_wait([self = shared_from_this()](error_code) { self->write(); });
    }

    void write()
    {
        const std::string_view body = answer_.body ? std::string_view(*answer_.body) : std::string_view{};
        const bool reset = answer_.cut != whole_body;
        const bool keep = parser_->get().keep_alive() && !reset;
        const bool chunked = body.size() >= chunked_from;
        head_.clear();
        auto out = std::back_inserter(head_);
        fmt::format_to(out, "HTTP/1.1 {} {}\r\nServer: Apache-Coyote/1.1\r\nDate: {}\r\n{}", answer_.status,
            reason_of(answer_.status), date_header(), answer_.headers);
        head_ += keep ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
        if (answer_.status == 304) {
            head_ += "\r\n";
        } else if (chunked) {
            fmt::format_to(out, "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n", body.size());
        } else {
            fmt::format_to(out, "Content-Length: {}\r\n\r\n", body.size());
        }
        const std::string_view tail = chunked && !reset ? "\r\n0\r\n\r\n" : "";
        const std::array<asio::const_buffer, 3> buffers{
            asio::buffer(head_), asio::buffer(body.substr(0, answer_.cut)), asio::buffer(tail)};
        asio::async_write(socket_, buffers, [self = shared_from_this(), keep, reset](error_code error, std::size_t) {
            self->service_.statistics().end();
            self->answer_ = {};
            if (error) {
                return;
            }
            if (keep) {
                self->read();
            } else {
                self->finish(reset);
            }
        });
    }

    void finish(bool reset)
    {
        error_code ignored;
        if (reset) {
            socket_.set_option(asio::socket_base::linger(true, 0), ignored); // close sends a reset
            socket_.close(ignored);
        } else {
            socket_.shutdown(tcp::socket::shutdown_send, ignored);
        }
    }

    tcp::socket socket_;
    asio::steady_timer timer_;
    Service& service_;
    boost::beast::flat_buffer buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    Answer answer_;
    std::string head_;
};

// Accepts in the first loop and hands connections out in turn.
class Listener {
public:
    Listener(std::vector<std::unique_ptr<asio::io_context>>& loops, Service& service, const tcp::endpoint& endpoint)
        : loops_(loops)
        , service_(service)
        , acceptor_(*loops.front(), endpoint)
    {
        acceptor_.listen(4096);
        accept();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept()
    {
        auto& loop = *loops_[next_++ % loops_.size()];
        acceptor_.async_accept(loop, [this](error_code error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) {
                return;
            }
            if (!error) {
                socket.set_option(tcp::no_delay(true), error);
                auto session = std::make_shared<Session>(std::move(socket), service_);
                const auto executor = loops_[(next_ - 1) % loops_.size()]->get_executor();
                asio::post(executor, [session = std::move(session)] { session->read(); });
            }
            accept();
        });
    }

    std::vector<std::unique_ptr<asio::io_context>>& loops_;
    Service& service_;
    tcp::acceptor acceptor_;
    std::size_t next_ = 0;
};

} // namespace

void serve(Service& service, const std::string& host, unsigned short port, unsigned threads,
    const std::function<void(const Listening&)>& ready)
{
    std::vector<std::unique_ptr<asio::io_context>> loops;
    for (unsigned i = 0; i < std::max(1U, threads); ++i) {
        loops.push_back(std::make_unique<asio::io_context>(1));
    }
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        throw std::runtime_error(fmt::format("--listen: '{}' is no IP address; write for example 127.0.0.1:0", host));
    }
    std::optional<Listener> listener;
    try {
        listener.emplace(loops, service, tcp::endpoint(address, port));
    } catch (const boost::system::system_error& failure) {
        throw std::runtime_error(fmt::format("--listen: {}:{} cannot be bound ({}); choose another port, or 0 for any",
            host, port, failure.code().message()));
    }
    asio::signal_set signals(*loops.front(), SIGTERM, SIGINT);
    signals.async_wait([&loops](error_code, int) {
        for (const auto& loop : loops) {
            loop->stop();
        }
    });
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
    guards.reserve(loops.size());
    for (const auto& loop : loops) {
        guards.push_back(asio::make_work_guard(*loop));
    }
    ready(Listening{host, listener->port()});
    std::vector<std::thread> pool;
    for (std::size_t i = 1; i < loops.size(); ++i) {
        pool.emplace_back([&loop = *loops[i]] { loop.run(); });
    }
    loops.front()->run();
    for (auto& thread : pool) {
        thread.join();
    }
}

} // namespace sandbox
