// Recorded bodies, damaged at random, for readers that must take whatever comes.
#pragma once

#include "modules/wow_character/recorded.hpp"

#include <wow/document.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace damaged {

/// Bodies of the recorded endpoints (folders), up to 100 KB each.
inline std::vector<std::string> bodies(const std::vector<std::string>& endpoints)
{
    constexpr std::uintmax_t most = 100'000;
    std::vector<std::string> found;
    const auto folder = recorded::folder();
    for (const auto& endpoint : endpoints)
        if (folder && std::filesystem::is_directory(*folder / endpoint))
            for (const auto& entry : std::filesystem::directory_iterator(*folder / endpoint))
                if (entry.file_size() <= most) {
                    std::ifstream file(entry.path(), std::ios::binary);
                    found.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
                }
    return found;
}

/// Calls `use(body)` for what can still be read of `rounds` damaged bodies; returns how many that were.
template <class Use>
std::size_t each(const std::vector<std::string>& endpoints, std::size_t rounds, const Use& use)
{
    const auto originals = bodies(endpoints);
    if (originals.empty())
        return 0;
    const std::vector<std::string> pieces{"null", "-1", "1e999", "99999999999999999999", "[]", "{}", "\"\"", "true",
        "0", "[null]", "\"\\ud800\"", "{\"id\":null}", "-", "\xff", ","};
    std::minstd_rand random(7);
    const auto upto = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random); };
    wow::Document document;
    std::size_t read = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        auto body = originals[upto(originals.size() - 1)];
        for (auto changes = 1 + upto(3); changes > 0; --changes) {
            // Mostly a whole value, so that the body stays JSON of another shape; now and then any bytes.
            auto at = body.find(':', upto(body.size() - 1));
            auto end = at == std::string::npos ? at : body.find_first_of(",}]", at);
            if (end == std::string::npos || upto(9) == 0) {
                at = upto(body.size() - 1);
                end = std::min(body.size(), at + 1 + upto(20));
            }
            body.replace(at + 1, end - at - 1, pieces[upto(pieces.size() - 1)]);
        }
        if (document.parse(body)) {
            ++read;
            use(document.root());
        }
    }
    return read;
}

} // namespace damaged
