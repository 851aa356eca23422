// One connection, from its first request to its end, on one I/O thread. Inside the server only.
#pragma once

#include "host/web/listener.hpp"
#include "host/web/message.hpp"
#include "host/web/reply_text.hpp"
#include "host/web/server.hpp"
#include "host/web/worker_pool.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wowhost::web {

class Connection;

/// What the connections of all I/O threads share.
struct Shared {
    const ServerOptions options;
    Handler& handler;
    std::unique_ptr<WorkerPool> pool;
    std::mutex mutex;
    std::condition_variable gone; ///< A connection has ended.
    std::size_t open = 0; ///< Under the mutex, as are the next.
    std::size_t streams = 0;
    std::vector<HandedConnection> handed;
};

enum class Mode { serving, stopping, handing };

/// An I/O thread's event loop and its connections; all but `context` is touched on that thread only.
struct Lane {
    boost::asio::io_context context{1};
    Mode mode = Mode::serving;
    std::set<Connection*> connections;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Shared& shared, Lane& lane, int descriptor, bool tcp, std::string peer);
    /// `bytes`: what has been read from it already.
    void start(const std::string& bytes);
    /// The lane's mode has changed.
    void drain();
    /// The server stops: ends it unless a request is under way.
    void end_if_idle();
    void abort();

private:
    using Protocol = boost::asio::generic::stream_protocol;
    using Stream = boost::beast::basic_stream<Protocol, boost::asio::io_context::executor_type>;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Problem = boost::beast::error_code;
    enum class Phase { idle, reading, answering, writing, streaming, parked, closing, ended };

    void wait_for_request();
    void begin_head();
    void read_more();
    void find_head();
    void head_read(Problem problem);
    /// What is wrong with a head that could be read: a status and why; 0: nothing.
    int refused_head(std::string& reason) const;
    void read_body();
    void answer();
    void answered(Reply reply);
    void take_head();
    void refuse(int status, const std::string& reason);
    void park();
    void write();
    void written(Problem problem);
    void discard();
    /// Takes a place among the streams; false when there is none left.
    bool take_stream();
    void next_events();
    void write_events(const std::string& text);
    /// Leaves the connection to the program that takes over.
    void give(const std::string& bytes);
    void end();
    bool read_failed(Problem problem);
    bool waits_for_head() const;

    Shared& shared_;
    Lane& lane_;
    Stream stream_;
    boost::asio::steady_timer timer_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::shared_ptr<Incoming> request_;
    Reply reply_;
    std::string head_;
    std::string peer_;
    Phase phase_ = Phase::idle;
    bool keep_ = true;
    bool old_ = false; ///< HTTP/1.0.
    bool streams_ = false; ///< Has a place among the streams.
    bool last_events_ = false;
    std::size_t searched_ = 0; ///< How much of the buffer holds no end of a head.
    std::size_t sent_ = 0;
    std::size_t discarded_ = 0;
    std::chrono::steady_clock::time_point last_write_;
};

} // namespace wowhost::web
