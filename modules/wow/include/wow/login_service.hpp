// wow: what a module needs of the client's credentials so that people can log in at Battle.net, found as the plugin
// "wow" of the interface wow::LoginService. The secret itself is not handed out. Any thread.
#pragma once

#include <wowhost/http.hpp>
#include <wowhost/plugin.hpp>
#include <wowhost/services.hpp>

#include <string>

namespace wow {

class LoginService {
public:
    WOWHOST_INTERFACE("wow.login_service/1");
    virtual ~LoginService() = default;
    /// `wow.client_id`; empty when none is configured.
    virtual std::string client_id() const = 0;
    /// `wow.oauth_url`, without a slash at the end. Throws Error(invalid_argument) when that is no address.
    virtual std::string address() const = 0;
    /// Posts `form` to the token endpoint `url` in the name of the client. Never inside a transaction.
    virtual wowhost::HttpResponse ask_token(const std::string& url, const std::string& form) const = 0;
};

using LoginServiceHandle = wowhost::PluginHandle<LoginService>;

inline LoginServiceHandle login_service(const wowhost::Services& host) { return host.plugin<LoginService>("wow"); }

} // namespace wow
