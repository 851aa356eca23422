// wow: the implementation of wow::LoginService.
#pragma once

#include <wow/login_service.hpp>

namespace wow {

class LoginCredentials final : public LoginService {
public:
    explicit LoginCredentials(const wowhost::Services& host)
        : host_(host)
    {
    }
    std::string client_id() const override;
    std::string address() const override;
    wowhost::HttpResponse ask_token(const std::string& url, const std::string& form) const override;

private:
    const wowhost::Services& host_;
};

} // namespace wow
