// Tokens that prove that a form was made by this site for this visitor.
//
// A token is a MAC over the visitor's session (or, without an account, over a random cookie), under a key of the site.
// Each is masked anew, so that compression tells nothing about it; all of a session stay right until it ends. Any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace wowhost::web {

constexpr const char* csrf_cookie = "wowhost_form";
constexpr const char* csrf_field = "csrf_token";

class Csrf {
public:
    /// `key`: a secret that all processes of the site share.
    explicit Csrf(std::string key)
        : key_(std::move(key))
    {
    }
    /// `subject`: what the token is bound to.
    std::string token(std::string_view subject) const;
    bool is_right(std::string_view token, std::string_view subject) const;

private:
    std::string mac(std::string_view subject) const;
    std::string key_;
};

} // namespace wowhost::web
