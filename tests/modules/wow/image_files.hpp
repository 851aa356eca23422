// The images that a site keeps.
#pragma once

#include "modules/wow_character/site.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace image_test {

/// Names below files.path.
inline std::set<std::string> files(const site_test::Site& site)
{
    namespace fs = std::filesystem;
    std::set<std::string> found;
    const fs::path root(site.path("files"));
    if (fs::exists(root / "wow"))
        for (const auto& entry : fs::recursive_directory_iterator(root / "wow"))
            if (entry.is_regular_file())
                found.insert(fs::relative(entry.path(), root).string());
    return found;
}

} // namespace image_test
