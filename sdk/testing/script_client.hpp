// The script of HTTP, and the client that answers by it.
#pragma once

#include "host/http/client.hpp"

#include <wowhost/testing/http.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::testing {

class HttpScript::Impl {
public:
    struct Line {
        HttpMethod method;
        std::string url; ///< Without its query.
        std::optional<std::string> query; ///< Sorted; none: any.
        bool is_beginning = false;
        Reply reply;
    };

    void add(HttpMethod method, const std::string& url, Reply reply);
    /// Answers, or throws Error(failed) for what nothing answers. `is_over`: the host stops, or the call's deadline has
    /// passed.
    HttpResponse reply_to(const HttpRequest& request, const std::function<bool()>& is_over);

    mutable std::mutex mutex;
    std::vector<Line> lines;
    std::vector<HttpRequest> requests;
    std::vector<std::string> unexpected;
    std::optional<HttpFailure> otherwise;

private:
    const Line* find(const HttpRequest& request) const;
    std::string complaint(const HttpRequest& request) const;
};

/// A client that answers by the script. `is_over` as above.
std::unique_ptr<http::Client> make_script_client(
    std::shared_ptr<HttpScript::Impl> script, std::function<bool()> in_transaction, std::function<bool()> is_over);

/// What a request that nobody answers comes to.
HttpResponse failed_response(const HttpRequest& request, HttpFailure failure);

} // namespace wowhost::testing
