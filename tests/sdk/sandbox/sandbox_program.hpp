// A running battlenet-sandbox and a plain client for it.
#pragma once

#include "support/program.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace sandbox_test {

struct Reply {
    int curl = 0; // CURLcode; 0: a complete answer came
    long status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
    std::size_t wire_bytes = 0;

    nlohmann::json json() const { return nlohmann::json::parse(body); }
    // One member of the document.
    nlohmann::json part(const std::string& key) const { return json().at(key); }
};

class Sandbox {
public:
    // Free port; `options` are added to the command line.
    explicit Sandbox(std::vector<std::string> options = {});

    const std::string& url() const { return url_; }
    wowhost::test::Process& process() { return process_; }

    // With the token of client "client", fetched once. `target` begins with '/'.
    Reply get(const std::string& target, const std::vector<std::string>& headers = {});
    Reply get_without_token(const std::string& target, const std::vector<std::string>& headers = {});
    Reply post(const std::string& target, const std::string& body, const std::vector<std::string>& headers = {});
    // With this token in place of the application's.
    Reply get_as(const std::string& token, const std::string& target);
    // Asks for a token as HTTP Basic `user` (id:secret).
    Reply token(const std::string& user, const std::string& path = "/oauth/token");
    void forget_token() { token_.clear(); }

    nlohmann::json statistics(bool with_paths = false);
    void set_faults(const std::vector<std::string>& faults);
    void change_world(const nlohmann::json& change);

private:
    wowhost::test::Process process_;
    std::string url_;
    std::string token_;
};

// The folder of recorded responses, or empty, which the test reports.
std::string recorded_folder();

} // namespace sandbox_test
