#include "sdk/sandbox/body_cache.hpp"

#include <zlib.h>

#include <stdexcept>

namespace sandbox {

namespace {

constexpr std::size_t entry_overhead = 200;

// Reused by a thread: setting up a compressor costs more than compressing a small body.
class Compressor {
public:
    Compressor()
    {
        if (deflateInit2(&stream_, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
            throw std::runtime_error("zlib: the compressor could not be set up; is there memory left?");
        }
    }
    Compressor(const Compressor&) = delete;
    Compressor& operator=(const Compressor&) = delete;
    ~Compressor() { deflateEnd(&stream_); }

    std::string run(std::string_view text)
    {
        deflateReset(&stream_);
        std::string out(deflateBound(&stream_, static_cast<uLong>(text.size())), '\0');
        stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
        stream_.avail_in = static_cast<uInt>(text.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        deflate(&stream_, Z_FINISH);
        out.resize(stream_.total_out);
        return out;
    }

private:
    z_stream stream_{};
};

} // namespace

Body BodyCache::find(const std::string& key)
{
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->body;
}

void BodyCache::put(const std::string& key, const Body& body)
{
    const auto size = body->size() + key.size() + entry_overhead;
    if (size > limit_) {
        return;
    }
    const std::lock_guard lock(mutex_);
    if (by_key_.contains(key)) {
        return;
    }
    entries_.push_front(Entry{key, body});
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += size;
    while (bytes_ > limit_) {
        const auto& last = entries_.back();
        bytes_ -= last.body->size() + last.key.size() + entry_overhead;
        by_key_.erase(last.key);
        entries_.pop_back();
    }
}

std::size_t BodyCache::bytes()
{
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::string gzip(std::string_view text)
{
    thread_local Compressor compressor;
    return compressor.run(text);
}

} // namespace sandbox
