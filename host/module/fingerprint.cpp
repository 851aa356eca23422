#include "host/module/fingerprint.hpp"

#include <wowhost/abi.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace wowhost::module {
namespace {

struct Field {
    std::string_view key;
    const char* label;
    const char* remedy; ///< {} is the host's value.
};

constexpr std::array known_fields{
    Field{"sdk", "SDK major version", "build it against SDK {}.x"},
    Field{"library", "C++ standard library", "build it with {} (clang: -stdlib={})"},
    Field{"library_abi", "ABI of the C++ standard library",
        "build it with the ABI {} (libstdc++: -D_GLIBCXX_USE_CXX11_ABI=1 is cxx11, =0 is old)"},
    Field{"containers", "container layout", "build it with {} containers (_GLIBCXX_DEBUG makes debug ones)"},
    Field{"sanitizer", "sanitizer", "build it with the sanitizer of the host: {}"},
    Field{"pointer_bytes", "pointer size", "build it for {}-byte pointers"},
};

using Fields = std::map<std::string, std::string, std::less<>>;

/// `key=value;…`; a part without "=" gets an empty value, so that it is reported.
Fields parse(std::string_view text)
{
    Fields fields;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const auto part = text.substr(0, end);
        const auto equals = std::min(part.find('='), part.size());
        if (!part.empty())
            fields.emplace(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return fields;
}

std::string shorten(std::string_view value)
{
    constexpr std::size_t most = 60;
    return value.size() <= most ? std::string(value) : std::string(value.substr(0, most)) + "…";
}

} // namespace

std::string_view host_fingerprint() { return WOWHOST_FINGERPRINT; }

std::vector<std::string> compare_fingerprints(std::string_view module_side, std::string_view host_side)
{
    const auto theirs = parse(module_side);
    const auto ours = parse(host_side);
    std::vector<std::string> sentences;
    for (const auto& field : known_fields) {
        const auto host_value = ours.find(field.key);
        if (host_value == ours.end())
            continue;
        const auto remedy = fmt::format(fmt::runtime(field.remedy), host_value->second, host_value->second);
        const auto module_value = theirs.find(field.key);
        if (module_value == theirs.end())
            sentences.push_back(fmt::format(
                "{}: the module does not say its own, the host has {}; {}", field.label, host_value->second, remedy));
        else if (module_value->second != host_value->second)
            sentences.push_back(fmt::format("{}: the module has {}, the host has {}; {}", field.label,
                shorten(module_value->second), host_value->second, remedy));
    }
    for (const auto& [key, value] : theirs) {
        if (!ours.contains(key))
            sentences.push_back(
                fmt::format("{}: the module has {}, the host knows no such field; use a newer host or build the module "
                            "against this host's SDK",
                    shorten(key), shorten(value)));
    }
    return sentences;
}

} // namespace wowhost::module
