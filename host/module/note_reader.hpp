// Reads what a module's file says about itself, without loading the file: no code of it runs.
//
// The three notes of <wowhost/abi.hpp> are found through the program headers (PT_NOTE). The file is foreign input:
// every offset and length is checked, each note is at most 64 KiB of valid UTF-8, and there must be exactly one of
// each.
#pragma once

#include "host/module/byte_source.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wowhost::module {

struct Notes {
    std::string info; ///< The info file, verbatim.
    std::string fingerprint; ///< See WOWHOST_FINGERPRINT.
    std::vector<std::string> interfaces; ///< Ids it was built against, sorted: its own and those of modules it uses.
};

/// The notes, or one sentence that begins with the file's name and says what is wrong and what to do.
using NoteResult = std::variant<Notes, std::string>;

NoteResult read_notes(const std::filesystem::path& file);
/// The same from any bytes; `name` is what the sentence begins with.
NoteResult read_notes(const ByteSource& bytes, const std::string& name);

/// Whether `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

} // namespace wowhost::module
