#include "host/http/test_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <poll.h>
#include <stdexcept>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

namespace http_test {
namespace {

std::size_t content_length(std::string_view head)
{
    constexpr std::string_view name = "\r\ncontent-length:";
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end())
        return 0;
    return std::strtoul(std::string(found + static_cast<std::ptrdiff_t>(name.size()), head.end()).c_str(), nullptr, 10);
}

bool receive(int fd, std::string& buffer)
{
    std::array<char, 65536> chunk;
    const auto count = ::recv(fd, chunk.data(), chunk.size(), 0);
    if (count <= 0)
        return false;
    buffer.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

} // namespace

bool Peer::send(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool Peer::answer(int status, std::string_view body, std::string_view headers) const
{
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Whatever\r\n" + std::string(headers);
    if (status != 304)
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return send(text + "\r\n" + std::string(body));
}

void Peer::hold()
{
    std::string ignored;
    while (receive(fd_, ignored)) { }
    open_ = false;
}

void Peer::tunnel(int port)
{
    open_ = false;
    const int far = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(far, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        std::array<pollfd, 2> ends{pollfd{fd_, POLLIN, 0}, pollfd{far, POLLIN, 0}};
        for (bool both = true; both && ::poll(ends.data(), ends.size(), -1) > 0;)
            for (std::size_t i = 0; i < 2 && both; ++i)
                if (std::string bytes; ends[i].revents != 0)
                    both = receive(ends[i].fd, bytes) && Peer(ends[1 - i].fd).send(bytes);
    }
    ::close(far);
}

void Peer::reset()
{
    const linger abort{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    open_ = false;
}

TestServer::TestServer(Handler handler)
    : handler_(std::move(handler))
    , listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 512) != 0
        || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("the test server cannot listen");
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
}

TestServer::~TestServer()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (const int fd : open_)
            ::shutdown(fd, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& thread : threads_)
        thread.join();
    ::close(listener_);
}

std::string TestServer::url(std::string_view path) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

std::vector<Received> TestServer::received() const
{
    const std::lock_guard lock(mutex_);
    return received_;
}

bool TestServer::wait_for(std::size_t requests) const
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return received_.size() >= requests; });
}

bool TestServer::wait_for_closed(int closed) const
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return closed_ >= closed; });
}

void TestServer::accept_all()
{
    for (;;) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0)
            return;
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            ::close(fd);
            return;
        }
        open_.push_back(fd);
        const int number = ++connections_;
        threads_.emplace_back([this, fd, number] { serve(fd, number); });
    }
}

void TestServer::serve(int fd, int number)
{
    Peer peer(fd);
    std::string buffer;
    for (int nth = 1; peer.open(); ++nth) {
        std::size_t end = 0;
        while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
            if (!receive(fd, buffer))
                break;
        if (end == std::string::npos)
            break;
        Received request;
        request.arrived = std::chrono::steady_clock::now();
        request.head = buffer.substr(0, end + 2);
        buffer.erase(0, end + 4);
        const auto length = content_length(request.head);
        while (buffer.size() < length && receive(fd, buffer)) { }
        request.body = buffer.substr(0, length);
        buffer.erase(0, length);
        const auto space = request.head.find(' ');
        request.method = request.head.substr(0, space);
        request.target = request.head.substr(space + 1, request.head.find(' ', space + 1) - space - 1);
        request.connection = number;
        request.nth = nth;
        {
            const std::lock_guard lock(mutex_);
            received_.push_back(request);
        }
        changed_.notify_all();
        handler_(peer, request);
    }
    {
        const std::lock_guard lock(mutex_);
        open_.remove(fd);
        ++closed_;
        ::close(fd);
    }
    changed_.notify_all();
}

std::string gzip(std::string_view text)
{
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("zlib does not start");
    std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

} // namespace http_test
