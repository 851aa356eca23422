// The parts of an ELF shared object that the host looks at without loading it: header and program headers, and by them
// any block of the file or of the image. Section headers are never used, since strip and patchelf may take them away.
#pragma once

#include "host/module/byte_source.hpp"

#include <cstdint>
#include <elf.h>
#include <optional>
#include <string>
#include <vector>

namespace wowhost::module {

/// Largest file taken for a module.
inline constexpr std::uint64_t largest_module_file = std::uint64_t{1} << 30;

class ElfImage {
public:
    /// Throws Error(invalid_argument) with a sentence, without the file's name, when `bytes` is no 64-bit little-endian
    /// shared object of this machine's architecture. `bytes` must outlive this.
    explicit ElfImage(const ByteSource& bytes);

    const ByteSource& bytes() const noexcept { return bytes_; }
    const std::vector<Elf64_Phdr>& segments() const noexcept { return segments_; }
    /// Where the image address `address` is in the file, when `length` bytes from there come from the file.
    std::optional<std::uint64_t> file_offset(std::uint64_t address, std::uint64_t length) const;
    /// `length` bytes of the image from `address`; nothing when they are not in the file, or more than `limit`.
    std::optional<std::vector<std::byte>> image_block(
        std::uint64_t address, std::uint64_t length, std::uint64_t limit) const;

private:
    const ByteSource& bytes_;
    std::vector<Elf64_Phdr> segments_;
};

/// "x86-64", "aarch64" or "machine 243".
std::string machine_name(std::uint16_t machine);
/// The machine this host is built for.
std::uint16_t host_machine();

} // namespace wowhost::module
