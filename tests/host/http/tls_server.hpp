// Real servers that speak TLS, with certificates made for the test: nghttpd and nginx.
#pragma once

#include "support/temporary_directory.hpp"

#include <string>
#include <sys/types.h>

namespace http_test {

using Folder = wowhost::test::TemporaryDirectory;

/// Makes NAME.key and NAME.pem in the folder, for 127.0.0.1 and far.example.
void make_certificate(const Folder& folder, const std::string& name);

/// Whether the server, or openssl, is not there; says then that the test is skipped.
bool lacks(const std::string& program, const std::string& package);

int free_port();

/// A server program in the background. Constructed when it listens; ended with the object.
class Background {
public:
    Background(const std::string& command, int port);
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

private:
    pid_t pid_ = 0;
};

/// nghttpd serving the folder; its verbose log names the connection of every frame.
class Nghttpd {
public:
    Nghttpd(const Folder& folder, const std::string& certificate);
    int port() const { return port_; }
    std::string url(const std::string& path) const { return "https://127.0.0.1:" + std::to_string(port_) + path; }
    /// Connections on which a request's headers arrived.
    std::size_t connections_used() const;

private:
    int port_;
    std::string log_;
    Background program_;
};

} // namespace http_test
