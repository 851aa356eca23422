// A scripted HTTP/1.1 server for tests: plain sockets, one thread per connection, a handler that writes what it likes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace http_test {

struct Received {
    std::string method{};
    std::string target{};
    std::string head{}; ///< The whole head, lines and all.
    std::string body{};
    int connection = 0; ///< Number of the connection, from 1.
    int nth = 0; ///< Number of the request on its connection, from 1.
    std::chrono::steady_clock::time_point arrived{};
};

/// The handler's side of one connection.
class Peer {
public:
    explicit Peer(int fd)
        : fd_(fd)
    {
    }
    /// False when the client, or the server's end, closed the connection.
    bool send(std::string_view bytes) const;
    /// A whole answer with a Content-Length.
    bool answer(int status, std::string_view body, std::string_view headers = {}) const;
    /// Waits until the client (or the end of the server) closes the connection.
    void hold();
    /// Passes bytes on between the client and a port of this machine until one of them ends.
    void tunnel(int port);
    void close() { open_ = false; }
    /// Ends the connection with a TCP reset.
    void reset();
    bool open() const { return open_; }

private:
    int fd_;
    bool open_ = true;
};

class TestServer {
public:
    using Handler = std::function<void(Peer&, const Received&)>;

    explicit TestServer(Handler handler);
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::string url(std::string_view path) const;
    int port() const { return port_; }
    std::vector<Received> received() const;
    int connections() const { return connections_; }

    /// Blocks until that many requests have arrived; false after a minute.
    bool wait_for(std::size_t requests) const;
    /// Blocks until that many connections have been closed; false after a minute.
    bool wait_for_closed(int closed) const;

private:
    void accept_all();
    void serve(int fd, int number);

    Handler handler_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Received> received_;
    std::list<int> open_;
    int closed_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

std::string gzip(std::string_view text);

} // namespace http_test
