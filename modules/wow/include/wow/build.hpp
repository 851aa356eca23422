// wow: which build of the game Battle.net's static data come from, as far as this site has seen. Header-only.
//
// A response of namespace `static` names the build ("static-11.2.0_62213-eu"). What was asked before a build went live
// is to be asked again, also what was 404. The client notes it with every answer. While a build goes live, servers
// answer with the old one and the new: the newer one counts.
#pragma once

#include <wowhost/services.hpp>
#include <wowhost/value.hpp>

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace wow {

class Build {
public:
    std::string name; ///< As the response says it; empty: none seen.
    std::int64_t since = 0; ///< Unix seconds: when it was first seen; 0 for the first build that this site has seen.
};

inline std::string build_key(const std::string& region) { return "wow.build." + region; }

inline Build current_build(const wowhost::Services& host, const std::string& region)
{
    const auto stored = host.state().get(build_key(region));
    return stored ? Build{(*stored)["name"].string(), (*stored)["since"].integer()} : Build{};
}

/// 62213 of "static-11.2.0_62213-eu"; 0 where there is none.
inline std::int64_t build_number(std::string_view name)
{
    const auto begin = name.find('_');
    std::int64_t number = 0;
    if (begin != std::string_view::npos)
        std::from_chars(name.data() + begin + 1, name.data() + name.size(), number);
    return number;
}

/// Remembers the build that a response of `region` names, unless a newer one is known.
inline void note_build(const wowhost::Services& host, const std::string& region, const std::string& name)
{
    if (!name.starts_with("static"))
        return;
    const auto known = current_build(host, region);
    if (known.name != name && build_number(name) >= build_number(known.name))
        host.state().set(build_key(region),
            wowhost::Value::object({{"name", name}, {"since", known.name.empty() ? 0 : host.now()}}));
}

} // namespace wow
