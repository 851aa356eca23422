#include "host/web/server.hpp"

#include "host/web/connection.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>

#include <latch>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace wowhost::web {
namespace {

namespace asio = boost::asio;

/// How long an idle connection may still ask something when the server stops: a client that has sent its request
/// already would lose it otherwise.
constexpr auto linger = std::chrono::milliseconds(700);

constexpr std::string_view no_room =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 10\r\nConnection: close\r\n\r\n";

void allow_descriptors(std::size_t wanted)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

class Server::Implementation {
public:
    Implementation(const ServerOptions& options, Handler& handler)
        : listener_(std::make_unique<Listener>(options.listen))
        , shared_{options, handler, std::make_unique<WorkerPool>(options.workers, options.waiting), {}, {}, 0, 0, {}}
    {
        address_ = listener_->address();
        tcp_ = listener_->is_tcp();
        allow_descriptors(options.connections + 256);
        for (std::size_t i = 0; i < std::max<std::size_t>(1, options.threads); ++i)
            lanes_.push_back(std::make_unique<Lane>());
        acceptor_.emplace(lanes_.front()->context, listener_->descriptor());
        retry_.emplace(lanes_.front()->context);
        for (auto& connection : take_handed_connections())
            place(connection.descriptor, connection.peer, connection.bytes);
        accept();
        for (auto& lane : lanes_)
            threads_.emplace_back([context = &lane->context] {
                const auto work = asio::make_work_guard(*context);
                context->run();
            });
    }

    ~Implementation() { end(Mode::stopping); }

    void end(Mode mode)
    {
        if (ended_)
            return;
        ended_ = true;
        std::latch told(static_cast<std::ptrdiff_t>(lanes_.size()) + 1);
        asio::post(lanes_.front()->context, [this, mode, &told] {
            accepting_ = false;
            retry_->cancel();
            acceptor_->release(); // the listener's to close
            accept_waiting(); // who is connected already may have asked
            if (mode == Mode::stopping)
                listener_.reset(); // who comes now is refused at once
            told.count_down();
        });
        for (auto& lane : lanes_)
            asio::post(lane->context, [&told, mode, lane = lane.get()] {
                drain(*lane, mode);
                told.count_down();
            });
        told.wait();
        std::unique_lock lock(shared_.mutex);
        const auto none = [&] { return shared_.open == 0; };
        if (mode == Mode::stopping && !shared_.gone.wait_for(lock, linger, none))
            for_all_connections([](Connection& connection) { connection.end_if_idle(); });
        if (!shared_.gone.wait_for(lock, shared_.options.drain, none))
            for_all_connections([](Connection& connection) { connection.abort(); });
        shared_.gone.wait_for(lock, std::chrono::seconds(1), none);
        lock.unlock();
        shared_.pool->end();
        for (auto& lane : lanes_)
            lane->context.stop();
        for (auto& thread : threads_)
            thread.join();
        if (mode == Mode::handing)
            listener_->hand_over(shared_.handed);
        listener_.reset();
    }

    std::string address() const { return address_; }

    Statistics statistics() const
    {
        const std::lock_guard lock(shared_.mutex);
        return {
            shared_.open, shared_.streams, accepted_, turned_away_, shared_.pool->waiting(), shared_.pool->threads()};
    }

private:
    void accept()
    {
        acceptor_->async_wait(asio::posix::stream_descriptor::wait_read, [this](boost::system::error_code problem) {
            if (!accepting_ || problem == asio::error::operation_aborted)
                return;
            if (!accept_waiting())
                return accept();
            retry_->expires_after(std::chrono::milliseconds(50)); // no descriptors left: until some are free
            retry_->async_wait([this](boost::system::error_code ended) {
                if (!ended)
                    accept();
            });
        });
    }

    /// True when the process has no descriptors left.
    bool accept_waiting()
    {
        bool full = false;
        while (const auto accepted = listener_->accept(full)) {
            ++accepted_;
            place(accepted->descriptor, accepted->peer, {});
        }
        return full;
    }

    void place(int descriptor, const std::string& peer, const std::string& bytes)
    {
        {
            const std::lock_guard lock(shared_.mutex);
            if (shared_.open >= shared_.options.connections) {
                ++turned_away_;
                [[maybe_unused]] const auto sent = ::send(descriptor, no_room.data(), no_room.size(), MSG_NOSIGNAL);
                ::close(descriptor);
                return;
            }
            ++shared_.open;
        }
        auto& lane = *lanes_[next_++ % lanes_.size()];
        asio::post(lane.context, [this, &lane, descriptor, tcp = tcp_, peer, bytes] {
            std::make_shared<Connection>(shared_, lane, descriptor, tcp, peer)->start(bytes);
        });
    }

    static void drain(Lane& lane, Mode mode)
    {
        lane.mode = mode;
        const auto connections = lane.connections; // draining may end some
        for (auto* connection : connections)
            if (lane.connections.contains(connection))
                connection->drain();
    }

    template <class Do>
    void for_all_connections(Do act)
    {
        for (auto& lane : lanes_)
            asio::post(lane->context, [act, lane = lane.get()] {
                const auto connections = lane->connections;
                for (auto* connection : connections)
                    if (lane->connections.contains(connection))
                        act(*connection);
            });
    }

    std::unique_ptr<Listener> listener_;
    mutable Shared shared_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::optional<asio::posix::stream_descriptor> acceptor_;
    std::optional<asio::steady_timer> retry_;
    std::vector<std::thread> threads_;
    std::string address_;
    bool tcp_ = true;
    bool accepting_ = true;
    bool ended_ = false;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::uint64_t> accepted_{0};
    std::atomic<std::uint64_t> turned_away_{0};
};

Server::Server(const ServerOptions& options, Handler& handler)
    : implementation_(std::make_unique<Implementation>(options, handler))
{
}

Server::~Server() = default;

std::string Server::address() const { return implementation_->address(); }

void Server::stop() { implementation_->end(Mode::stopping); }

void Server::hand_over() { implementation_->end(Mode::handing); }

Server::Statistics Server::statistics() const { return implementation_->statistics(); }

} // namespace wowhost::web
