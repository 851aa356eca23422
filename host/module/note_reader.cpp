#include "host/module/note_reader.hpp"

#include "host/module/elf_image.hpp"

#include <wowhost/abi.hpp>
#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace wowhost::module {
namespace {

constexpr std::uint64_t largest_note = 64 * 1024;
constexpr std::uint64_t largest_note_segment = 1024 * 1024;
constexpr std::size_t most_interfaces = 1024;

struct NoteKind {
    std::uint32_t type;
    const char* name;
};
constexpr std::array note_kinds{NoteKind{WOWHOST_NOTE_INFO, "info file"},
    NoteKind{WOWHOST_NOTE_FINGERPRINT, "fingerprint"}, NoteKind{WOWHOST_NOTE_INTERFACES, "interface ids"}};

using FoundNotes = std::array<std::optional<std::string>, note_kinds.size()>;

[[noreturn]] void refuse(const std::string& sentence) { throw Error(ErrorCode::invalid_argument, sentence); }

std::uint64_t padded(std::uint64_t length) { return (length + 3) & ~std::uint64_t{3}; }

void take_note(FoundNotes& found, std::uint32_t type, std::string_view text)
{
    const auto* kind =
        std::find_if(note_kinds.begin(), note_kinds.end(), [&](const auto& k) { return k.type == type; });
    if (kind == note_kinds.end())
        return; // a later SDK may add types; they are optional by nature
    auto& slot = found[static_cast<std::size_t>(kind - note_kinds.begin())];
    if (slot)
        refuse(fmt::format("has two notes with its {}; link exactly one module into it", kind->name));
    if (text.size() > largest_note)
        refuse(fmt::format(
            "has a note with {} bytes of {}; at most {} are allowed", text.size(), kind->name, largest_note));
    if (!is_utf8(text) || text.find('\0') != std::string_view::npos)
        refuse(fmt::format(
            "has a note with its {} that is not UTF-8 text; save the info file as UTF-8 and build again", kind->name));
    slot.emplace(text);
}

// Notes are padded to 4 bytes. Those padded to 8 (.note.gnu.property) have lengths where it comes to the same, and
// linkers put both kinds into one segment, with zeros in between.
void read_segment(FoundNotes& found, const std::vector<std::byte>& bytes)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::string_view owner(WOWHOST_NOTE_OWNER, sizeof(WOWHOST_NOTE_OWNER)); // with its NUL, as notes have it
    std::uint64_t at = 0;
    while (text.size() - at >= sizeof(Elf64_Nhdr)) {
        Elf64_Nhdr note{};
        std::memcpy(&note, text.data() + at, sizeof note);
        if (note.n_namesz == 0) {
            at += 4;
            continue;
        }
        at += sizeof note;
        const auto name_length = padded(note.n_namesz);
        // The last note of a segment may come without its padding.
        if (name_length > text.size() - at || note.n_descsz > text.size() - at - name_length)
            refuse("is damaged: a note reaches beyond its segment; build or copy it again");
        const auto name = text.substr(at, note.n_namesz);
        at += name_length;
        if (name == owner)
            take_note(found, note.n_type, text.substr(at, note.n_descsz));
        at += std::min<std::uint64_t>(padded(note.n_descsz), text.size() - at);
    }
}

std::vector<std::string> split_lines(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (end > 0)
            lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (lines.size() > most_interfaces)
            refuse(fmt::format("names more than {} interfaces", most_interfaces));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

Notes read(const ByteSource& bytes)
{
    const ElfImage image(bytes);
    FoundNotes found;
    for (const auto& segment : image.segments()) {
        if (segment.p_type != PT_NOTE)
            continue;
        if (segment.p_filesz > largest_note_segment)
            refuse(fmt::format("has {} bytes of notes; at most {} are read", segment.p_filesz, largest_note_segment));
        const auto block = bytes.block(segment.p_offset, segment.p_filesz, largest_note_segment);
        if (!block)
            refuse("is damaged or cut short: its notes are not in the file; build or copy it again");
        read_segment(found, *block);
    }
    if (std::none_of(found.begin(), found.end(), [](const auto& note) { return note.has_value(); }))
        refuse("is a shared object but not a wowhost module (it has no wowhost notes); build it with "
               "wowhost_add_module()");
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i])
            refuse(fmt::format(
                "has no note with its {}; build it with wowhost_add_module() and put WOWHOST_MODULE(…) into one "
                "of its sources",
                note_kinds[i].name));
    }
    return {std::move(*found[0]), std::move(*found[1]), split_lines(*found[2])};
}

} // namespace

bool is_utf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        if (lead < 0x80)
            continue;
        const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
        if (lead < 0xC2 || lead > 0xF4 || text.size() - i < static_cast<std::size_t>(more))
            return false;
        std::uint32_t point = lead & (0x3FU >> more);
        for (int k = 0; k < more; ++k) {
            const auto next = static_cast<unsigned char>(text[i++]);
            if ((next & 0xC0) != 0x80)
                return false;
            point = point << 6 | (next & 0x3FU);
        }
        const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
            return false;
    }
    return true;
}

NoteResult read_notes(const ByteSource& bytes, const std::string& name)
{
    try {
        return read(bytes);
    } catch (const Error& error) {
        return name + " " + error.what();
    }
}

NoteResult read_notes(const std::filesystem::path& file)
{
    try {
        const FileBytes bytes(file, largest_module_file);
        return read_notes(bytes, file.native());
    } catch (const Error& error) {
        return std::string(error.what());
    }
}

} // namespace wowhost::module
