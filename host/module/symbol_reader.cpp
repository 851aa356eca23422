#include "host/module/symbol_reader.hpp"

#include "host/module/elf_image.hpp"

#include <wowhost/abi.hpp>
#include <wowhost/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

namespace wowhost::module {
namespace {

constexpr std::uint64_t most_symbols = std::uint64_t{1} << 20;
constexpr std::uint64_t most_string_bytes = std::uint64_t{64} << 20;
constexpr std::uint64_t most_dynamic_entries = 1024;
constexpr std::size_t longest_name = 400;

[[noreturn]] void refuse(const std::string& what)
{
    throw Error(ErrorCode::invalid_argument, "is damaged: " + what + "; build or copy it again");
}

std::map<std::int64_t, std::uint64_t> read_dynamic(const ElfImage& image)
{
    std::map<std::int64_t, std::uint64_t> entries;
    for (const auto& segment : image.segments()) {
        if (segment.p_type != PT_DYNAMIC)
            continue;
        const auto block =
            image.bytes().block(segment.p_offset, segment.p_filesz, most_dynamic_entries * sizeof(Elf64_Dyn));
        if (!block)
            refuse("its dynamic section is not in the file");
        for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= block->size(); at += sizeof(Elf64_Dyn)) {
            Elf64_Dyn entry{};
            std::memcpy(&entry, block->data() + at, sizeof entry);
            if (entry.d_tag == DT_NULL)
                break;
            entries.emplace(entry.d_tag, entry.d_un.d_val);
        }
        return entries;
    }
    refuse("it has no dynamic section");
}

/// Reads an array of 32-bit words of the image.
std::vector<std::uint32_t> read_words(const ElfImage& image, std::uint64_t address, std::uint64_t count)
{
    const auto block = image.image_block(address, count * sizeof(std::uint32_t), most_symbols * sizeof(std::uint32_t));
    if (!block)
        refuse("its symbol hash table is not in the file");
    std::vector<std::uint32_t> words(count);
    if (count > 0)
        std::memcpy(words.data(), block->data(), block->size());
    return words;
}

/// The GNU hash table does not say how many symbols there are: the last chain's end does.
std::uint64_t count_by_gnu_hash(const ElfImage& image, std::uint64_t address)
{
    const auto header = read_words(image, address, 4);
    const std::uint64_t buckets = header[0];
    const std::uint64_t first = header[1];
    const std::uint64_t bloom_words = header[2];
    if (buckets > most_symbols || bloom_words > most_symbols || first > most_symbols)
        refuse("its symbol hash table is too large");
    const auto bucket_address = address + 16 + bloom_words * 8;
    const auto starts = read_words(image, bucket_address, buckets);
    const auto last = starts.empty() ? 0 : *std::max_element(starts.begin(), starts.end());
    if (last < first)
        return first;
    const auto chain_address = bucket_address + buckets * 4;
    for (std::uint64_t symbol = last; symbol < most_symbols; ++symbol) {
        if (read_words(image, chain_address + (symbol - first) * 4, 1)[0] & 1U)
            return symbol + 1;
    }
    refuse("its symbol hash table does not end");
}

std::uint64_t count_symbols(const ElfImage& image, const std::map<std::int64_t, std::uint64_t>& dynamic)
{
    if (const auto gnu = dynamic.find(DT_GNU_HASH); gnu != dynamic.end())
        return count_by_gnu_hash(image, gnu->second);
    if (const auto hash = dynamic.find(DT_HASH); hash != dynamic.end())
        return read_words(image, hash->second, 2)[1];
    refuse("it has no symbol hash table");
}

std::string symbol_name(const std::vector<std::byte>& strings, std::uint32_t at)
{
    if (at >= strings.size())
        refuse("a symbol's name is outside of its string table");
    const auto* begin = reinterpret_cast<const char*>(strings.data()) + at;
    std::string name(begin, ::strnlen(begin, std::min<std::size_t>(strings.size() - at, longest_name)));
    for (auto& letter : name) {
        if (letter < ' ' || letter > '~')
            letter = '?';
    }
    return name;
}

void list(std::vector<std::string>& names, std::size_t& count, const std::string& name)
{
    if (count++ < DynamicSymbols::listed)
        names.push_back(name);
}

DynamicSymbols read(const ByteSource& bytes)
{
    const ElfImage image(bytes);
    const auto dynamic = read_dynamic(image);
    const auto value = [&](std::int64_t tag) {
        const auto found = dynamic.find(tag);
        return found == dynamic.end() ? std::uint64_t{0} : found->second;
    };
    DynamicSymbols symbols;
    symbols.binds_now =
        dynamic.contains(DT_BIND_NOW) || (value(DT_FLAGS) & DF_BIND_NOW) != 0 || (value(DT_FLAGS_1) & DF_1_NOW) != 0;
    symbols.never_unloads = (value(DT_FLAGS_1) & DF_1_NODELETE) != 0;

    const auto count = count_symbols(image, dynamic);
    if (count > most_symbols)
        refuse("it claims too many symbols");
    const auto table = image.image_block(value(DT_SYMTAB), count * sizeof(Elf64_Sym), most_symbols * sizeof(Elf64_Sym));
    const auto strings = image.image_block(value(DT_STRTAB), value(DT_STRSZ), most_string_bytes);
    if (!table || !strings)
        refuse("its symbol table is not in the file");
    for (std::size_t at = 0; at < table->size(); at += sizeof(Elf64_Sym)) {
        Elf64_Sym symbol{};
        std::memcpy(&symbol, table->data() + at, sizeof symbol);
        const auto binding = ELF64_ST_BIND(symbol.st_info);
        if (symbol.st_shndx == SHN_UNDEF || binding == STB_LOCAL)
            continue;
        const auto name = symbol_name(*strings, symbol.st_name);
        if (binding == STB_GNU_UNIQUE)
            list(symbols.unique, symbols.unique_count, name);
        else
            list(symbols.exported, symbols.exported_count, name);
    }
    std::sort(symbols.exported.begin(), symbols.exported.end());
    std::sort(symbols.unique.begin(), symbols.unique.end());
    return symbols;
}

std::string enumerate(const std::vector<std::string>& names, std::size_t count)
{
    auto text = fmt::format("{}", fmt::join(names, ", "));
    if (count > names.size())
        text += fmt::format(" and {} more", count - names.size());
    return text;
}

} // namespace

