// The receiving half of Transfer: libcurl's callbacks, and the caps on what a server may make us hold.
#include "host/http/request_check.hpp"
#include "host/http/transfer.hpp"

#include <algorithm>
#include <exception>
#include <strings.h>
#include <sys/socket.h>

namespace wowhost::http {
namespace {

constexpr std::size_t largest_first_guess = 4u << 20;

} // namespace

// libcurl is C: nothing may be thrown through it. A callback that returns less than it got ends the transfer.

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self)
{
    try {
        return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
    } catch (const std::exception&) {
        return 0;
    }
}

bool Transfer::take_header(std::string_view line)
{
    header_bytes_ += line.size();
    if (header_bytes_ > max_header_bytes) {
        stopped_by_ = HttpFailure::too_large;
        return false;
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' ' || line.back() == '\t'))
        line.remove_suffix(1);
    auto& headers = job_->response.headers;
    if (line.starts_with("HTTP/")) { // another answer: after a redirect, or after 100 Continue
        headers.clear();
        job_->response.body.clear();
        return true;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return true;
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t'))
        value.remove_prefix(1);
    headers.emplace_back(line.substr(0, colon), value);
    return true;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self)
{
    try {
        return static_cast<Transfer*>(self)->take_body({data, size * count}) ? size * count : 0;
    } catch (const std::exception&) {
        return 0;
    }
}

bool Transfer::take_body(std::string_view data)
{
    auto& body = job_->response.body;
    const auto limit = job_->request.max_body;
    curl_off_t announced = -1;
    if (body.empty()) // foreign input: a reason to stop early, and a hint for memory, not to be trusted
        curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    if (data.size() > limit - std::min(limit, body.size())
        || (announced > 0 && static_cast<std::uint64_t>(announced) > limit)) {
        stopped_by_ = HttpFailure::too_large;
        return false;
    }
    const auto needed = body.size() + data.size() + body_spare;
    if (needed > body.capacity()) {
        auto room = std::max(needed, body.capacity() * 2);
        if (announced > 0)
            room = std::max(needed, std::min(largest_first_guess, static_cast<std::size_t>(announced) + body_spare));
        body.reserve(room);
    }
    body.append(data);
    return true;
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address)
{
    auto& transfer = *static_cast<Transfer*>(self);
    const char* url = nullptr;
    curl_easy_getinfo(transfer.easy_, CURLINFO_EFFECTIVE_URL, &url);
    // The name said loopback, or a redirect led here; what counts is where an unencrypted connection really goes.
    const bool tls = transfer.job_->tls || (url && strncasecmp(url, "https:", 6) == 0);
    if (!tls && !is_loopback(address->addr)) {
        transfer.stopped_by_ = HttpFailure::blocked;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

} // namespace wowhost::http
