#include "host/module/elf_image.hpp"

#include <wowhost/error.hpp>

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace wowhost::module {
namespace {

static_assert(std::endian::native == std::endian::little, "the reader copies little-endian structs");

constexpr std::uint16_t most_segments = 256;

[[noreturn]] void refuse(const std::string& sentence) { throw Error(ErrorCode::invalid_argument, sentence); }

} // namespace

std::string machine_name(std::uint16_t machine)
{
    switch (machine) {
    case EM_X86_64: return "x86-64";
    case EM_AARCH64: return "aarch64";
    case EM_RISCV: return "riscv";
    case EM_386: return "i386";
    case EM_ARM: return "arm";
    default: return fmt::format("machine {}", machine);
    }
}

std::uint16_t host_machine()
{
#if defined(__x86_64__)
    return EM_X86_64;
#elif defined(__aarch64__)
    return EM_AARCH64;
#elif defined(__riscv)
    return EM_RISCV;
#else
#error "add this architecture's ELF machine number"
#endif
}

ElfImage::ElfImage(const ByteSource& bytes)
    : bytes_(bytes)
{
    Elf64_Ehdr header{};
    if (!bytes.read(0, std::as_writable_bytes(std::span(&header, 1)))
        || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        refuse("is not a shared object (no ELF header); modules are built with wowhost_add_module()");
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
        refuse("is not a 64-bit little-endian ELF file; build it for this host's architecture, "
            + machine_name(host_machine()));
    if (header.e_machine != host_machine())
        refuse(fmt::format("is built for {}, and this host runs on {}; build it for {}", machine_name(header.e_machine),
            machine_name(host_machine()), machine_name(host_machine())));
    if (header.e_type != ET_DYN)
        refuse("is an ELF file but no shared object; modules are built with wowhost_add_module()");
    if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0 || header.e_phnum > most_segments)
        refuse("is damaged: its program headers cannot be read; build or copy it again");
    segments_.resize(header.e_phnum);
    if (!bytes.read(header.e_phoff, std::as_writable_bytes(std::span(segments_))))
        refuse("is damaged or cut short: its program headers are not in the file; build or copy it again");
}

std::optional<std::uint64_t> ElfImage::file_offset(std::uint64_t address, std::uint64_t length) const
{
    for (const auto& segment : segments_) {
        if (segment.p_type != PT_LOAD || address < segment.p_vaddr)
            continue;
        const auto inside = address - segment.p_vaddr;
        if (inside > segment.p_filesz || length > segment.p_filesz - inside || inside > UINT64_MAX - segment.p_offset)
            continue;
        return segment.p_offset + inside;
    }
    return std::nullopt;
}

std::optional<std::vector<std::byte>> ElfImage::image_block(
    std::uint64_t address, std::uint64_t length, std::uint64_t limit) const
{
    const auto offset = file_offset(address, length);
    if (!offset)
        return std::nullopt;
    return bytes_.block(*offset, length, limit);
}

} // namespace wowhost::module
