// A module's info file: what it is called, what it needs, which settings and permissions it declares.
//
//   name: wow_mount                       # ^[a-z][a-z0-9_]{0,49}$, the same as the file's name
//   label: Mounts
//   version: 1.2.0
//   sdk: 1.0                              # the lowest SDK it needs
//   description: … package: …  lifecycle: stable|experimental|deprecated|obsolete  lifecycle_link: https://…
//   dependencies: [wow (>=1.0 <2), suite:taxonomy]     optional: [wow_character]
//   required: false  hidden: false  weight: 0
//   config:                               # keys of the module's section of the configuration
//     - { key: region, type: text, default: eu, description: …, secret: false, generate: false }
//   permissions:
//     - { name: administer mounts, label: …, description: …, restrict: true, roles: [authenticated] }
//
// name, label, version and sdk are required; an unknown key is refused.
#pragma once

#include "host/module/version.hpp"

#include <wowhost/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wowhost::module {

/// `project:name (constraint)`. The project has no influence on which module is meant.
struct Dependency {
    std::string project;
    std::string name;
    Constraint constraint;
    int line = 0; ///< Of the info file; 0 when it did not come from one.
};

enum class Lifecycle { stable, experimental, deprecated, obsolete };
const char* to_string(Lifecycle lifecycle) noexcept;

enum class ConfigType { text, integer, real, boolean, list };
const char* to_string(ConfigType type) noexcept;

struct ConfigKey {
    std::string key;
    ConfigType type = ConfigType::text;
    Value default_value; ///< Of `type` (a list holds texts), or null when the info file gives none.
    std::string description;
    bool secret = false; ///< Never printed; a literal in the configuration is warned about.
    bool generate = false; ///< When it is empty, the host makes a random one once, in a file beside `files.path`.
};

struct Permission {
    std::string name;
    std::string label;
    std::string description;
    std::vector<std::string> roles; ///< Those that have it unless the configuration says what they have.
    bool restrict_access = false; ///< `restrict`: only for trusted roles, the administration warns.
};

struct InfoFile {
    std::string name;
    std::string label;
    std::string description;
    std::string package;
    std::string version_text;
    int sdk_major = 0;
    int sdk_minor = 0;
    int sdk_line = 0; ///< Where the info file says so.
    std::vector<Dependency> dependencies;
    std::vector<Dependency> optional;
    Lifecycle lifecycle = Lifecycle::stable;
    std::string lifecycle_link;
    bool required = false;
    bool hidden = false;
    int weight = 0;
    std::vector<ConfigKey> config;
    std::vector<Permission> permissions;

    Version version() const { return Version(version_text); }
    /// " (wow_mount.info.yml:7)", what a sentence about that line ends with.
    std::string place(int line) const
    {
        return line < 1 ? std::string() : " (" + name + ".info.yml:" + std::to_string(line) + ")";
    }
    std::string sdk() const { return std::to_string(sdk_major) + "." + std::to_string(sdk_minor); }
};

/// Parses the text of an info file; `name` (of the file) begins every sentence, with the line. Throws
/// Error(invalid_argument) whose reasons are all that is wrong and whose message is those in one line.
InfoFile parse_info_file(std::string_view text, const std::string& name);

/// Throws Error(invalid_argument) quoting `text`.
Dependency parse_dependency(std::string_view text);

/// What is wrong with a module's name (letters, length over 50), as a sentence; nothing when it is fine.
std::optional<std::string> module_name_complaint(std::string_view name);

/// Why a module that needs SDK `info.sdk()` does not run on SDK major.minor; nothing when it does.
std::optional<std::string> sdk_complaint(const InfoFile& info, int host_major, int host_minor);

} // namespace wowhost::module
