#include "host/web/page_cache.hpp"

#include "host/web/negotiation.hpp"

#include <utility>

namespace wowhost::web {
namespace {

constexpr std::size_t longest_address = 512;

} // namespace

std::optional<std::string> PageCache::key(const Request& request) const
{
    if (!enabled() || request.method != "GET" || request.user.is_authenticated() || request.headers.has("authorization")
        || request.path.size() + request.query_text.size() > longest_address)
        return std::nullopt;
    return (request.wants_json() ? "json " : "page ") + request.path + "?" + request.query_text;
}

std::optional<Reply> PageCache::find(
    const std::string& key, const std::string& version, const Request& request, Time now)
{
    std::shared_ptr<const Page> page;
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_key_.find(key);
        if (found == by_key_.end())
            return std::nullopt;
        const auto at = found->second;
        if ((*at)->version != version || now - (*at)->made >= lifetime) {
            drop(at);
            return std::nullopt;
        }
        pages_.splice(pages_.begin(), pages_, at);
        page = *at;
    }
    Reply reply;
    reply.headers = page->headers;
    negotiate(reply, request, page->content);
    return reply;
}

void PageCache::keep(
    const std::string& key, const std::string& version, const Reply& reply, const Request& request, Time now)
{
    if (reply.status != 200 || !reply.body || reply.poll || reply.headers.has("Set-Cookie")
        || (!request.csrf_token.empty() && reply.body->find(request.csrf_token) != std::string::npos))
        return;
    auto page = std::make_shared<Page>();
    page->key = key;
    page->version = version;
    page->headers = reply.headers;
    page->content = encode(reply.body, reply.headers.get("Content-Type"));
    page->made = now;
    page->bytes = sizeof(Page) + 2 * key.size() + version.size() + page->content.plain->size()
        + (page->content.packed ? page->content.packed->size() : 0);
    for (const auto& [name, value] : page->headers.pairs())
        page->bytes += name.size() + value.size();
    if (page->bytes > most_bytes_)
        return;
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end())
        drop(found->second);
    while (bytes_ + page->bytes > most_bytes_)
        drop(std::prev(pages_.end()));
    bytes_ += page->bytes;
    pages_.push_front(std::move(page));
    by_key_.emplace(key, pages_.begin());
}

std::size_t PageCache::bytes() const
{
    const std::lock_guard lock(mutex_);
    return bytes_;
}

void PageCache::drop(Pages::iterator page)
{
    bytes_ -= (*page)->bytes;
    by_key_.erase((*page)->key);
    pages_.erase(page);
}

} // namespace wowhost::web
