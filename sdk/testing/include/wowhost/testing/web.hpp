// wowhost test kit: a visit of the site, answered in the test's own thread.
//
//     auto page = host.fetch(Visit("/heirlooms").may({"access wow pages"}));
//     CHECK(page.status == 200);
//     CHECK(page.body.find("Repurposed Lava Dredger") != std::string::npos);
#pragma once

#include <wowhost/json.hpp>
#include <wowhost/testing/export.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wowhost::testing {

/// A request. A form gets the token that the site wants of one, unless `without_token` was said.
class Visit {
public:
    explicit Visit(std::string path_, std::string method_ = "GET")
        : method(std::move(method_))
        , path(std::move(path_))
    {
    }
    /// As somebody with an account. Its id and name mean what the module `user` makes of them, if that is installed.
    Visit& as(std::int64_t user_id, std::string name = "somebody", std::vector<std::string> user_roles = {})
    {
        user = user_id;
        user_name = std::move(name);
        roles = std::move(user_roles);
        return *this;
    }
    /// Has these permissions, besides those of its roles.
    Visit& may(std::vector<std::string> names)
    {
        permissions = std::move(names);
        return *this;
    }
    Visit& header(std::string name, std::string value)
    {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    /// Sends a form (POST).
    Visit& form(std::vector<std::pair<std::string, std::string>> values)
    {
        method = "POST";
        fields = std::move(values);
        is_form = true;
        return *this;
    }
    /// Sends JSON (POST unless another method was named).
    Visit& json(const Value& value)
    {
        if (method == "GET")
            method = "POST";
        headers.emplace_back("Content-Type", "application/json");
        body = to_json_text(value);
        return *this;
    }
    Visit& without_token()
    {
        has_token = false;
        return *this;
    }

    std::string method;
    std::string path; ///< With the query, if any.
    std::int64_t user = 0; ///< 0: a visitor without an account.
    std::string user_name;
    std::vector<std::string> roles;
    std::vector<std::string> permissions;
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::pair<std::string, std::string>> fields;
    bool is_form = false;
    std::string body;
    bool has_token = true;
};

/// What came back.
class Answer {
public:
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers; ///< Names as the site writes them.
    std::string body;
    std::string route; ///< The path of the route that answered, as registered; "none" for none.

    /// The first header of this name; empty when there is none.
    std::string header(const std::string& name) const
    {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
    bool contains(const std::string& text) const { return body.find(text) != std::string::npos; }
    /// The body as JSON. Throws Error(failed) with the body when it is none.
    Value json() const
    {
        try {
            return parse_json(body);
        } catch (const Error&) {
            throw Error(ErrorCode::failed, "the body is no JSON: " + body.substr(0, 500));
        }
    }
};

} // namespace wowhost::testing
