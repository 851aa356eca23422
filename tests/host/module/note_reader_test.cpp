#include "host/module/fingerprint.hpp"
#include "host/module/info_file.hpp"
#include "host/module/note_reader.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <elf.h>
#include <sys/stat.h>

using namespace wowhost::module;
using wowhost::test::TemporaryDirectory;

namespace {

/// A shared object of an ELF header, one PT_NOTE and the notes in it.
class TinyModule {
public:
    void add(
        std::uint32_t note_type, const std::string& content, const std::string& owner = std::string("wowhost\0", 8))
    {
        const Elf64_Nhdr note{
            static_cast<Elf64_Word>(owner.size()), static_cast<Elf64_Word>(content.size()), note_type};
        notes_.append(reinterpret_cast<const char*>(&note), sizeof note);
        append_padded(owner);
        append_padded(content);
    }
    void add_zeros() { notes_.append(4, '\0'); }
    std::string bytes() const
    {
        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_type = type;
        header.e_machine = machine;
        header.e_phoff = sizeof header;
        header.e_phentsize = sizeof(Elf64_Phdr);
        header.e_phnum = 1;
        Elf64_Phdr segment{};
        segment.p_type = PT_NOTE;
        segment.p_offset = sizeof header + sizeof segment;
        segment.p_filesz = notes_.size();
        segment.p_align = 4;
        std::string all(reinterpret_cast<const char*>(&header), sizeof header);
        all.append(reinterpret_cast<const char*>(&segment), sizeof segment);
        return all + notes_;
    }
    std::string problem() const
    {
        const auto all = bytes();
        const auto result = read_notes(MemoryBytes(std::as_bytes(std::span(all))), "x.so");
        return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "accepted";
    }

    Elf64_Half type = ET_DYN;
#if defined(__x86_64__)
    Elf64_Half machine = EM_X86_64;
    static constexpr Elf64_Half other_machine = EM_AARCH64;
#else
    Elf64_Half machine = EM_AARCH64;
    static constexpr Elf64_Half other_machine = EM_X86_64;
#endif

private:
    void append_padded(const std::string& text)
    {
        notes_ += text;
        notes_.resize((notes_.size() + 3) / 4 * 4);
    }
    std::string notes_;
};

TinyModule good()
{
    TinyModule module;
    module.add(1, "name: x\n");
    module.add(2, "sdk=1");
    module.add(3, "b.y/1\na.x/2");
    return module;
}

std::string problem_of(const std::string& file)
{
    const auto result = read_notes(file);
    return std::holds_alternative<std::string>(result) ? std::get<std::string>(result) : "accepted";
}

} // namespace

TEST_CASE("the notes of a built module are its info file verbatim, this toolchain's fingerprint and its interfaces")
{
    const auto result = read_notes(WOWHOST_MINIMAL_MODULE);
    REQUIRE(std::holds_alternative<Notes>(result));
    const auto& notes = std::get<Notes>(result);
    CHECK(notes.info == wowhost::test::read_file(WOWHOST_MINIMAL_INFO));
    CHECK(parse_info_file(notes.info, "minimal.info.yml").name == "minimal");
    CHECK(notes.fingerprint == host_fingerprint());
    CHECK(notes.interfaces.empty());
}

TEST_CASE("notes are read from a file without section headers, and among notes of others")
{
    TinyModule module;
    module.add(5, "12345678", std::string("GNU\0", 4));
    module.add_zeros();
    module.add(1, "name: x\n");
    module.add(2, "sdk=1");
    module.add(3, "b.y/1\na.x/2");
    module.add(1, "somebody else's", std::string("GNU\0", 4));
    module.add(99, "of a later SDK");
    module.add_zeros(); // as linkers leave them between notes of 4 and of 8
    module.add(5, "12345678", std::string("GNU\0", 4));
    const auto all = module.bytes();
    const auto result = read_notes(MemoryBytes(std::as_bytes(std::span(all))), "x.so");
    REQUIRE(std::holds_alternative<Notes>(result));
    CHECK(std::get<Notes>(result).info == "name: x\n");
    CHECK(std::get<Notes>(result).interfaces == std::vector<std::string>{"a.x/2", "b.y/1"});
}

TEST_CASE("a file that is no module is refused by a sentence that names it and says what to do")
{
    const TemporaryDirectory folder;
    CHECK_THAT(problem_of(folder / "absent.so"), Catch::Contains("absent.so cannot be opened: No such file"));
    CHECK_THAT(problem_of(folder.path().string()), Catch::Contains("is not a regular file"));
    wowhost::test::write_file(folder / "text.so", "name: wow\n");
    CHECK_THAT(problem_of(folder / "text.so"),
        Catch::Contains("text.so is not a shared object") && Catch::Contains("wowhost_add_module()"));
    wowhost::test::write_file(folder / "empty.so", "");
    CHECK_THAT(problem_of(folder / "empty.so"), Catch::Contains("is not a shared object"));
    REQUIRE(::mkfifo((folder / "fifo.so").c_str(), 0600) == 0);
    CHECK_THAT(problem_of(folder / "fifo.so"), Catch::Contains("is not a regular file"));
    CHECK_THAT(problem_of(WOWHOST_CRASH_PROBE), Catch::Contains("is a shared object but not a wowhost module"));
    CHECK_THAT(TinyModule().problem(), Catch::Contains("x.so is a shared object but not a wowhost module"));
}

TEST_CASE("a file for another machine, or no shared object, is refused by name")
{
    auto module = good();
    module.machine = TinyModule::other_machine;
    CHECK_THAT(module.problem(), Catch::Contains("is built for") && Catch::Contains("this host runs on"));
    module = good();
    module.type = ET_REL;
    CHECK_THAT(module.problem(), Catch::Contains("no shared object"));
}

TEST_CASE("there must be exactly one note of each type")
{
    for (std::uint32_t left_out = 1; left_out <= 3; ++left_out) {
        TinyModule module;
        for (std::uint32_t type = 1; type <= 3; ++type) {
            if (type != left_out)
                module.add(type, "x");
        }
        const char* names[] = {"", "info file", "fingerprint", "interface ids"};
        CHECK_THAT(module.problem(), Catch::Contains(std::string("has no note with its ") + names[left_out]));
        module = good();
        module.add(left_out, "again");
        CHECK_THAT(module.problem(), Catch::Contains(std::string("has two notes with its ") + names[left_out]));
    }
}

TEST_CASE("a note of up to 64 KiB of UTF-8 is taken, and no other")
{
    const auto with_info = [](const std::string& info) {
        TinyModule module;
        module.add(1, info);
        module.add(2, "sdk=1");
        module.add(3, "");
        return module.problem();
    };
    CHECK(with_info(std::string(65'536, 'x')) == "accepted");
    CHECK_THAT(with_info(std::string(65'537, 'x')), Catch::Contains("65537 bytes") && Catch::Contains("at most 65536"));
    CHECK(with_info("Альвеоняша") == "accepted");
    for (const std::string& bad : {std::string("\xff"), std::string("\xc3"), std::string("\xc0\x80"),
             std::string("\xed\xa0\x80"), std::string("a\0b", 3)})
        CHECK_THAT(with_info(bad), Catch::Contains("not UTF-8"));
}

TEST_CASE("well-formed UTF-8 is told from the rest")
{
    for (const char* text : {"", "plain", "é", "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"})
        CHECK(is_utf8(text));
    for (const char* text : {"\x80", "\xbf", "\xc1\xbf", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
             "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x28\xa1"})
        CHECK_FALSE(is_utf8(text));
}
