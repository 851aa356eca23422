#include "sdk/testing/script_client.hpp"

#include "host/http/request_check.hpp"

#include <wowhost/json.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace wowhost::testing {
namespace {

std::string without_query(const std::string& url) { return url.substr(0, url.find('?')); }

/// The parts of the query in alphabetical order.
std::string sorted_query(const std::string& url)
{
    const auto question = url.find('?');
    if (question == std::string::npos)
        return {};
    std::vector<std::string> parts;
    std::istringstream text(url.substr(question + 1));
    for (std::string part; std::getline(text, part, '&');)
        parts.push_back(part);
    std::sort(parts.begin(), parts.end());
    std::string sorted;
    for (const auto& part : parts)
        sorted += (sorted.empty() ? "" : "&") + part;
    return sorted;
}

std::size_t distance(const std::string& left, const std::string& right)
{
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i)
        row[i] = i;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const auto cost = diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, cost});
        }
    }
    return row.back();
}

class ScriptClient final : public http::Client {
public:
    ScriptClient(
        std::shared_ptr<HttpScript::Impl> script, std::function<bool()> in_transaction, std::function<bool()> is_over)
        : script_(std::move(script))
        , in_transaction_(std::move(in_transaction))
        , is_over_([this, over = std::move(is_over)] { return shut_down_ || over(); })
    {
    }
    void shutdown() override { shut_down_ = true; }

    HttpResponse send(const HttpRequest& request) const override
    {
        require_no_transaction();
        if (auto refusal = http::check(request).refusal; !refusal.empty())
            throw Error(ErrorCode::invalid_argument, refusal);
        return answer(request);
    }
    std::vector<HttpResponse> send_all(std::span<const HttpRequest> requests) const override
    {
        require_no_transaction();
        std::vector<HttpResponse> responses;
        for (const auto& request : requests)
            responses.push_back(answer_or_blocked(request));
        return responses;
    }
    void run(const Next& next, const Done& done, std::size_t) const override
    {
        require_no_transaction();
        while (auto request = next()) {
            if (is_over_())
                throw Error(ErrorCode::cancelled, "the host shuts down");
            if (request->url.empty()) { // a pause
                wait_until(request->not_before);
                continue;
            }
            auto response = answer_or_blocked(*request);
            done(*request, std::move(response));
        }
    }

private:
    void require_no_transaction() const
    {
        if (in_transaction_())
            throw Error(ErrorCode::invalid_argument,
                "an HTTP request inside a database transaction: it would hold the database for as long as the network "
                "takes; send it before the transaction");
    }
    void wait_until(HttpRequest::Clock::time_point when) const
    {
        // A pause is until a slot of the real clock; nobody waits longer than a moment for a script.
        const auto end = std::min(when, HttpRequest::Clock::now() + std::chrono::milliseconds(20));
        if (end > HttpRequest::Clock::now())
            std::this_thread::sleep_until(end);
    }
    HttpResponse answer(const HttpRequest& request) const
    {
        if (is_over_())
            return failed_response(request, HttpFailure::cancelled);
        return script_->reply_to(request, is_over_);
    }
    HttpResponse answer_or_blocked(const HttpRequest& request) const
    {
        if (auto refusal = http::check(request).refusal; !refusal.empty()) {
            auto blocked = failed_response(request, HttpFailure::blocked);
            blocked.failure_message = refusal;
            return blocked;
        }
        return answer(request);
    }

    const std::shared_ptr<HttpScript::Impl> script_;
    const std::function<bool()> in_transaction_;
    std::atomic<bool> shut_down_{false};
    const std::function<bool()> is_over_;
};

HttpResponse scripted(std::string body, int status, HttpHeaders headers)
{
    HttpResponse response(status);
    response.headers = std::move(headers);
    response.body = std::move(body);
    response.body.reserve(response.body.size() + 64);
    return response;
}

} // namespace

HttpResponse failed_response(const HttpRequest& request, HttpFailure failure)
{
    HttpResponse response;
    response.url = request.url;
    response.failure = failure;
    response.failure_message = std::string(to_string(request.method)) + " " + request.url + ": " + to_string(failure)
        + ", as the test's script says";
    return response;
}

std::unique_ptr<http::Client> make_script_client(
    std::shared_ptr<HttpScript::Impl> script, std::function<bool()> in_transaction, std::function<bool()> is_over)
{
    return std::make_unique<ScriptClient>(std::move(script), std::move(in_transaction), std::move(is_over));
}

void HttpScript::Impl::add(HttpMethod method, const std::string& url, Reply reply)
{
    Line line{method, without_query(url), {}, !url.empty() && url.back() == '/', std::move(reply)};
    if (url.find('?') != std::string::npos)
        line.query = sorted_query(url);
    const std::lock_guard lock(mutex);
    lines.push_back(std::move(line));
}

const HttpScript::Impl::Line* HttpScript::Impl::find(const HttpRequest& request) const
{
    const auto url = without_query(request.url);
    const auto query = sorted_query(request.url);
    const Line* best = nullptr;
    std::size_t best_rank = 0;
    for (const auto& line : lines) {
        std::size_t rank = 0; // equal with its query, equal, longest beginning
        if (line.method != request.method)
            continue;
        if (line.url == url && line.query && *line.query == query)
            rank = 1'000'001;
        else if (line.url == url && !line.query)
            rank = 1'000'000;
        else if (line.is_beginning && url.starts_with(line.url))
            rank = line.url.size();
        if (rank > 0 && rank >= best_rank) {
            best = &line;
            best_rank = rank;
        }
    }
    return best;
}

