#include "host/http/transfer.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace wowhost::http {
namespace {

constexpr std::size_t max_header_bytes = 256 * 1024;

HttpFailure classify(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return HttpFailure::resolve;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY: return HttpFailure::connect;
    case CURLE_OPERATION_TIMEDOUT: return HttpFailure::timeout;
    case CURLE_FILESIZE_EXCEEDED: return HttpFailure::too_large;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_USE_SSL_FAILED: return HttpFailure::tls;
    case CURLE_UNSUPPORTED_PROTOCOL: return HttpFailure::blocked;
    default: return HttpFailure::network;
    }
}

const char* advice(HttpFailure failure)
{
    switch (failure) {
    case HttpFailure::resolve: return "check the name and this machine's DNS";
    case HttpFailure::connect: return "check that the server runs and that a firewall or proxy lets the host through";
    case HttpFailure::tls: return "check the server's certificate, the configured CA bundle and this machine's clock";
    case HttpFailure::network: return "try again; if it stays, look at the server or what stands between";
    default: return "";
    }
}

long milliseconds(std::chrono::milliseconds value)
{
    return static_cast<long>(std::clamp<std::int64_t>(value.count(), 1, 24 * 3600 * 1000)); // 0 would mean: no limit
}

} // namespace

Transfer::Transfer(const HttpOptions& options)
    : easy_(curl_easy_init())
{
    if (!easy_)
        throw Error(ErrorCode::failed, "libcurl gave no handle for an HTTP request: memory is exhausted");
    const auto agent = options.user_agent.empty() ? std::string("wowhost/" WOWHOST_VERSION) : options.user_agent;
    curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_.data());
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    // A timeout while a name is looked up must not make the loop wait for the resolver's thread.
    curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy_, CURLOPT_MAXREDIRS, 5L);
    curl_easy_setopt(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    // Allocated anew for each request. From 64 KiB on, glibc tidies up its whole heap when it is freed.
    curl_easy_setopt(easy_, CURLOPT_BUFFERSIZE, 32L * 1024);
    curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy_, CURLOPT_USERAGENT, agent.c_str());
    curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy_, CURLOPT_PROXY, options.proxy.c_str()); // "" also keeps the environment's proxies out
    curl_easy_setopt(easy_, CURLOPT_NOPROXY, "localhost,127.0.0.0/8,::1");
    if (!options.ca_file.empty())
        curl_easy_setopt(easy_, CURLOPT_CAINFO, options.ca_file.c_str());
    // A directory of certificates would switch off curl's cache of the parsed bundle: some 20 ms for every connection.
    if (!options.ca_file.empty() || curl_version_info(CURLVERSION_NOW)->cainfo)
        curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
    curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
}

Transfer::~Transfer()
{
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
}

Transfer& Transfer::of(CURL* easy)
{
    char* self = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
    return *reinterpret_cast<Transfer*>(self);
}

void Transfer::begin(JobPtr job)
{
    job_ = std::move(job);
    repeated_ = false;
    header_bytes_ = 0;
    stopped_by_ = HttpFailure::none;
    error_[0] = '\0';
    started_ = Clock::now();
    set_request();
}

void Transfer::set_request()
{
    const auto& request = job_->request;
    curl_easy_setopt(easy_, CURLOPT_URL, request.url.c_str());
    if (request.method == HttpMethod::post) {
        curl_easy_setopt(easy_, CURLOPT_POST, 1L);
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, request.body.data()); // not copied: the job outlives the transfer
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    } else {
        curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
    }
    // libcurl itself repeats whatever meets a dead idle connection; a POST must not be repeated, so it gets a new one.
    curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, request.method == HttpMethod::post ? 1L : 0L);
    set_headers();
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout));
    curl_easy_setopt(easy_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request.connect_timeout));
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, request.follow_redirects ? 1L : 0L);
    curl_easy_setopt(easy_, CURLOPT_REDIR_PROTOCOLS_STR, job_->tls ? "https" : "http,https");
    // Without TLS there is no HTTP/2 here, and waiting to learn that would queue everybody behind one slow answer.
    curl_easy_setopt(
        easy_, CURLOPT_HTTP_VERSION, static_cast<long>(job_->tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy_, CURLOPT_PIPEWAIT, job_->tls ? 1L : 0L);
}

/// Most requests bear the headers of the one before.
void Transfer::set_headers()
{
    const auto& request = job_->request;
    if (headers_ && request.method == headers_method_ && request.headers == headers_source_)
        return;
    curl_slist_free_all(headers_);
    headers_ = nullptr;
    for (const auto& [name, value] : request.headers) {
        std::string line = name;
        line.append(value.empty() ? ";" : ": ").append(value);
        headers_ = curl_slist_append(headers_, line.c_str());
    }
    headers_ = curl_slist_append(headers_, "Accept-Encoding: gzip"); // undone by unpack(), on the caller's thread
    if (request.method == HttpMethod::post)
        headers_ = curl_slist_append(headers_, "Expect:");
    headers_source_ = request.headers;
    headers_method_ = request.method;
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
}

bool Transfer::begin_again(CURLcode code)
{
    const bool lost = code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING
        || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
    if (!lost || repeated_ || job_->request.method != HttpMethod::get || header_bytes_ > 0)
        return false;
    long fresh_connections = 0;
    curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &fresh_connections);
    const auto left =
        job_->request.timeout - std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    if (fresh_connections > 0 || left.count() <= 0)
        return false;
    repeated_ = true;
    error_[0] = '\0';
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, milliseconds(left));
    return true;
}

JobPtr Transfer::finish(CURLcode code)
{
    auto& response = job_->response;
    response.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
    char* url = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_EFFECTIVE_URL, &url);
    response.url = url ? url : job_->request.url;
    if (code == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        response.status = static_cast<int>(status);
        response.body.reserve(response.body.size() + body_spare);
    } else {
        describe_failure(code);
    }
    return std::move(job_);
}

JobPtr Transfer::abandon()
{
    job_->response.url = job_->request.url;
    job_->response.duration = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
    return std::move(job_);
}

void Transfer::describe_failure(CURLcode code)
{
    const auto& request = job_->request;
    const std::string detail = error_[0] ? error_.data() : curl_easy_strerror(code);
    auto failure = stopped_by_ != HttpFailure::none ? stopped_by_ : classify(code);
    // The same code stands for a redirect to a foreign protocol and for an answer without a status line.
    if (code == CURLE_UNSUPPORTED_PROTOCOL && detail.find("HTTP/0.9") != std::string::npos)
        failure = HttpFailure::network;
    switch (failure) {
    case HttpFailure::timeout: {
        curl_off_t connected = 0;
        curl_easy_getinfo(easy_, CURLINFO_PRETRANSFER_TIME_T, &connected);
        const auto limit = connected > 0 ? request.timeout : std::min(request.timeout, request.connect_timeout);
        job_->fail(failure,
            fmt::format("{} within {} ms; try again later or allow more time",
                connected > 0 ? "no complete answer" : "no connection", limit.count()));
        return;
    }
    case HttpFailure::too_large:
        if (header_bytes_ > max_header_bytes)
            job_->fail(
                failure, fmt::format("the answer's headers exceed {} bytes; look at the server", max_header_bytes));
        else
            job_->fail_too_large();
        return;
    case HttpFailure::blocked:
        job_->fail(failure,
            fmt::format(
                "refused to go to {}: only https, and http to a loopback address, are allowed", job_->response.url));
        return;
    default: job_->fail(failure, advice(failure)[0] ? fmt::format("{}; {}", detail, advice(failure)) : detail);
    }
}

} // namespace wowhost::http
