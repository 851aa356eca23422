// HTTP/2 over TLS against a real server (nghttpd), with a certificate made for the test.
#include "host/http/client.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace wowhost;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

class Folder {
public:
    Folder()
    {
        std::string name = fs::temp_directory_path() / "wowhost-http2-XXXXXX";
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { fs::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const std::string& name) const { return path_ / name; }

private:
    fs::path path_;
};

void make_certificate(const Folder& folder, const std::string& name)
{
    const auto command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                         "-subj /CN=wowhost-test -addext subjectAltName=IP:127.0.0.1 -keyout "
        + folder.file(name + ".key") + " -out " + folder.file(name + ".pem") + " 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
}

int free_port()
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    ::close(fd);
    return ntohs(address.sin_port);
}

bool listens(int port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return connected;
}

/// nghttpd serving the folder; its verbose log names the connection of every frame.
class Nghttpd {
public:
    Nghttpd(const Folder& folder, const std::string& certificate)
        : port_(free_port())
        , log_(folder.file("nghttpd.log"))
    {
        const auto command = "exec nghttpd -v -a 127.0.0.1 -d " + folder.file("") + " " + std::to_string(port_) + " "
            + folder.file(certificate + ".key") + " " + folder.file(certificate + ".pem") + " >" + log_ + " 2>&1";
        std::array<char*, 4> arguments{
            const_cast<char*>("sh"), const_cast<char*>("-c"), const_cast<char*>(command.c_str()), nullptr};
        REQUIRE(::posix_spawn(&pid_, "/bin/sh", nullptr, nullptr, arguments.data(), environ) == 0);
        for (int i = 0; i < 1000 && !listens(port_); ++i)
            std::this_thread::sleep_for(10ms);
        REQUIRE(listens(port_));
    }
    ~Nghttpd()
    {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Nghttpd(const Nghttpd&) = delete;
    Nghttpd& operator=(const Nghttpd&) = delete;

    std::string url(const std::string& path) const { return "https://127.0.0.1:" + std::to_string(port_) + path; }

    /// Connections on which a request's headers arrived.
    std::size_t connections_used() const
    {
        std::ifstream file(log_);
        std::set<std::string> ids;
        for (std::string line; std::getline(file, line);) {
            const auto id = line.find("[id=");
            if (id != std::string::npos && line.find(":method") != std::string::npos)
                ids.insert(line.substr(id, line.find(']', id) - id));
        }
        return ids.size();
    }

private:
    int port_;
    std::string log_;
    pid_t pid_ = 0;
};

} // namespace

TEST_CASE("HTTP/2 over TLS: a hundred streams share a connection whose certificate the CA bundle vouches for")
{
    if (std::system("command -v nghttpd >/dev/null && command -v openssl >/dev/null") != 0) {
        WARN("skipped: nghttpd (package nghttp2-server) or openssl is missing");
        return;
    }
    const Folder folder;
    make_certificate(folder, "good");
    make_certificate(folder, "other");
    std::ofstream(folder.file("page.json")) << "{\"answer\":42}";
    const Nghttpd server(folder, "good");

    http::HttpOptions options;
    options.ca_file = folder.file("good.pem");
    const auto http = http::make_client(options, {});
    const std::vector<HttpRequest> list(100, HttpRequest(server.url("/page.json")));
    for (const auto& response : http->send_all(list)) {
        INFO(response.failure_message);
        REQUIRE(response.status == 200);
        REQUIRE(response.body == "{\"answer\":42}");
        REQUIRE(response.header("Content-Type").find("json") != std::string::npos);
    }
    CHECK(server.connections_used() == 1);

    options.ca_file = folder.file("other.pem");
    const auto distrusted = http::make_client(options, {})->send(list[0]);
    CHECK(distrusted.failure == HttpFailure::tls);
    CHECK(distrusted.failure_message.find("CA bundle") != std::string::npos);
    options.ca_file = folder.file("missing.pem");
    CHECK(http::make_client(options, {})->send(list[0]).failure == HttpFailure::tls);
    CHECK(http::make_client({}, {})->send(list[0]).failure == HttpFailure::tls);
}
