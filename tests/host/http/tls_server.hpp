// Real servers that speak TLS, with certificates made for the test: nghttpd and nginx.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace http_test {

/// A new folder below the system's temporary one, gone with the object.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// Makes NAME.key and NAME.pem in the folder, for 127.0.0.1 and far.example.
void make_certificate(const Folder& folder, const std::string& name);

/// Whether the program is on the PATH; tests that need it say that they are skipped.
bool there_is(const std::string& program);

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