std::string HttpScript::Impl::complaint(const HttpRequest& request) const
{
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& line : lines) {
        auto text = std::string(to_string(line.method)) + " " + line.url + (line.query ? "?" + *line.query : "");
        const auto asked =
            std::string(to_string(request.method)) + " " + (line.query ? request.url : without_query(request.url));
        near.emplace_back(distance(asked.substr(0, 300), text.substr(0, 300)), std::move(text));
    }
    std::sort(near.begin(), near.end());
    std::string nearest;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, near.size()); ++i)
        nearest += (i == 0 ? "" : ", ") + near[i].second;
    return "unexpected request: " + std::string(to_string(request.method)) + " " + request.url
        + (lines.empty()
                ? "; the script answers nothing, say host.http().answer(\"" + without_query(request.url) + "\", …)"
                : "; the nearest of the script: " + nearest);
}

HttpResponse HttpScript::Impl::reply_to(const HttpRequest& request, const std::function<bool()>& is_over)
{
    Reply reply;
    {
        const std::lock_guard lock(mutex);
        requests.push_back(request);
        if (const auto* line = find(request)) {
            reply = line->reply;
        } else if (otherwise) {
            reply = [failure = *otherwise](const HttpRequest& asked) { return failed_response(asked, failure); };
        } else {
            unexpected.push_back(complaint(request));
            throw Error(ErrorCode::failed, unexpected.back());
        }
    }
    auto response = reply(request);
    while (response.failure == HttpFailure::cancelled && !is_over()) // hangs until it is
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (response.url.empty())
        response.url = request.url;
    if (response.body.size() > request.max_body)
        return failed_response(request, HttpFailure::too_large);
    return response;
}

HttpScript::HttpScript()
    : impl_(std::make_shared<Impl>())
{
}
HttpScript::~HttpScript() = default;

HttpScript& HttpScript::answer(std::string url, std::string body, int status, HttpHeaders headers)
{
    return on(HttpMethod::get, std::move(url),
        [body, status, headers](const HttpRequest&) { return scripted(body, status, headers); });
}

HttpScript& HttpScript::answer_post(std::string url, std::string body, int status, HttpHeaders headers)
{
    return on(HttpMethod::post, std::move(url),
        [body, status, headers](const HttpRequest&) { return scripted(body, status, headers); });
}

HttpScript& HttpScript::fail(std::string url, HttpFailure failure)
{
    for (const auto method : {HttpMethod::get, HttpMethod::post})
        on(method, url, [failure](const HttpRequest& request) { return failed_response(request, failure); });
    return *this;
}

HttpScript& HttpScript::on(HttpMethod method, std::string url, Reply reply)
{
    impl_->add(method, url, std::move(reply));
    return *this;
}

HttpScript& HttpScript::recorded(const std::filesystem::path& folder)
{
    const auto read = [](const std::filesystem::path& file) {
        std::ifstream in(file, std::ios::binary);
        if (!in)
            throw Error(ErrorCode::not_found,
                file.string() + " cannot be read; recorded() wants a folder with MANIFEST.json and the files it names");
        std::ostringstream text;
        text << in.rdbuf();
        return std::move(text).str();
    };
    const auto manifest = folder / "MANIFEST.json";
    Value rows;
    try {
        rows = parse_json(read(manifest));
        if (!rows.is_array())
            throw Error(ErrorCode::invalid_argument, "it is no array");
    } catch (const Error& error) {
        if (error.code() == ErrorCode::not_found)
            throw;
        throw Error(ErrorCode::invalid_argument, manifest.string() + ": " + error.what());
    }
    for (const auto& row : rows.items()) {
        HttpHeaders headers;
        for (const auto& [name, value] : row["headers"].members())
            if (value.is_text() && name != "transfer-encoding" && name != "content-encoding"
                && name != "content-length")
                headers.emplace_back(name, value.string());
        const auto method =
            row["method"].is_text() && row["method"].string() == "POST" ? HttpMethod::post : HttpMethod::get;
        const auto status = row["status"].is_integer() ? static_cast<int>(row["status"].integer()) : 200;
        const auto body = read(folder / row["file"].string());
        on(method, "https://" + row["host"].string() + row["url"].string(),
            [body, status, headers](const HttpRequest&) { return scripted(body, status, headers); });
    }
    return *this;
}

std::vector<HttpRequest> HttpScript::requests() const
{
    const std::lock_guard lock(impl_->mutex);
    return impl_->requests;
}

std::vector<std::string> HttpScript::requested(std::string_view beginning) const
{
    std::vector<std::string> urls;
    for (const auto& request : requests())
        if (request.url.starts_with(beginning))
            urls.push_back(request.url);
    return urls;
}

void HttpScript::forget_requests()
{
    const std::lock_guard lock(impl_->mutex);
    impl_->requests.clear();
}

std::vector<std::string> HttpScript::take_unexpected()
{
    const std::lock_guard lock(impl_->mutex);
    return std::exchange(impl_->unexpected, {});
}

HttpScript& HttpScript::otherwise(HttpFailure failure)
{
    const std::lock_guard lock(impl_->mutex);
    impl_->otherwise = failure;
    return *this;
}

} // namespace wowhost::testing