SymbolResult read_dynamic_symbols(const ByteSource& bytes, const std::string& name)
{
    try {
        return read(bytes);
    } catch (const Error& error) {
        return name + " " + error.what();
    }
}

SymbolResult read_dynamic_symbols(const std::filesystem::path& file)
{
    try {
        const FileBytes bytes(file, largest_module_file);
        return read_dynamic_symbols(bytes, file.native());
    } catch (const Error& error) {
        return std::string(error.what());
    }
}

std::vector<std::string> symbol_complaints(const DynamicSymbols& symbols)
{
    std::vector<std::string> complaints;
    auto others = symbols.exported;
    const bool listed_all = symbols.exported_count == others.size();
    const bool has_entry = std::erase(others, abi::entry_symbol_v1) > 0;
    if (!has_entry && listed_all)
        complaints.push_back(
            fmt::format("it does not export {}; put WOWHOST_MODULE(…) into one of its sources", abi::entry_symbol_v1));
    if (!others.empty())
        complaints.push_back(
            fmt::format("it exports more than {}: {}; build it with wowhost_add_module(), which hides the rest",
                abi::entry_symbol_v1, enumerate(others, symbols.exported_count - (has_entry ? 1 : 0))));
    if (symbols.unique_count > 0)
        complaints.push_back(fmt::format("it exports unique symbols, which keep it mapped for ever: {}; build it with "
                                         "wowhost_add_module(), which passes -fno-gnu-unique",
            enumerate(symbols.unique, symbols.unique_count)));
    if (!symbols.binds_now)
        complaints.push_back(
            "it binds symbols lazily, so that a missing one ends the process at the first call; link it with -z now, "
            "as wowhost_add_module() does");
    if (symbols.never_unloads)
        complaints.push_back("it is linked with -z nodelete and can never be unmapped; link it without");
    return complaints;
}

} // namespace wowhost::module
