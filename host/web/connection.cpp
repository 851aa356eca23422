#include "host/web/connection.hpp"

#include "host/web/url.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>

namespace wowhost::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::string_view view_of(const beast::flat_buffer& buffer)
{
    return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

bool same(std::string_view left, std::string_view right)
{
    return beast::iequals({left.data(), left.size()}, {right.data(), right.size()});
}

/// Headers that are lists, whose lines mean the same when they are joined.
bool is_list(std::string_view name)
{
    constexpr std::string_view lists[] = {"accept", "accept-encoding", "accept-language", "cache-control",
        "if-none-match", "x-forwarded-for", "connection"};
    return std::find(std::begin(lists), std::end(lists), name) != std::end(lists);
}

Fields headers_of(const http::fields& fields)
{
    std::vector<Fields::Pair> pairs;
    for (const auto& field : fields) {
        const auto value = view(field.value());
        if (!is_clean(value))
            continue;
        std::string name(field.name_string().data(), field.name_string().size());
        std::transform(name.begin(), name.end(), name.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        const auto before =
            std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first == name; });
        if (before != pairs.end() && name == "cookie")
            before->second += "; " + std::string(value);
        else if (before != pairs.end() && is_list(name))
            before->second += ", " + std::string(value);
        else
            pairs.emplace_back(std::move(name), value);
    }
    return Fields(std::move(pairs));
}

} // namespace

Connection::Connection(Shared& shared, Lane& lane, int descriptor, bool tcp, std::string peer)
    : shared_(shared)
    , lane_(lane)
    , stream_(Stream::socket_type(
          lane.context.get_executor(), tcp ? Protocol(AF_INET, IPPROTO_TCP) : Protocol(AF_UNIX, 0), descriptor))
    , timer_(lane.context)
    , buffer_(shared.options.head_bytes + 8 * 1024)
    , peer_(std::move(peer))
{
}

void Connection::start(const std::string& bytes)
{
    lane_.connections.insert(this);
    const auto size = std::min(bytes.size(), buffer_.max_size());
    buffer_.commit(asio::buffer_copy(buffer_.prepare(size), asio::buffer(bytes)));
    wait_for_request();
}

void Connection::wait_for_request()
{
    phase_ = Phase::idle;
    parser_.reset();
    request_.reset();
    reply_ = {};
    if (buffer_.size() > 0)
        return begin_head();
    if (lane_.mode == Mode::handing)
        return give({});
    buffer_.shrink_to_fit(); // many connections do nothing for long
    stream_.expires_after(shared_.options.idle);
    read_more();
}

void Connection::begin_head()
{
    phase_ = Phase::reading;
    searched_ = 0;
    request_ = std::make_shared<Incoming>();
    request_->since = std::chrono::steady_clock::now();
    request_->peer = peer_;
    stream_.expires_after(shared_.options.head);
    find_head();
}

/// Reads on until the head is complete. It stays in the buffer until then, so that it can be handed over.
void Connection::read_more()
{
    const auto room = std::min<std::size_t>(2048, buffer_.max_size() - buffer_.size());
    stream_.async_read_some(buffer_.prepare(room), [self = shared_from_this()](Problem problem, std::size_t size) {
        if (self->phase_ == Phase::ended)
            return;
        if (problem)
            return self->lane_.mode == Mode::handing && problem == asio::error::operation_aborted ? self->give({})
                                                                                                  : self->end();
        self->buffer_.commit(size);
        self->phase_ == Phase::idle ? self->begin_head() : self->find_head();
    });
}

void Connection::find_head()
{
    auto text = view_of(buffer_);
    while (text.starts_with("\r\n")) { // some send one after a body
        buffer_.consume(2);
        text = view_of(buffer_);
    }
    const auto end = text.find("\r\n\r\n", searched_);
    if (std::min(end, text.size()) > shared_.options.head_bytes)
        return refuse(431, "the head of the request is too large");
    if (end == std::string_view::npos) {
        searched_ = text.size() < 3 ? 0 : text.size() - 3;
        return read_more();
    }
    const auto head = text.substr(0, end);
    if (head.find("\r\n ") != std::string_view::npos || head.find("\r\n\t") != std::string_view::npos)
        return refuse(400, "a header goes over several lines, which readers understand in different ways");
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.head_bytes + 4));
    parser_->body_limit(boost::none);
    Problem problem;
    buffer_.consume(parser_->put(buffer_.data(), problem));
    if (problem == http::error::need_more)
        problem = http::error::bad_field;
    head_read(problem);
}

bool Connection::read_failed(Problem problem)
{
    if (!problem)
        return false;
    if (problem == http::error::header_limit || problem == http::error::buffer_overflow)
        refuse(431, "the head of the request is too large");
    else if (problem == http::error::body_limit)
        refuse(413, "the body of the request is too large");
    else if (problem == beast::error::timeout || problem == http::error::end_of_stream
        || problem == http::error::partial_message || problem.category() == asio::error::get_system_category())
        end();
    else
        refuse(400, "the request is no valid HTTP: " + problem.message());
    return true;
}

int Connection::refused_head(std::string& reason) const
{
    const auto& head = parser_->get();
    if (head.version() != 10 && head.version() != 11) {
        reason = "only HTTP/1.0 and HTTP/1.1 are spoken here";
        return 505;
    }
    const auto hosts = head.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && head.version() == 11)) {
        reason = "a request has one Host header";
        return 400;
    }
    if (head.count(http::field::transfer_encoding) > 0
        && (head.version() == 10 || head.count(http::field::transfer_encoding) > 1
            || !same(view(head[http::field::transfer_encoding]), "chunked"))) {
        reason = "of transfer encodings only \"chunked\" is known here";
        return 501;
    }
    if (head.count(http::field::expect) > 0 && !same(view(head[http::field::expect]), "100-continue")) {
        reason = "nothing but 100-continue can be expected";
        return 417;
    }
    return 0;
}

void Connection::head_read(Problem problem)
{
    if (read_failed(problem))
        return;
    const auto& head = parser_->get();
    old_ = head.version() == 10;
    keep_ = parser_->keep_alive();
    std::string reason;
    if (const int status = refused_head(reason))
        return refuse(status, reason);
    take_head(); // what comes behind a body as its trailer is no header
    if (parser_->is_done())
        return answer();
    const auto limit = shared_.handler.body_limit(view(head.method_string()), view(head.target()));
    if (const auto length = parser_->content_length(); length && *length > limit)
        return refuse(413, "the body of the request is too large for this address");
    parser_->body_limit(limit);
    if (head.count(http::field::expect) == 0 || old_)
        return read_body();
    stream_.expires_after(shared_.options.write);
    asio::async_write(stream_, asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25),
        [self = shared_from_this()](Problem failure, std::size_t) { failure ? self->end() : self->read_body(); });
}

void Connection::read_body()
{
    stream_.expires_after(shared_.options.body);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](Problem problem, std::size_t) {
        if (self->phase_ != Phase::ended && !self->read_failed(problem))
            self->answer();
    });
}

void Connection::take_head()
{
    const auto& head = parser_->get();
    request_->method = view(head.method_string());
    request_->target = view(head.target());
    request_->headers = headers_of(head.base());
}

} // namespace wowhost::web
