// wowhost test kit: the network of a test. Nothing is sent; a script answers.
//
//     host.http().answer("https://eu.api.blizzard.com/data/wow/heirloom/index", R"({"heirlooms": []})");
//     host.http().fail("https://render.worldofwarcraft.com/", HttpFailure::timeout);
//
// An address with a query answers that query, in any order; one without answers every query; one that ends with `/`
// answers all that begins so. The closest one wins: equal query, any query, longest beginning; of equal ones the last
// that was said. A request that nothing answers fails the test: it throws in the module, and Host throws after the
// command, naming the address and the nearest ones of the script.
#pragma once

#include <wowhost/http.hpp>
#include <wowhost/testing/export.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::testing {

/// Lives as long as its Host. Any thread, though one would not say more while a command runs.
class WOWHOST_TESTING_API HttpScript {
public:
    using Reply = std::function<HttpResponse(const HttpRequest&)>;

    HttpScript();
    ~HttpScript();
    HttpScript(const HttpScript&) = delete;
    HttpScript& operator=(const HttpScript&) = delete;

    /// Answers a GET.
    HttpScript& answer(std::string url, std::string body, int status = 200, HttpHeaders headers = {});
    /// Answers a POST, whatever its body.
    HttpScript& answer_post(std::string url, std::string body, int status = 200, HttpHeaders headers = {});
    /// No answer: any request to it fails so. `HttpFailure::cancelled`: it hangs until the host is told to stop.
    HttpScript& fail(std::string url, HttpFailure failure);
    /// Asks `reply`, on the thread of the request.
    HttpScript& on(HttpMethod method, std::string url, Reply reply);
    /// Answers what was recorded: a folder with MANIFEST.json, an array of {file, method, host, url, status, headers},
    /// as `battlenet-sandbox --replay` reads it. Of several for one address the last counts. Throws Error naming the
    /// file.
    HttpScript& recorded(const std::filesystem::path& folder);

    /// Everything that was asked so far, in order.
    std::vector<HttpRequest> requests() const;
    /// The addresses of it that begin so, in order.
    std::vector<std::string> requested(std::string_view beginning = {}) const;
    /// Forgets what was asked; the script stays.
    void forget_requests();
    /// One sentence per request that nothing answered since the last call of this.
    std::vector<std::string> take_unexpected();
    /// What nothing answers fails like this from now on, and the test goes on.
    HttpScript& otherwise(HttpFailure failure);

    class Impl; ///< The kit's own.
    const std::shared_ptr<Impl>& impl() const noexcept { return impl_; }

private:
    std::shared_ptr<Impl> impl_;
};

} // namespace wowhost::testing
