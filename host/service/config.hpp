// The configuration: one YAML file that the operator owns, `--set` on top, checked against declared keys.
//
// The host's sections are known from the start; those of modules are declared once their info files have been read
// (the file says where they are). `require_valid` then throws whatever is wrong. Values are read by `get`, which
// resolves `env:` and `file:` and makes what is to be generated; what is shown comes from `shown` and `dump`, which
// never hold a secret. After the last `declare`, any thread.
#pragma once

#include "host/service/config_schema.hpp"
#include "host/service/config_tree.hpp"
#include "host/service/redactor.hpp"
#include "host/service/secrets.hpp"

#include <wowhost/value.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::service {

struct ConfigProblem {
    bool is_error = true; ///< false: a warning.
    std::string message; ///< "etc/wowhost.yml:12:3: …"
};

/// The file to read: `named` (of `--config`), else $WOWHOST_CONFIG, else etc/wowhost.yml here, else
/// /etc/wowhost/wowhost.yml. Nothing when none is named and neither of the last two exists.
std::optional<std::string> find_config_file(const std::optional<std::string>& named);

class Config {
public:
    /// Without a file all is default. `overrides` are "a.b=YAML". Throws Error(invalid_argument) for a file that cannot
    /// be read or is no YAML, and for an override of another form.
    Config(const std::optional<std::string>& file, const std::vector<std::string>& overrides, Redactor& redactor);
    Config(const Config&) = delete;
    Config& operator=(const Config&) = delete;

    /// Declares a module's section. Declaring it again replaces it.
    void declare(const std::string& section, std::vector<KeyDeclaration> keys);

    /// A role that the configuration does not name has the permissions declared here; `administrator` has all.
    void declare_permission(const std::string& role, const std::string& permission);

    /// Everything that is wrong or unwise: unknown sections and keys with the nearest known name, wrong types,
    /// references that cannot be resolved only as warnings (another command may not need them), literal secrets,
    /// secret files that others may read.
    std::vector<ConfigProblem> check() const;
    /// Throws Error(invalid_argument) with the first error, and all of them as reasons.
    void require_valid() const;

    /// The configured value or the default, references resolved. Throws Error(invalid_argument) for a key that is not
    /// declared, is of the wrong type, or cannot be resolved.
    Value get(const std::string& section, const std::string& key) const;
    std::string text(const std::string& section, const std::string& key) const { return get(section, key).string(); }
    std::int64_t integer(const std::string& section, const std::string& key) const
    {
        return get(section, key).integer();
    }
    /// All keys of a section with their values.
    Value all(const std::string& section) const;
    std::vector<std::string> list(const std::string& section, const std::string& key) const;
    /// Whether the file or an override says anything about the key.
    bool is_given(const std::string& section, const std::string& key) const { return node(section, key) != nullptr; }
    /// Keys of a section that has any (roles): the defaults' and the configured ones.
    std::vector<std::string> keys(const std::string& section) const;

    /// For people: references stay references, literal secrets are masked. `path` is "section.key" or "section".
    Value shown(const std::string& path) const;
    Value dump() const;

    /// Where it was read, for messages; "the defaults" without a file.
    const std::string& source() const noexcept { return source_; }

private:
    const ConfigNode* node(const std::string& section, const std::string& key) const;
    const SectionDeclaration& section(const std::string& name) const;
    const KeyDeclaration& declaration(const std::string& section, const std::string& key) const;
    bool is_secret(const std::string& section, const std::string& key) const;
    Value raw(const std::string& section, const std::string& key) const;
    Value resolved(const Value& value, const std::string& whose) const;
    Value resolved(const std::string& section, const std::string& key) const;
    void apply_override(const std::string& text);
    void check_section(const ConfigNode::Member& member, std::vector<ConfigProblem>& problems) const;
    void check_key(
        const std::string& section, const ConfigNode::Member& member, std::vector<ConfigProblem>& problems) const;

    std::string source_;
    ConfigNode tree_;
    std::map<std::string, SectionDeclaration> sections_;
    std::map<std::string, Value> roles_{
        {"administrator", Value::array({"*"})}}; ///< The permissions of each by default.
    Redactor& redactor_;
    mutable Secrets secrets_;
};

} // namespace wowhost::service
