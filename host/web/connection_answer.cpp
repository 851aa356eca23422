// How a connection answers, and how it ends.
#include "host/web/connection.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <fcntl.h>

namespace wowhost::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

constexpr std::size_t most_discarded = 1024 * 1024;
constexpr std::size_t largest_events = 1024 * 1024; ///< What a source may say at once; more ends its stream.
constexpr auto beat = std::chrono::seconds(15);
constexpr auto longest_park = std::chrono::seconds(30);

} // namespace

void Connection::answer()
{
    request_->body = std::move(parser_->get().body());
    parser_.reset();
    stream_.expires_never();
    if (auto reply = shared_.handler.at_once(*request_))
        return answered(std::move(*reply));
    phase_ = Phase::answering;
    // The last reference must not be given up on the worker's thread.
    const bool taken = shared_.pool->submit([self = shared_from_this()]() mutable {
        auto& connection = *self;
        auto reply = std::make_shared<Reply>(connection.shared_.handler.answer(*connection.request_));
        asio::post(connection.lane_.context,
            [self = std::move(self), reply = std::move(reply)] { self->answered(std::move(*reply)); });
    });
    if (!taken)
        refuse(503, "too much is going on here at the moment; try again in a minute");
}

void Connection::answered(Reply reply)
{
    if (phase_ == Phase::ended)
        return;
    reply_ = std::move(reply);
    if (reply_.moved)
        return park();
    if (reply_.poll && request_->method != "HEAD" && !take_stream())
        return refuse(503, "too many pages are followed at the moment; reload instead, or try again later");
    write();
}

bool Connection::take_stream()
{
    const std::lock_guard lock(shared_.mutex);
    streams_ = shared_.streams < shared_.options.streams;
    shared_.streams += streams_ ? 1 : 0;
    return streams_;
}

void Connection::refuse(int status, const std::string& reason)
{
    if (parser_ && request_->method.empty())
        take_head(); // as far as it could be read
    parser_.reset();
    reply_ = shared_.handler.refusal(*request_, status, reason);
    reply_.close = true;
    write();
}

void Connection::park()
{
    phase_ = Phase::parked;
    if (lane_.mode != Mode::serving)
        return drain();
    timer_.expires_after(longest_park);
    timer_.async_wait([self = shared_from_this()](Problem problem) {
        if (!problem && self->phase_ == Phase::parked)
            self->refuse(503, "the site is starting afresh; try again in a minute");
    });
}

void Connection::write()
{
    phase_ = Phase::writing;
    const bool closes = !keep_ || reply_.close || reply_.poll || lane_.mode == Mode::stopping;
    const bool bare = !reply_.body || request_->method == "HEAD" || is_bodiless(reply_.status);
    keep_ = !closes;
    head_ = head_text(reply_, reply_.body ? reply_.body->size() : 0,
        closes     ? KeepAlive::close
            : old_ ? KeepAlive::keep
                   : KeepAlive::unsaid);
    sent_ = bare ? 0 : reply_.body->size();
    stream_.expires_after(shared_.options.write + std::chrono::seconds(sent_ / shared_.options.slowest));
    const std::array<asio::const_buffer, 2> parts{
        asio::buffer(head_), bare ? asio::const_buffer() : asio::buffer(*reply_.body)};
    asio::async_write(
        stream_, parts, [self = shared_from_this()](Problem problem, std::size_t) { self->written(problem); });
}

void Connection::written(Problem problem)
{
    shared_.handler.written(*request_, reply_, sent_);
    if (problem || phase_ == Phase::ended)
        return end();
    if (reply_.poll && request_->method != "HEAD") {
        phase_ = Phase::streaming;
        last_write_ = std::chrono::steady_clock::now();
        return lane_.mode == Mode::serving ? next_events() : end();
    }
    if (keep_)
        return wait_for_request();
    // What the client still sends would make the kernel take our reply back: read it, and throw it away.
    phase_ = Phase::closing;
    beast::error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    buffer_.clear();
    stream_.expires_after(std::chrono::milliseconds(lane_.mode == Mode::serving ? 2000 : 200));
    discard();
}

void Connection::discard()
{
    stream_.async_read_some(buffer_.prepare(4096), [self = shared_from_this()](Problem problem, std::size_t size) {
        self->discarded_ += size;
        problem || self->discarded_ > most_discarded ? self->end() : self->discard();
    });
}

void Connection::next_events()
{
    const bool taken = shared_.pool->submit([self = shared_from_this()]() mutable {
        auto& connection = *self;
        auto text = std::make_shared<std::string>();
        bool ended = true;
        try {
            const auto events = connection.reply_.poll();
            *text = event_text(events);
            ended = events.ended || text->size() > largest_events;
            if (text->size() > largest_events)
                text->clear();
        } catch (const std::exception&) {
            // The stream ends; a browser asks anew.
        }
        asio::post(connection.lane_.context, [self = std::move(self), text, ended] {
            if (ended)
                self->last_events_ = true;
            self->write_events(*text);
        });
    });
    if (!taken)
        write_events({});
}

void Connection::write_events(const std::string& text)
{
    if (phase_ == Phase::ended)
        return;
    const auto now = std::chrono::steady_clock::now();
    const auto go_on = [self = shared_from_this()](Problem problem, std::size_t) {
        if (problem || self->last_events_ || self->lane_.mode != Mode::serving)
            return self->end();
        self->timer_.expires_after(std::max(self->reply_.every, std::chrono::milliseconds(100)));
        self->timer_.async_wait([self](Problem ended) { ended ? self->end() : self->next_events(); });
    };
    head_ = text.empty() && now - last_write_ > beat ? ":\n\n" : text;
    if (head_.empty())
        return go_on({}, 0);
    last_write_ = now;
    stream_.expires_after(shared_.options.write);
    asio::async_write(stream_, asio::buffer(head_), go_on);
}

void Connection::drain()
{
    if (waits_for_head() && lane_.mode == Mode::handing)
        stream_.cancel();
    else if (phase_ == Phase::streaming)
        timer_.cancel();
    else if (phase_ == Phase::parked) {
        timer_.cancel();
        if (lane_.mode == Mode::handing)
            give(request_text(*request_, keep_));
        else
            refuse(503, "the site is starting afresh; try again in a minute");
    }
}

void Connection::end_if_idle()
{
    if (waits_for_head() || phase_ == Phase::closing)
        stream_.cancel();
}

bool Connection::waits_for_head() const { return phase_ == Phase::idle || (phase_ == Phase::reading && !parser_); }

void Connection::abort()
{
    if (phase_ == Phase::ended)
        return;
    timer_.cancel();
    stream_.cancel();
    end();
}

void Connection::give(const std::string& bytes)
{
    HandedConnection handed{fcntl(stream_.socket().native_handle(), F_DUPFD_CLOEXEC, 3), peer_, bytes};
    const auto rest = buffer_.cdata();
    handed.bytes.append(static_cast<const char*>(rest.data()), rest.size());
    if (handed.descriptor >= 0) {
        const std::lock_guard lock(shared_.mutex);
        shared_.handed.push_back(std::move(handed));
    }
    end();
}

void Connection::end()
{
    if (phase_ == Phase::ended)
        return;
    phase_ = Phase::ended;
    stream_.close();
    lane_.connections.erase(this);
    {
        const std::lock_guard lock(shared_.mutex);
        --shared_.open;
        shared_.streams -= streams_ ? 1 : 0;
    }
    shared_.gone.notify_all();
}

} // namespace wowhost::web
