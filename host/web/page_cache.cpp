#include "host/web/page_cache.hpp"

#include "host/web/negotiation.hpp"

#include <algorithm>
#include <utility>

namespace wowhost::web {
namespace {

constexpr std::size_t longest_address = 512;
constexpr std::size_t overhead = 256; ///< Of an entry, in lists and maps.
constexpr std::size_t most_connections = 16; ///< That pages are asked for on: one for each I/O thread.

std::size_t size_of(const Fields& fields)
{
    std::size_t size = 0;
    for (const auto& [name, value] : fields.pairs())
        size += sizeof(Fields::Pair) + name.size() + value.size();
    return size;
}

} // namespace

bool PageCache::Page::is_right_at(const Stamp& stamp) const
{
    const std::lock_guard lock(mutex_);
    return std::find(right_at_.begin(), right_at_.end(), stamp) != right_at_.end();
}

void PageCache::Page::found_right_at(const Stamp& stamp) const
{
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(
        right_at_.begin(), right_at_.end(), [&](const Stamp& one) { return one.connection == stamp.connection; });
    if (known != right_at_.end())
        *known = stamp;
    else if (right_at_.size() < most_connections)
        right_at_.push_back(stamp);
}

std::optional<std::string> PageCache::key(const Request& request) const
{
    if (!enabled() || request.method != "GET" || request.headers.has("authorization")
        || request.path.size() + request.query_text.size() > longest_address)
        return std::nullopt;
    return (request.wants_json() ? "json " : "page ") + request.path + "?" + request.query_text;
}

const PageCache::Entry* PageCache::use(const std::string& key)
{
    const auto found = by_key_.find(key);
    if (found == by_key_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front();
}

std::optional<Reply> PageCache::find(
    const std::string& key, const std::string& version, const Request& request, Time now)
{
    std::shared_ptr<const Page> page;
    {
        const std::lock_guard lock(mutex_);
        const auto* entry = use(key);
        if (!entry)
            return std::nullopt;
        page = entry->page;
        if (page->version != version || now - page->made >= lifetime) {
            drop(entries_.begin());
            return std::nullopt;
        }
    }
    Reply reply;
    reply.headers = page->headers;
    negotiate(reply, request.headers, page->content);
    return reply;
}

std::shared_ptr<const PageCache::Page> PageCache::peek(const std::string& target)
{
    if (target.size() > longest_address)
        return nullptr;
    std::string key = "page " + target;
    if (target.find('?') == std::string::npos)
        key += '?';
    const std::lock_guard lock(mutex_);
    const auto* entry = use(key);
    return entry ? entry->page : nullptr;
}

void PageCache::keep(const std::string& key, const std::string& version, const Reply& reply, const Request& request,
    const BoundRoute* route, Time now)
{
    if (reply.status != 200 || !reply.body || reply.poll || reply.headers.has("Set-Cookie")
        || (!request.csrf_token.empty() && reply.body->find(request.csrf_token) != std::string::npos))
        return;
    auto page = std::make_shared<Page>();
    page->version = version;
    page->made = now;
    page->request.method = request.method;
    page->request.path = request.path;
    page->request.query_text = request.query_text;
    page->request.parameters = request.parameters;
    page->request.query = request.query;
    page->request.origin = request.origin;
    page->route = route;
    page->headers = reply.headers;
    page->content = encode(reply.body, reply.headers.get("Content-Type"));
    Entry entry{key, page, nullptr, 0};
    entry.bytes = sizeof(Page) + overhead + 4 * key.size() + version.size() + page->content.plain->size()
        + (page->content.packed ? page->content.packed->size() : 0) + size_of(page->headers)
        + size_of(request.parameters) + size_of(request.query);
    put(std::move(entry));
}

std::shared_ptr<const PageCache::Content> PageCache::find_content(
    const std::string& key, const std::string& version, Time now)
{
    const std::lock_guard lock(mutex_);
    const auto* entry = use("content " + key);
    if (!entry)
        return nullptr;
    auto content = entry->content;
    if (content->version == version && now - content->made < lifetime)
        return content;
    drop(entries_.begin());
    return nullptr;
}

std::shared_ptr<const PageCache::Content> PageCache::keep_content(
    const std::string& key, const std::string& version, Response response, const Render& render, Time now)
{
    auto html = render(response);
    auto description = Value::object({{"description", response.data["description"]}});
    response.data = std::move(description);
    const auto size = size_of(response.headers) + size_of(response.allowed) + response.title.size() + html.size();
    auto content = std::make_shared<const Content>(Content{version, now, std::move(response), std::move(html)});
    put({"content " + key, nullptr, content, sizeof(Content) + overhead + 2 * key.size() + version.size() + size});
    return content;
}

void PageCache::put(Entry entry)
{
    if (entry.bytes > most_bytes_)
        return;
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(entry.key); found != by_key_.end())
        drop(found->second);
    while (bytes_ + entry.bytes > most_bytes_)
        drop(std::prev(entries_.end()));
    bytes_ += entry.bytes;
    entries_.push_front(std::move(entry));
    by_key_.emplace(entries_.front().key, entries_.begin());
}

std::size_t PageCache::bytes() const
{
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::vector<Figures> PageCache::figures() const
{
    using Sample = Figures::Sample;
    std::size_t entries = 0;
    {
        const std::lock_guard lock(mutex_);
        entries = entries_.size();
    }
    const auto sample = [](auto value, const char* result) {
        return Sample{{{"result", result}}, static_cast<double>(value)};
    };
    return {{"wowhost_page_cache_requests_total", "Requests for pages that may be kept, by what was found", true,
                {sample(hits_.load(), "hit"), sample(misses_.load(), "miss")}},
        {"wowhost_page_cache_bytes", "Bytes of pages that are kept", false, {Sample{{}, static_cast<double>(bytes())}}},
        {"wowhost_page_cache_entries", "Pages that are kept, and contents of pages", false,
            {Sample{{}, static_cast<double>(entries)}}}};
}

void PageCache::drop(Entries::iterator entry)
{
    bytes_ -= entry->bytes;
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

} // namespace wowhost::web
