#include "host/http/tls_server.hpp"

#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace http_test {
namespace {

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

} // namespace

void make_certificate(const Folder& folder, const std::string& name)
{
    const auto command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                         "-subj /CN=wowhost-test -addext subjectAltName=IP:127.0.0.1,DNS:far.example -keyout "
        + (folder / (name + ".key")) + " -out " + (folder / (name + ".pem")) + " 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
}

bool lacks(const std::string& program, const std::string& package)
{
    for (const auto& each : {program, std::string("openssl")})
        if (std::system(("PATH=$PATH:/usr/sbin command -v " + each + " >/dev/null").c_str()) != 0) {
            WARN("skipped: " << program << " (package " << package << ") or openssl is missing");
            return true;
        }
    return false;
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

Background::Background(const std::string& command, int port)
{
    const auto line = "PATH=$PATH:/usr/sbin; exec " + command;
    std::array<char*, 4> arguments{
        const_cast<char*>("sh"), const_cast<char*>("-c"), const_cast<char*>(line.c_str()), nullptr};
    REQUIRE(::posix_spawn(&pid_, "/bin/sh", nullptr, nullptr, arguments.data(), environ) == 0);
    for (int i = 0; i < 1000 && !listens(port); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    REQUIRE(listens(port));
}

Background::~Background()
{
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

Nghttpd::Nghttpd(const Folder& folder, const std::string& certificate)
    : port_(free_port())
    , log_(folder / "nghttpd.log")
    , program_("nghttpd -v -a 127.0.0.1 -d " + (folder / "") + " " + std::to_string(port_) + " "
              + (folder / (certificate + ".key")) + " " + (folder / (certificate + ".pem")) + " >" + log_ + " 2>&1",
          port_)
{
}

std::size_t Nghttpd::connections_used() const
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

} // namespace http_test
