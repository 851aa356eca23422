// A visitor without script: keeps cookies, reads forms, follows redirects when asked.
#pragma once

#include "../host/web/http_client.hpp"

#include <wowhost/request.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace web_test {

class Browser {
public:
    explicit Browser(std::string address)
        : address_(std::move(address))
    {
    }
    Answer get(const std::string& path, const std::string& headers = {})
    {
        last_ = remember(web_test::get(address_, path, headers + cookie_header()));
        return last_;
    }
    /// Sends a form, with the CSRF token of the page that was last read.
    Answer post(const std::string& path, const std::vector<std::pair<std::string, std::string>>& fields)
    {
        std::string body = "csrf_token=" + token();
        for (const auto& [name, value] : fields)
            body += "&" + name + "=" + wowhost::encode_segment(value);
        return post_body(path, body);
    }
    Answer post_body(const std::string& path, const std::string& body)
    {
        last_ = remember(Client(address_).ask(
            "POST", path, "Content-Type: application/x-www-form-urlencoded\r\n" + cookie_header(), body));
        return last_;
    }
    std::string token() const
    {
        const std::string before = "name=\"csrf_token\" value=\"";
        const auto at = last_.body.find(before);
        return at == std::string::npos ? "" : last_.body.substr(at + before.size(), 64);
    }
    std::string cookie(const std::string& name) const
    {
        const auto found = cookies_.find(name);
        return found == cookies_.end() ? "" : found->second;
    }
    void set_cookie(const std::string& name, const std::string& value) { cookies_[name] = value; }
    void forget_cookies() { cookies_.clear(); }

    /// All cookies, as the value of their header.
    std::string cookie_line() const
    {
        std::string line;
        for (const auto& [name, value] : cookies_)
            line += (line.empty() ? "" : "; ") + name + "=" + value;
        return line;
    }

private:
    std::string cookie_header() const { return cookies_.empty() ? "" : "Cookie: " + cookie_line() + "\r\n"; }
    Answer remember(Answer answer)
    {
        const std::string field = "Set-Cookie: ";
        for (auto at = answer.head.find(field); at != std::string::npos; at = answer.head.find(field, at + 1)) {
            const auto text = answer.head.substr(at + field.size(), answer.head.find("\r\n", at) - at - field.size());
            const auto name = text.substr(0, text.find('='));
            const auto value = text.substr(name.size() + 1, text.find(';') - name.size() - 1);
            if (text.find("Max-Age=0") != std::string::npos)
                cookies_.erase(name);
            else
                cookies_[name] = value;
        }
        return answer;
    }

    std::string address_;
    std::map<std::string, std::string> cookies_;
    Answer last_;
};

} // namespace web_test
