#include "host/web/reply_text.hpp"

#include <wowhost/json.hpp>

#include <array>
#include <ctime>

namespace wowhost::web {
namespace {

const char* reason_of(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return status < 400 ? "OK" : "Error";
    }
}

/// The Date header's value, made once a second.
const std::string& date_text()
{
    thread_local std::time_t made = 0;
    thread_local std::string text;
    const auto now = std::time(nullptr);
    if (now != made) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        std::array<char, 64> buffer{};
        std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        text = buffer.data();
        made = now;
    }
    return text;
}

void add(std::string& text, std::string_view name, std::string_view value)
{
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
}

} // namespace

bool is_bodiless(int status) { return status == 204 || status == 304 || status < 200; }

std::string head_text(const Reply& reply, std::uint64_t length, KeepAlive keep_alive)
{
    std::string text;
    text.reserve(512);
    text += "HTTP/1.1 ";
    text += std::to_string(reply.status);
    text += ' ';
    text += reason_of(reply.status);
    text += "\r\n";
    add(text, "Date", date_text());
    for (const auto& [name, value] : reply.headers.pairs())
        add(text, name, value);
    if (!reply.poll && !is_bodiless(reply.status))
        add(text, "Content-Length", std::to_string(length));
    if (keep_alive != KeepAlive::unsaid)
        add(text, "Connection", keep_alive == KeepAlive::keep ? "keep-alive" : "close");
    text += "\r\n";
    return text;
}

std::string request_text(const Incoming& request, bool keep_alive)
{
    std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
    if (!request.headers.has("host"))
        add(text, "host", "unsaid"); // of HTTP/1.0
    for (const auto& [name, value] : request.headers.pairs())
        if (name != "content-length" && name != "transfer-encoding" && name != "expect" && name != "connection")
            add(text, name, value);
    if (!request.body.empty())
        add(text, "content-length", std::to_string(request.body.size()));
    if (!keep_alive)
        add(text, "connection", "close");
    return text + "\r\n" + request.body;
}

std::string event_text(const Events& events)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const auto line = [&](std::string& text, const char* field, const std::string& value) {
        if (!value.empty() && value.find_first_not_of(allowed) == std::string::npos)
            text += std::string(field) + ": " + value + "\n";
    };
    std::string text;
    for (const auto& event : events.events) {
        line(text, "event", event.name);
        line(text, "id", event.id);
        text += "data: " + to_json_text(event.data) + "\n\n";
    }
    return text;
}

} // namespace wowhost::web
