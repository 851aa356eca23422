#include "sdk/sandbox/sandbox_program.hpp"

#include <catch2/catch.hpp>
#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace sandbox_test {

namespace {

std::vector<std::string> command_line(const std::vector<std::string>& options)
{
    std::vector<std::string> out{WOWHOST_SANDBOX_PROGRAM};
    out.insert(out.end(), options.begin(), options.end());
    return out;
}

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* body)
{
    static_cast<std::string*>(body)->append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* headers)
{
    const std::string line(data, size * count);
    if (const auto colon = line.find(':'); colon != std::string::npos) {
        std::string name = line.substr(0, colon);
        std::transform(
            name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto end = line.find_last_not_of("\r\n");
        (*static_cast<std::map<std::string, std::string>*>(headers))[name] = line.substr(colon + 2, end - colon - 1);
    }
    return size * count;
}

Reply perform(
    const std::string& url, const std::string* body, const std::string& user, const std::vector<std::string>& headers)
{
    Reply reply;
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    curl_slist* list = nullptr;
    for (const auto& header : headers) {
        list = curl_slist_append(list, header.c_str());
    }
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reply.headers);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    if (!user.empty()) {
        curl_easy_setopt(curl.get(), CURLOPT_USERPWD, user.c_str());
    }
    if (body != nullptr) {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->c_str());
    }
    reply.curl = curl_easy_perform(curl.get());
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply.status);
    curl_off_t wire = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_SIZE_DOWNLOAD_T, &wire);
    reply.wire_bytes = static_cast<std::size_t>(wire);
    curl_slist_free_all(list);
    return reply;
}

} // namespace

Sandbox::Sandbox(std::vector<std::string> options)
    : process_(command_line(options))
{
    const auto line = process_.wait_for_line("listening on ");
    url_ = line.substr(line.find("http://"));
    url_ = url_.substr(0, url_.find_first_of(" \r\n"));
}

Reply Sandbox::get(const std::string& target, const std::vector<std::string>& headers)
{
    if (token_.empty()) {
        token_ = token("client:secret").part("access_token").get<std::string>();
    }
    auto all = headers;
    all.push_back("Authorization: Bearer " + token_);
    return perform(url_ + target, nullptr, "", all);
}

Reply Sandbox::get_as(const std::string& token, const std::string& target)
{
    return perform(url_ + target, nullptr, "", {"Authorization: Bearer " + token});
}

Reply Sandbox::get_without_token(const std::string& target, const std::vector<std::string>& headers)
{
    return perform(url_ + target, nullptr, "", headers);
}

Reply Sandbox::post(const std::string& target, const std::string& body, const std::vector<std::string>& headers)
{
    return perform(url_ + target, &body, "", headers);
}

Reply Sandbox::token(const std::string& user, const std::string& path)
{
    const std::string body = "grant_type=client_credentials";
    return perform(url_ + path, &body, user, {});
}

nlohmann::json Sandbox::statistics(bool with_paths)
{
    return get_without_token(with_paths ? "/_sandbox/statistics?paths=1" : "/_sandbox/statistics").json();
}

void Sandbox::set_faults(const std::vector<std::string>& faults)
{
    const auto reply = post("/_sandbox/faults", nlohmann::json(faults).dump());
    INFO(reply.body);
    REQUIRE(reply.status == 200);
}

void Sandbox::change_world(const nlohmann::json& change)
{
    const auto reply = post("/_sandbox/world", change.dump());
    INFO(reply.body);
    REQUIRE(reply.status == 200);
}

std::string recorded_folder()
{
    const char* named = std::getenv("WOWHOST_RECORDED");
    const std::string folder = named != nullptr ? named : WOWHOST_RECORDED_DEFAULT;
    if (std::filesystem::exists(folder + "/MANIFEST.json")) {
        return folder;
    }
    WARN("skipped: no recorded responses; name their folder in WOWHOST_RECORDED");
    return {};
}

} // namespace sandbox_test
