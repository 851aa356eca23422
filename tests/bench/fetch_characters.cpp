// Fetching and parsing alone: the host's HTTP client and the modules' reader, with no module, limiter or database.
//
//     bench_fetch_characters URL DOCUMENTS NAME…
//
// DOCUMENTS are paths below the character, separated by commas. For each name the summary, then the others at once, as
// a lookup does it; each body is parsed completely as it arrives. Prints characters, documents and top-level members,
// so that all programs can be seen to have read the same.
#include "host/http/client.hpp"

#include <wow/document.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using wowhost::HttpRequest;
using wowhost::HttpResponse;

class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

std::vector<std::string> split(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (end > 0)
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

class Fetcher {
public:
    explicit Fetcher(std::string url)
        : url_(std::move(url))
        , http_(wowhost::http::make_client({}, {}))
    {
        HttpRequest request(url_ + "/token", wowhost::HttpMethod::post);
        request.headers.emplace_back("Authorization", "Basic YmVuY2g6c2VjcmV0"); // bench:secret
        request.body = "grant_type=client_credentials";
        take(http_->send(request), [&](const wow::Document& body) {
            bearer_ = "Bearer " + std::string(body["access_token"].text().value_or(""));
        });
        members_ = 0;
    }

    void fetch(const std::string& name, const std::vector<std::string>& documents)
    {
        const auto base = url_ + "/profile/wow/character/stormrage/" + name;
        take(http_->send(request(base)));
        std::size_t next = 0;
        http_->run(
            [&]() -> std::optional<HttpRequest> {
                if (next == documents.size())
                    return std::nullopt;
                return request(base + "/" + documents[next++]);
            },
            [&](const HttpRequest&, HttpResponse answer) { take(std::move(answer)); }, documents.size());
    }

    std::size_t members() const { return members_; }

private:
    HttpRequest request(const std::string& path) const
    {
        HttpRequest request(path + "?namespace=profile-eu&locale=en_GB");
        request.headers.emplace_back("Authorization", bearer_);
        return request;
    }

    template <class Use>
    void take(HttpResponse answer, const Use& use)
    {
        if (answer.status != 200)
            throw Failure(answer.url + ": " + answer.failure_message + ", status " + std::to_string(answer.status));
        if (!body_.parse(answer.body, answer.url))
            throw Failure(body_.error());
        for ([[maybe_unused]] const auto& member : body_.root().members())
            ++members_;
        use(body_);
    }
    void take(HttpResponse answer)
    {
        take(std::move(answer), [](const wow::Document&) {});
    }

    std::string url_;
    std::unique_ptr<wowhost::http::Client> http_;
    std::string bearer_;
    wow::Document body_;
    std::size_t members_ = 0;
};

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2) {
        std::fprintf(stderr, "bench_fetch_characters URL DOCUMENTS NAME…\n");
        return 2;
    }
    try {
        const auto documents = split(arguments[1]);
        Fetcher fetcher(arguments[0]);
        for (std::size_t at = 2; at < arguments.size(); ++at)
            fetcher.fetch(arguments[at], documents);
        std::printf("%zu %zu %zu\n", arguments.size() - 2, documents.size() + 1, fetcher.members());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_fetch_characters: %s\n", error.what());
        return 1;
    }
    return 0;
}
