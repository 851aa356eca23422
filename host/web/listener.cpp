#include "host/web/listener.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace wowhost::web {
namespace {

constexpr const char* listen_variable = "WOWHOST_LISTEN_FD";
constexpr const char* connections_variable = "WOWHOST_CONNECTIONS_FD";
constexpr int backlog = 1024;

union Address {
    sockaddr base;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_un local;
    sockaddr_storage storage;
};

[[noreturn]] void cannot_listen(const std::string& address, int problem)
{
    throw Error(ErrorCode::failed,
        fmt::format("cannot listen on {}: {}; choose another address with --listen or serve.listen", address,
            std::strerror(problem)));
}

/// HOST:PORT → an address and its length.
socklen_t parse(const std::string& text, Address& address)
{
    const auto colon = text.rfind(':');
    if (colon != std::string::npos) {
        auto host = text.substr(0, colon);
        if (host.starts_with("[") && host.ends_with("]"))
            host = host.substr(1, host.size() - 2);
        if (host == "localhost")
            host = "127.0.0.1";
        const auto digits = text.substr(colon + 1);
        if (!digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos
            && std::stoul(digits) <= 65535) {
            const auto port = htons(static_cast<std::uint16_t>(std::stoul(digits)));
            if (inet_pton(AF_INET, host.c_str(), &address.v4.sin_addr) == 1) {
                address.v4.sin_family = AF_INET;
                address.v4.sin_port = port;
                return sizeof address.v4;
            }
            if (inet_pton(AF_INET6, host.c_str(), &address.v6.sin6_addr) == 1) {
                address.v6.sin6_family = AF_INET6;
                address.v6.sin6_port = port;
                return sizeof address.v6;
            }
        }
    }
    throw Error(ErrorCode::invalid_argument,
        fmt::format(
            "serve.listen \"{}\" is not ADDRESS:PORT; write for example 127.0.0.1:8080, or unix:/run/site.sock", text));
}

std::string host_text(const Address& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.base.sa_family == AF_INET)
        inet_ntop(AF_INET, &address.v4.sin_addr, text.data(), text.size());
    else if (address.base.sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&address.v6.sin6_addr))
        inet_ntop(AF_INET, &address.v6.sin6_addr.s6_addr[12], text.data(), text.size());
    else if (address.base.sa_family == AF_INET6)
        inet_ntop(AF_INET6, &address.v6.sin6_addr, text.data(), text.size());
    return text.data();
}

std::optional<int> number_in(const char* variable)
{
    const char* text = std::getenv(variable);
    if (text == nullptr)
        return std::nullopt;
    const int number = std::atoi(text);
    unsetenv(variable);
    return number;
}

bool listens(int descriptor)
{
    int value = 0;
    socklen_t size = sizeof value;
    return getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0;
}

void put(std::string& text, const std::string& part)
{
    const auto size = static_cast<std::uint32_t>(part.size());
    text.append(reinterpret_cast<const char*>(&size), sizeof size);
    text += part;
}

bool take(std::string_view& rest, std::string& part)
{
    std::uint32_t size = 0;
    if (rest.size() < sizeof size)
        return false;
    std::memcpy(&size, rest.data(), sizeof size);
    rest.remove_prefix(sizeof size);
    if (rest.size() < size)
        return false;
    part = rest.substr(0, size);
    rest.remove_prefix(size);
    return true;
}

} // namespace

Listener::Listener(const std::string& address)
{
    Address unused{};
    const bool local = address.starts_with("unix:");
    if (!local)
        parse(address, unused); // a wrong address is wrong, whatever was handed over
    if (adopt())
        return;
    if (local)
        open_unix(address);
    else
        open_tcp(address);
}

Listener::~Listener()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
    if (!unlink_.empty())
        ::unlink(unlink_.c_str());
}

