// The socket on which the server listens: made, taken over from systemd, or from the program that ran before.
//
// Addresses are HOST:PORT (port 0: any free one) and unix:PATH. A listening socket survives a restart of the program
// by exec: its descriptor is handed on in the environment, so that nobody is refused meanwhile; open connections
// between two requests go the same way. Not for several threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace wowhost::web {

/// A connection on its way to the program that takes over.
struct HandedConnection {
    int descriptor = -1;
    std::string peer;
    std::string bytes; ///< Read from it and not answered yet.
};

/// An accepted connection.
struct Accepted {
    int descriptor;
    std::string peer; ///< Empty on a Unix socket.
};

class Listener {
public:
    /// Takes over the socket that the environment names (WOWHOST_LISTEN_FD, or systemd's LISTEN_FDS), else opens
    /// `address`. Throws Error that says what is wrong with the address.
    explicit Listener(const std::string& address);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    int descriptor() const noexcept { return descriptor_; }
    bool is_tcp() const noexcept { return tcp_; }
    /// As bound: "http://127.0.0.1:8080" or "unix:/run/site.sock".
    std::string address() const;
    /// The next connection; nothing when none waits. `full` tells that the process has no descriptors left.
    std::optional<Accepted> accept(bool& full) const;

    /// Keeps the socket and `connections` open beyond this process's end by exec, and tells the next program of them
    /// by the environment.
    void hand_over(const std::vector<HandedConnection>& connections);

private:
    bool adopt();
    void open_tcp(const std::string& address);
    void open_unix(const std::string& address);

    int descriptor_ = -1;
    bool tcp_ = true;
    std::string unlink_; ///< A Unix socket that we have made.
};

/// Connections that the program before has handed over; once.
std::vector<HandedConnection> take_handed_connections();

} // namespace wowhost::web
