// Answers /healthz and /readyz over HTTP, for whoever watches the process.
//
// /healthz: the process lives (200). /readyz: it can do its work (200) or not (503), with what is wrong. Everything
// else is 404. One thread of its own; slow or silent clients are dropped after ten seconds, requests are bounded. The
// listening socket survives a restart of the program (exec): its descriptor is handed on in the environment, so that no
// connection is refused meanwhile.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wowhost::web {

struct Readiness {
    bool ready = false;
    std::vector<std::string> reasons; ///< Why not, or what else is worth knowing.
};

class HealthServer {
public:
    /// Listens on HOST:PORT (port 0: any free one). `readiness` is called on the server's thread. Throws Error when the
    /// address cannot be used.
    HealthServer(const std::string& listen, std::function<Readiness()> readiness);
    ~HealthServer();
    HealthServer(const HealthServer&) = delete;
    HealthServer& operator=(const HealthServer&) = delete;

    /// HOST:PORT as bound.
    std::string address() const;
    /// Keeps the socket listening, beyond this server, for the program that takes over by exec; tells it by the
    /// environment.
    void hand_over();

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace wowhost::web
