// Recorded responses of Battle.net: in $WOWHOST_RECORDED, or beside the checkout. Tests that need them say when they
// are skipped.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace recorded {

inline std::optional<std::filesystem::path> folder()
{
    if (const char* given = std::getenv("WOWHOST_RECORDED"); given && *given)
        return std::filesystem::path(given);
    auto beside = std::filesystem::path(WOWHOST_SOURCE_DIR).parent_path() / "shared/fixtures/battlenet";
    if (std::filesystem::exists(beside / "MANIFEST.json"))
        return beside;
    return std::nullopt;
}

/// The body of a recorded response; nothing, with a warning, where there are no recordings.
inline std::optional<std::string> body(const std::string& file)
{
    const auto found = folder();
    if (!found) {
        WARN("skipped: no recorded responses; set WOWHOST_RECORDED to their folder");
        return std::nullopt;
    }
    std::ifstream in(*found / file, std::ios::binary);
    REQUIRE(in.is_open());
    return std::string(std::istreambuf_iterator<char>(in), {});
}

} // namespace recorded
