// Finds modules on the configured path and says of each file how far it gets, without running any code of it.
//
//   found → readable → info ok → fingerprint ok → trusted         (then, with others beside it: dependencies ok →
//   loaded → set up)
//
// One bad file never hides another.
#pragma once

#include "host/module/info_file.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::module {

/// The last step that a file passed.
enum class Stage { found, readable, info_ok, fingerprint_ok, trusted };
const char* to_string(Stage stage) noexcept;

struct Candidate {
    std::filesystem::path file;
    std::string name; ///< From the info file; the file's own name while that cannot be read.
    Stage stage = Stage::found;
    std::string reason; ///< Why it got no further; empty when it passed all steps.
    std::vector<std::string> reasons; ///< All of them, when there are several.
    std::optional<InfoFile> info;
    std::string info_text; ///< Verbatim.
    std::vector<std::string> interfaces;

    bool usable() const noexcept { return stage == Stage::trusted && reason.empty(); }
};

/// Examines one file. `pin`: the SHA-256 that the configuration demands of it, in hexadecimal; empty: none.
Candidate examine(const std::filesystem::path& file, const std::map<std::string, std::string>& pins = {});

/// All `*.so` in the folders, in order of name. Of several files with the same module the first on the path counts, and
/// the others are reported with a reason. A folder that does not exist is empty.
std::vector<Candidate> discover(
    const std::vector<std::filesystem::path>& path, const std::map<std::string, std::string>& pins = {});

} // namespace wowhost::module
