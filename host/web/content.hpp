// What a handler answers → what is sent: rendered, with cookies, caching, conditions and compression. Any thread.
#pragma once

#include "host/web/pages.hpp"

#include <wowhost/request.hpp>
#include <wowhost/response.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wowhost::service {
class FileStore;
}

namespace wowhost::web {

class Content {
public:
    Content(const Pages& pages, const service::FileStore& files)
        : pages_(pages)
        , files_(files)
    {
    }
    /// Throws Error(failed) for a response that cannot be sent as it is, Error(not_found) for a file that is not there.
    /// Streams get no `poll` here: the caller binds the source. `content`: of a page, if it has been made before.
    Reply reply(Response response, const Request& request, const std::string* content = nullptr) const;
    /// A file as rows name it, "<module>/<name>"; only pictures are served. Nothing when there is none.
    std::optional<Reply> file(const std::string& name, const Request& request) const;

private:
    const Pages& pages_;
    const service::FileStore& files_;
};

/// A body as it can be sent, with what telling and packing it cost.
struct Encoded {
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> packed; ///< By gzip; null where that is not worth it.
    std::string etag;
    bool may_pack = false; ///< Whether it depends on the client how it is sent.
};
Encoded encode(std::shared_ptr<const std::string> body, std::string_view content_type);

/// Adds the ETag of a good answer to GET and makes it 304 when the client has it already; compresses what is worth it.
void negotiate(Reply& reply, const Request& request);
/// The same with a body that is encoded already; `reply` has none, and `headers` are those of a GET.
void negotiate(Reply& reply, const Fields& headers, const Encoded& content);

} // namespace wowhost::web
