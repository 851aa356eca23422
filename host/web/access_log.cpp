#include "host/web/access_log.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace wowhost::web {
namespace {

std::string quoted(std::string_view text, std::size_t most)
{
    std::string escaped = "\"";
    for (const char c : text.substr(0, most)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F || c == '"' || c == '\\')
            escaped += fmt::format("\\x{:02x}", byte);
        else
            escaped += c;
    }
    return escaped + "\"";
}

} // namespace

AccessLog::AccessLog(const std::string& file)
{
    if (file == "-")
        descriptor_ = ::dup(STDERR_FILENO);
    else if (!file.empty())
        descriptor_ = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (descriptor_ < 0 && !file.empty())
        throw Error(ErrorCode::invalid_argument,
            fmt::format("serve.access_log: {} cannot be opened: {}; name a file in a folder that exists, or - for "
                        "stderr",
                file, std::strerror(errno)));
}

AccessLog::~AccessLog()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

std::string AccessLog::line(
    const Incoming& request, const Reply& reply, std::uint64_t bytes, double milliseconds, std::int64_t now)
{
    const auto seconds = static_cast<std::time_t>(now);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char time[40];
    std::strftime(time, sizeof time, "%d/%b/%Y:%H:%M:%S +0000", &utc);
    const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
    return fmt::format("{} - - [{}] {} {} {} {} {} {:.1f} {}\n", reply.client.empty() ? "-" : reply.client, time,
        quoted(request.method + " " + std::string(path.substr(0, 1000)), 1100), reply.status, bytes,
        quoted(request.headers.get("referer").substr(0, request.headers.get("referer").find('?')), 500),
        quoted(request.headers.get("user-agent"), 300), milliseconds, reply.reference.empty() ? "-" : reply.reference);
}

void AccessLog::write(const Incoming& request, const Reply& reply, std::uint64_t bytes, double milliseconds) const
{
    if (descriptor_ < 0)
        return;
    const auto text = line(request, reply, bytes, milliseconds, std::time(nullptr));
    // One write, so that lines of several processes do not mix. A full disk must not stop the site.
    [[maybe_unused]] const auto written = ::write(descriptor_, text.data(), text.size());
}

} // namespace wowhost::web
