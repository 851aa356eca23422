// The HTTP server: accepts connections, reads requests, has them answered, writes the replies.
//
// A few I/O threads (each with an event loop of its own, which owns its connections) read and write; handlers run on
// a pool of worker threads. HTTP/1.0 and 1.1 with keep-alive and pipelining; every wait has an end, every size a limit.
//
// Making it listens and answers; destroying it stops it. Other functions from any thread.
#pragma once

#include "host/web/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace wowhost::web {

struct ServerOptions {
    std::string listen = "127.0.0.1:8080";
    std::size_t threads = 1; ///< I/O threads.
    std::size_t workers = 16; ///< Threads that run handlers.
    std::size_t waiting = 1024; ///< Requests that may wait for one; more are answered 503.
    std::size_t connections = 10'000; ///< Open ones; more are answered 503.
    std::size_t streams = 100; ///< Open streams of events; more are answered 503.
    std::size_t head_bytes = 16 * 1024;
    std::chrono::milliseconds idle = std::chrono::seconds(75); ///< Between two requests.
    std::chrono::milliseconds head = std::chrono::seconds(10); ///< For a request's head, from its first byte.
    std::chrono::milliseconds body = std::chrono::seconds(30); ///< For a request's body.
    std::chrono::milliseconds write = std::chrono::seconds(30); ///< For a reply, besides what its size takes.
    std::size_t slowest = 16 * 1024; ///< Bytes a second that a client must be able to take.
    std::chrono::milliseconds drain = std::chrono::seconds(20); ///< For what is under way when the server stops.
};

class Server {
public:
    /// `handler` must outlive it. Throws Error when the address cannot be used.
    Server(const ServerOptions& options, Handler& handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// As bound: "http://127.0.0.1:8080" or "unix:/run/site.sock".
    std::string address() const;

    /// Takes no new connections, answers what has been asked, closes what is idle; returns when all have gone, or the
    /// time for it has passed. Then everything ends.
    void stop();
    /// The same, but open connections and the listening socket are kept for the program that takes over by exec, with
    /// requests that have been read and could not be answered any more (Reply::moved).
    void hand_over();

    struct Statistics {
        std::size_t open = 0; ///< Connections.
        std::size_t streams = 0; ///< Connections that are streams of events.
        std::uint64_t accepted = 0;
        std::uint64_t turned_away = 0; ///< For want of room.
        std::size_t waiting = 0; ///< Requests that wait for a worker.
        std::size_t workers = 0; ///< Threads that there are.
    };
    Statistics statistics() const;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace wowhost::web
