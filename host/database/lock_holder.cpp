#include "host/database/lock_holder.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include <array>
#include <ctime>

namespace wowhost::database {

LockHolder this_process(std::string_view purpose)
{
    constexpr std::size_t longest_purpose = 300;
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    LockHolder holder;
    holder.pid = ::getpid();
    holder.host = host.data();
    holder.purpose = std::string(purpose.substr(0, longest_purpose));
    holder.since = ::time(nullptr);
    return holder;
}

std::string to_line(const LockHolder& holder)
{
    const nlohmann::json line{
        {"pid", holder.pid}, {"host", holder.host}, {"purpose", holder.purpose}, {"since", holder.since}};
    return line.dump(-1, ' ', true, nlohmann::json::error_handler_t::ignore);
}

std::optional<LockHolder> from_line(std::string_view line)
{
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) {
        return std::nullopt;
    }
    try {
        LockHolder holder;
        holder.pid = json.value("pid", std::int64_t{0});
        holder.host = json.value("host", std::string());
        holder.purpose = json.value("purpose", std::string());
        holder.since = json.value("since", std::int64_t{0});
        return holder;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

std::string LockHolder::describe() const
{
    std::string text = pid != 0 ? fmt::format("pid {}", pid) : std::string("another process");
    if (!host.empty()) {
        text += fmt::format(" on host {}", host);
    }
    if (!purpose.empty()) {
        text += fmt::format(", `{}`", purpose);
    }
    if (since != 0) {
        text += fmt::format(", since {:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(since)));
    }
    return text;
}

} // namespace wowhost::database
