// A new module out of the template of the SDK: the template is a working module whose name is replaced, and of which
// the parts that were not asked for are left out.
//
// In the template's files, lines between `@if FEATURE…` and `@end` (in whatever comment the file's language has) stay
// when one of the features is wanted, with `@elif FEATURE…` and `@else` in between; a file with `@only FEATURE…` stays
// as a whole. The name of the template's module is replaced wherever it stands, in all its forms. A path
// that begins with '_' begins with a dot in the module.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wowhost::cli {

/// What a module can be made with, each with a sentence on what it adds.
const std::vector<std::pair<std::string, std::string>>& scaffold_features();

/// "entity,page" → the features with those that they need. Throws Error(invalid_argument) with the nearest name.
std::set<std::string> parse_features(std::string_view list);

/// Throws Error(invalid_argument) that says what a module's name may be, and which one would do.
void check_module_name(const std::string& name);

/// The forms of a module's name, from "wow_heirloom": stem "heirloom", plural "heirlooms", camel "Heirloom", label
/// "Heirloom", labels "Heirlooms".
struct ModuleNames {
    explicit ModuleNames(std::string module_name);

    std::string name;
    std::string stem;
    std::string plural;
    std::string camel;
    std::string label;
    std::string labels;
};

/// One file of the template with the names and features put in. Throws Error(failed) that names file and line when its
/// marks don't match.
std::string fill_template(
    const std::string& file, std::string_view text, const ModuleNames& names, const std::set<std::string>& features);

/// All files of a new module, by path below its folder. What is empty without the features that were left out is not
/// among them. Throws Error(not_found) when the template is not there.
std::map<std::string, std::string> make_module(
    const std::filesystem::path& template_folder, const ModuleNames& names, const std::set<std::string>& features);

} // namespace wowhost::cli
