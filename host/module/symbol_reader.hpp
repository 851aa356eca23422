// What a module's file exports, read without loading it: `module verify` checks that it is the entry symbol and nothing
// else.
//
// The dynamic symbol table is found through PT_DYNAMIC and sized by DT_GNU_HASH or DT_HASH. Foreign input: bounded like
// the notes.
#pragma once

#include "host/module/byte_source.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace wowhost::module {

struct DynamicSymbols {
    std::vector<std::string> exported; ///< Defined and global or weak; at most `listed` names, sorted.
    std::vector<std::string> unique; ///< STB_GNU_UNIQUE: they keep the library mapped for ever. At most `listed` names.
    std::size_t exported_count = 0;
    std::size_t unique_count = 0;
    bool binds_now = false; ///< A missing symbol is an error when loading, not at the first call.
    bool never_unloads = false; ///< -z nodelete.

    static constexpr std::size_t listed = 20;
};

/// The symbols, or one sentence that begins with the file's name.
using SymbolResult = std::variant<DynamicSymbols, std::string>;

SymbolResult read_dynamic_symbols(const std::filesystem::path& file);
SymbolResult read_dynamic_symbols(const ByteSource& bytes, const std::string& name);

/// What is wrong with them, one sentence each; empty when the file is as wowhost_add_module() makes it.
std::vector<std::string> symbol_complaints(const DynamicSymbols& symbols);

} // namespace wowhost::module
