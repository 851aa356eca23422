#include "host/http/unpack.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace wowhost::http {
namespace {

constexpr std::size_t smallest = 4096;

using Unpacker = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

libdeflate_decompressor* unpacker()
{
    thread_local const Unpacker kept(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
    if (!kept)
        throw std::bad_alloc();
    return kept.get();
}

/// What the last four bytes of gzip say about its size; no more than gzip can hold, as they come from outside.
std::size_t announced_size(std::string_view packed)
{
    constexpr std::size_t best_ratio = 1032;
    if (packed.size() < 4)
        return smallest;
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < 4; ++i)
        size |= static_cast<std::uint32_t>(static_cast<unsigned char>(packed[packed.size() - 4 + i])) << (8 * i);
    return std::min<std::size_t>(size, packed.size() * best_ratio);
}

/// Unpacks one member of `packed` behind what `body` holds, and takes it away from `packed`.
libdeflate_result unpack_member(std::string_view& packed, std::string& body, std::size_t limit)
{
    const auto begin = body.size();
    auto room = std::clamp<std::size_t>(announced_size(packed), 1, std::max<std::size_t>(limit - begin, 1));
    while (true) {
        body.reserve(begin + room + body_spare);
        body.resize(begin + room);
        std::size_t used = 0;
        std::size_t made = 0;
        const auto result = libdeflate_gzip_decompress_ex(
            unpacker(), packed.data(), packed.size(), body.data() + begin, room, &used, &made);
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE && begin + room < limit) {
            room = std::min(limit - begin, std::max(room * 2, smallest));
            continue;
        }
        if (result == LIBDEFLATE_SUCCESS) {
            body.resize(begin + made);
            packed.remove_prefix(used);
        }
        return result;
    }
}

bool is_gzip(std::string_view encoding) { return encoding == "gzip" || encoding == "x-gzip" || encoding == "GZIP"; }

} // namespace

void unpack(Job& job)
{
    auto& response = job.response;
    const auto encoding = response.header("Content-Encoding");
    if (response.status == 0 || response.body.empty() || encoding.empty() || encoding == "identity")
        return;
    if (!is_gzip(encoding)) {
        job.fail(HttpFailure::network,
            fmt::format("the answer is packed as \"{}\", which was not asked for; look at the server or what stands "
                        "between",
                encoding));
        return;
    }
    std::string body;
    for (std::string_view packed = response.body; !packed.empty();) {
        const auto result = unpack_member(packed, body, job.request.max_body);
        if (result == LIBDEFLATE_SUCCESS)
            continue;
        if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
            job.fail_too_large();
        else
            job.fail(HttpFailure::network,
                "the body is not the gzip that it is said to be; try again; if it stays, look at the server or what "
                "stands between");
        return;
    }
    response.body = std::move(body);
}

} // namespace wowhost::http
