#include "http_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace web_test {

Client::Client(const std::string& address)
{
    int result = -1;
    if (address.starts_with("unix:")) {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        std::strncpy(to.sun_path, address.c_str() + 5, sizeof to.sun_path - 1);
        descriptor_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
        result = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to);
    } else {
        const auto host = address.substr(address.find("//") + 2);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(host.substr(host.find(':') + 1))));
        inet_pton(AF_INET, host.substr(0, host.find(':')).c_str(), &to.sin_addr);
        descriptor_ = ::socket(AF_INET, SOCK_STREAM, 0);
        result = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to);
    }
    if (result != 0)
        throw std::runtime_error("cannot connect to " + address + ": " + std::strerror(errno));
    timeval patience{20, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Client::~Client()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

Client::Client(Client&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1))
    , buffer_(std::move(other.buffer_))
{
}

bool Client::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Client::fill()
{
    std::array<char, 16 * 1024> part{};
    const auto size = ::recv(descriptor_, part.data(), part.size(), 0);
    if (size <= 0)
        return false;
    buffer_.append(part.data(), static_cast<std::size_t>(size));
    return true;
}

Answer Client::read(bool head_only)
{
    Answer answer;
    while (buffer_.find("\r\n\r\n") == std::string::npos)
        if (!fill())
            return answer;
    const auto end = buffer_.find("\r\n\r\n");
    answer.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = std::stoi(answer.head.substr(9, 3));
    for (auto at = answer.head.find("\r\n") + 2; at < answer.head.size();) {
        const auto line = answer.head.substr(at, answer.head.find("\r\n", at) - at);
        at += line.size() + 2;
        auto name = line.substr(0, line.find(':'));
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        answer.headers[name] = line.substr(line.find(':') + 2);
    }
    if (head_only || answer.status == 304 || answer.status == 204 || answer.status == 100)
        return answer;
    if (answer.headers.contains("content-length")) {
        const auto size = std::stoul(answer.header("content-length"));
        while (buffer_.size() < size)
            if (!fill())
                return {};
        answer.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
    } else {
        answer.body = read_all();
    }
    return answer;
}

std::string Client::read_all()
{
    while (fill()) { }
    return std::exchange(buffer_, {});
}

Answer Client::ask(
    const std::string& method, const std::string& path, const std::string& headers, const std::string& body)
{
    auto text = method + " " + path + " HTTP/1.1\r\nHost: test\r\n" + headers;
    if (!body.empty())
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    if (!send(text + "\r\n" + body))
        return {};
    return read(method == "HEAD");
}

Answer Client::get(const std::string& path, const std::string& headers) { return ask("GET", path, headers); }

bool Client::is_closed()
{
    errno = 0;
    while (fill()) { }
    return errno != EAGAIN && errno != EWOULDBLOCK;
}

void Client::shut_down_sending() { ::shutdown(descriptor_, SHUT_WR); }

Answer get(const std::string& address, const std::string& path, const std::string& headers)
{
    return Client(address).get(path, headers);
}

} // namespace web_test
