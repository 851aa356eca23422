// wowhost SDK: what a route answers.
//
// A value: a page (a title, the name of a template, and the values that it shows), JSON, a redirect, bytes, a file of
// the module, or a stream of events. Modules give values, never markup: the host renders the template with escaping on,
// puts it into the site's layout, and sets length, ETag, compression, cache and security headers.
//
//     return Response::page("Heirlooms", "wow_heirloom/list", Value::object({{"rows", rows}}));
#pragma once

#include <wowhost/request.hpp>
#include <wowhost/value.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace wowhost {
inline namespace v1 {

/// One event of a stream, in the browser's terms (EventSource).
class Event {
public:
    Event(std::string name_, Value data_, std::string id_ = {})
        : name(std::move(name_))
        , data(std::move(data_))
        , id(std::move(id_))
    {
    }
    std::string name; ///< Letters, digits, '_' and '-'.
    Value data; ///< Sent as JSON.
    std::string id; ///< If given, a browser that reconnects says it as the header Last-Event-ID.
};

/// What there is to send now; `ended` closes the stream.
class Events {
public:
    std::vector<Event> events;
    bool ended = false;
};

/// Asked again and again while somebody listens, each time as a guarded call and a unit of work of its own, never
/// twice at once. Returns at once; what it captures must be values, or outlive the module's services. An exception
/// ends the stream.
using EventSource = std::function<Events()>;

class Cookie {
public:
    Cookie(std::string name_, std::string value_)
        : name(std::move(name_))
        , value(std::move(value_))
    {
    }
    /// Takes it away from the browser.
    static Cookie removal(std::string name)
    {
        Cookie cookie(std::move(name), {});
        cookie.max_age = std::chrono::seconds(0);
        return cookie;
    }
    std::string name;
    std::string value; ///< Visible ASCII without quotes, commas, semicolons and backslashes.
    std::chrono::seconds max_age{-1}; ///< Negative: until the browser is closed.
    std::string path = "/";
    /// Always HttpOnly and SameSite=Lax; Secure when the visitor came by TLS or site.base_url is https.
    bool strict = false; ///< SameSite=Strict instead.
};

class Response {
public:
    enum class Kind { page, json, redirect, bytes, file, events };

    /// `template_name` is a file below the templates' folders without its ending: "wow_heirloom/list". Members of
    /// `data` are the template's names.
    static Response page(std::string title, std::string template_name, Value data = {})
    {
        Response response(Kind::page);
        response.title = std::move(title);
        response.template_name = std::move(template_name);
        response.data = std::move(data);
        return response;
    }
    static Response json(Value data, int status = 200)
    {
        Response response(Kind::json);
        response.data = std::move(data);
        response.content_type = "application/json";
        response.status = status;
        return response;
    }
    /// To a path of this site, or to an absolute http(s) address that the module itself has made: never hand on what a
    /// visitor sent without is_local_path.
    static Response redirect(std::string location, int status = 303)
    {
        Response response(Kind::redirect);
        response.location = std::move(location);
        response.status = status;
        return response;
    }
    static Response bytes(std::string body, std::string content_type)
    {
        Response response(Kind::bytes);
        response.body = std::move(body);
        response.content_type = std::move(content_type);
        return response;
    }
    /// A file as Services::files().write named it: "<module>/…".
    static Response file(std::string name, std::string content_type)
    {
        Response response(Kind::file);
        response.body = std::move(name);
        response.content_type = std::move(content_type);
        return response;
    }
    /// Server-sent events. `every`: how long to wait between two questions, 100 ms at least.
    static Response events(std::chrono::milliseconds every_, EventSource source_)
    {
        Response response(Kind::events);
        response.content_type = "text/event-stream";
        response.every = every_;
        response.source = std::move(source_);
        return response;
    }

    Response& with_status(int code)
    {
        status = code;
        return *this;
    }
    /// Content-Length, Connection and the security headers are the host's; setting those changes nothing.
    Response& header(std::string name, std::string value)
    {
        headers.add(std::move(name), std::move(value));
        return *this;
    }
    Response& cookie(Cookie cookie)
    {
        cookies.push_back(std::move(cookie));
        return *this;
    }
    /// Anybody may keep the answer that long. Without it: kept by the visitor alone, asked again each time (ETag).
    Response& cached_for(std::chrono::seconds time)
    {
        max_age = time;
        return *this;
    }
    /// Allows one more source in the content security policy, "form-action" "https://login.example" say.
    Response& allow(std::string directive, std::string host)
    {
        allowed.add(std::move(directive), std::move(host));
        return *this;
    }

    Kind kind;
    int status = 200;
    std::string title;
    std::string template_name;
    Value data;
    std::string body;
    std::string content_type;
    std::string location;
    std::chrono::milliseconds every{1000};
    EventSource source;
    Fields headers;
    Fields allowed;
    std::vector<Cookie> cookies;
    std::chrono::seconds max_age{-1};

private:
    explicit Response(Kind kind_)
        : kind(kind_)
    {
    }
};

} // namespace v1
} // namespace wowhost