bool Listener::adopt()
{
    auto descriptor = number_in(listen_variable);
    const auto process = number_in("LISTEN_PID");
    const auto count = number_in("LISTEN_FDS");
    if (!descriptor && process == ::getpid() && count.value_or(0) > 0)
        descriptor = 3;
    if (!descriptor || !listens(*descriptor))
        return false;
    descriptor_ = *descriptor;
    fcntl(descriptor_, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
    Address address{};
    socklen_t size = sizeof address;
    tcp_ = getsockname(descriptor_, &address.base, &size) != 0 || address.base.sa_family != AF_UNIX;
    return true;
}

void Listener::open_tcp(const std::string& text)
{
    Address address{};
    const auto size = parse(text, address);
    descriptor_ = ::socket(address.base.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    if (descriptor_ < 0 || setsockopt(descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || ::bind(descriptor_, &address.base, size) != 0 || ::listen(descriptor_, backlog) != 0)
        cannot_listen(text, errno);
}

void Listener::open_unix(const std::string& text)
{
    const auto path = text.substr(5);
    Address address{};
    if (path.empty() || path.size() >= sizeof address.local.sun_path)
        throw Error(ErrorCode::invalid_argument,
            fmt::format("serve.listen \"{}\": the path of a Unix socket has 1 to {} bytes", text,
                sizeof address.local.sun_path - 1));
    tcp_ = false;
    address.local.sun_family = AF_UNIX;
    std::memcpy(address.local.sun_path, path.c_str(), path.size() + 1);
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0)
        cannot_listen(text, errno);
    // What a killed server has left behind refuses connections; one that answers is somebody else's.
    struct stat status { };
    if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)
        && ::connect(descriptor_, &address.base, sizeof address.local) != 0 && errno == ECONNREFUSED)
        ::unlink(path.c_str());
    ::close(descriptor_);
    descriptor_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ < 0 || ::bind(descriptor_, &address.base, sizeof address.local) != 0)
        cannot_listen(text, errno);
    unlink_ = path;
    if (::chmod(path.c_str(), 0660) != 0 || ::listen(descriptor_, backlog) != 0)
        cannot_listen(text, errno);
}

std::string Listener::address() const
{
    Address address{};
    socklen_t size = sizeof address;
    if (getsockname(descriptor_, &address.base, &size) != 0)
        return "unknown";
    switch (address.base.sa_family) {
    case AF_INET: return fmt::format("http://{}:{}", host_text(address), ntohs(address.v4.sin_port));
    case AF_INET6: {
        std::array<char, INET6_ADDRSTRLEN> text{};
        inet_ntop(AF_INET6, &address.v6.sin6_addr, text.data(), text.size());
        return fmt::format("http://[{}]:{}", text.data(), ntohs(address.v6.sin6_port));
    }
    default: return fmt::format("unix:{}", address.local.sun_path);
    }
}

std::optional<Accepted> Listener::accept(bool& full) const
{
    Address address{};
    socklen_t size = sizeof address;
    const int descriptor = ::accept4(descriptor_, &address.base, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    full = descriptor < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
    if (descriptor < 0)
        return std::nullopt;
    if (tcp_) {
        const int on = 1;
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return Accepted{descriptor, host_text(address)};
}

void Listener::hand_over(const std::vector<HandedConnection>& connections)
{
    unlink_.clear();
    fcntl(descriptor_, F_SETFD, 0);
    setenv(listen_variable, std::to_string(std::exchange(descriptor_, -1)).c_str(), 1);
    std::string text;
    for (const auto& connection : connections) {
        put(text, std::to_string(connection.descriptor));
        put(text, connection.peer);
        put(text, connection.bytes);
    }
    const int memory = memfd_create("wowhost-connections", 0);
    if (memory < 0 || ::write(memory, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        for (const auto& connection : connections)
            ::close(connection.descriptor);
        return;
    }
    for (const auto& connection : connections)
        fcntl(connection.descriptor, F_SETFD, 0);
    setenv(connections_variable, std::to_string(memory).c_str(), 1);
}

std::vector<HandedConnection> take_handed_connections()
{
    std::vector<HandedConnection> connections;
    const auto memory = number_in(connections_variable);
    if (!memory)
        return connections;
    std::string text;
    std::array<char, 16 * 1024> part{};
    ::lseek(*memory, 0, SEEK_SET);
    for (ssize_t size = 0; (size = ::read(*memory, part.data(), part.size())) > 0;)
        text.append(part.data(), static_cast<std::size_t>(size));
    ::close(*memory);
    std::string_view rest = text;
    std::string number;
    HandedConnection connection;
    while (take(rest, number) && take(rest, connection.peer) && take(rest, connection.bytes)) {
        connection.descriptor = std::atoi(number.c_str());
        fcntl(connection.descriptor, F_SETFD, FD_CLOEXEC);
        connections.push_back(connection);
    }
    return connections;
}

} // namespace wowhost::web
