// What is told to the author of a broken module: each kind is produced by a test, and stands in
// docs/troubleshooting.md.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace sentences {

/// One way in which a module, or what belongs to it, is broken.
struct Kind {
    std::string what; ///< As in the first column of the page.
    std::string names; ///< What the answer must name besides: the module, or file and line.
    std::function<std::string()> answer; ///< Makes it happen; everything that the author is told.
};

/// A row of the page's tables.
struct Row {
    std::string what;
    std::string sentence; ///< Without backquotes; "…" stands for anything.
    std::string remedy;
    std::size_t line = 0;
};

std::vector<Row> read_page(const std::string& file);

/// Empty when all parts of the sentence stand in the text, in their order, however lines are broken; else the part
/// that does not.
std::string missing_part(const std::string& sentence, const std::string& text);

std::vector<Kind> info_file_kinds();
std::vector<Kind> file_kinds();
std::vector<Kind> dependency_kinds();
std::vector<Kind> setup_kinds();
std::vector<Kind> call_kinds();
std::vector<Kind> contract_kinds();
std::vector<Kind> test_kinds();
std::vector<Kind> build_kinds();

} // namespace sentences
