#include "host/http/multi.hpp"

#include <wowhost/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace wowhost::http {
namespace {

void initialise_curl()
{
    // Process-wide and never undone: another client may live.
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (code != CURLE_OK)
        throw Error(ErrorCode::failed, std::string("libcurl does not start: ") + curl_easy_strerror(code));
}

} // namespace

Multi::Multi(long connections)
{
    initialise_curl();
    multi_ = curl_multi_init();
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_;
    if (!multi_ || epoll_ < 0 || wake_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0) {
        const std::string reason = multi_ ? std::strerror(errno) : "memory is exhausted";
        close();
        throw Error(ErrorCode::failed, "the HTTP client does not start: " + reason);
    }
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Multi::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Multi::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(multi_, CURLMOPT_MAX_CONCURRENT_STREAMS, 100L);
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 2 * connections); // idle ones kept; the default follows the handles
}

Multi::~Multi() { close(); }

void Multi::close()
{
    if (multi_)
        curl_multi_cleanup(multi_); // still calls on_socket
    for (const int descriptor : {wake_, epoll_})
        if (descriptor >= 0)
            ::close(descriptor);
}

bool Multi::add(CURL* easy)
{
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &Multi::on_opened);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, this);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &Multi::close_socket);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    return curl_multi_add_handle(multi_, easy) == CURLM_OK;
}

void Multi::remove(CURL* easy) { curl_multi_remove_handle(multi_, easy); }

void Multi::work(std::chrono::milliseconds limit)
{
    std::array<epoll_event, 64> events;
    if (due_)
        limit = std::clamp(
            std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now()), std::chrono::milliseconds(0), limit);
    const int count =
        epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(limit.count()));
    int running = 0;
    for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        if (event.data.fd == wake_) {
            std::uint64_t calls = 0;
            [[maybe_unused]] const auto ignored = read(wake_, &calls, sizeof calls);
            continue;
        }
        if (watch(event.data.fd)
                .is_idle) { // the server ends a connection that is kept: libcurl sees it at the next use
            forget(event.data.fd);
            continue;
        }
        const int ready = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0)
            | ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0)
            | ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
        curl_multi_socket_action(multi_, event.data.fd, ready, &running);
    }
    if (due_ && *due_ <= Clock::now()) {
        due_.reset(); // the call may set it again
        curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
    }
}

void Multi::wake()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto ignored = write(wake_, &one, sizeof one); // full means: awake already
}

std::optional<Multi::Finished> Multi::next_finished()
{
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const Finished finished{message->easy_handle, message->data.result}; // the message dies with the removal
        curl_multi_remove_handle(multi_, finished.easy);
        return finished;
    }
    return std::nullopt;
}

Multi::Watch& Multi::watch(curl_socket_t socket)
{
    const auto at = static_cast<std::size_t>(socket);
    if (at >= watched_.size())
        watched_.resize(at + 1);
    return watched_[at];
}

void Multi::forget(curl_socket_t socket)
{
    auto& known = watch(socket);
    if (known.events != 0)
        epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr); // closed already is as good
    known.events = 0;
    known.is_idle = false;
}

int Multi::on_opened(void* self, curl_socket_t socket, curlsocktype /*purpose*/)
{
    static_cast<Multi*>(self)->watch(socket) = {0, true, false};
    return CURL_SOCKOPT_OK;
}

int Multi::close_socket(void* self, curl_socket_t socket)
{
    auto& multi = *static_cast<Multi*>(self);
    multi.forget(socket);
    multi.watch(socket).is_connection = false;
    return ::close(socket);
}

int Multi::on_socket(CURL* /*easy*/, curl_socket_t socket, int what, void* self, void* /*of the socket*/)
{
    auto& multi = *static_cast<Multi*>(self);
    auto& known = multi.watch(socket);
    if (what == CURL_POLL_REMOVE) {
        if (known.is_connection)
            known.is_idle = true;
        else
            multi.forget(socket);
        return 0;
    }
    known.is_idle = false;
    epoll_event event{};
    event.data.fd = socket;
    event.events = ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0U) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0U);
    if (known.events == event.events)
        return 0;
    if (epoll_ctl(multi.epoll_, known.events != 0 ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0)
        return -1;
    known.events = event.events;
    return 0;
}

int Multi::on_timer(CURLM* /*multi*/, long milliseconds, void* self)
{
    auto& due = static_cast<Multi*>(self)->due_;
    if (milliseconds < 0)
        due.reset();
    else
        due = Clock::now() + std::chrono::milliseconds(milliseconds);
    return 0;
}

} // namespace wowhost::http
