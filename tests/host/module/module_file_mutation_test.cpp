// Damaged module files: thousands of variants of a real one. None may crash the readers (the sanitizer build looks
// closer), and none may be taken for more than it is.
#include "host/module/fingerprint.hpp"
#include "host/module/info_file.hpp"
#include "host/module/note_reader.hpp"
#include "host/module/symbol_reader.hpp"
#include "support/temporary_directory.hpp"

#include <wowhost/error.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <elf.h>
#include <random>

using namespace wowhost::module;

namespace {

struct Outcome {
    bool readable = false;
    bool sentence_names_file = true;
};

/// Everything that is done with a file before any of its code runs.
Outcome read_all(std::string_view bytes)
{
    const MemoryBytes memory(std::as_bytes(std::span(bytes)));
    Outcome outcome;
    const auto notes = read_notes(memory, "m.so");
    if (const auto* problem = std::get_if<std::string>(&notes)) {
        outcome.sentence_names_file = problem->starts_with("m.so ");
    } else {
        outcome.readable = true;
        compare_fingerprints(std::get<Notes>(notes).fingerprint);
        try {
            parse_info_file(std::get<Notes>(notes).info, "m.so");
        } catch (const wowhost::Error&) {
            outcome.readable = false;
        }
    }
    const auto symbols = read_dynamic_symbols(memory, "m.so");
    if (const auto* problem = std::get_if<std::string>(&symbols))
        outcome.sentence_names_file = outcome.sentence_names_file && problem->starts_with("m.so ");
    else
        symbol_complaints(std::get<DynamicSymbols>(symbols));
    return outcome;
}

/// The first bytes that matter (headers, notes, symbols); debug information would only slow the test down.
std::string sample() { return wowhost::test::read_file(WOWHOST_MINIMAL_MODULE); }

} // namespace

TEST_CASE("a module file cut anywhere is refused or read, never a crash")
{
    const auto whole = sample();
    REQUIRE(read_all(whole).readable);
    std::size_t refused = 0;
    std::mt19937 random(1);
    for (std::size_t i = 0; i < 3000; ++i) {
        const std::size_t length = i < 2000 ? i : random() % whole.size();
        const auto outcome = read_all(std::string_view(whole).substr(0, length));
        REQUIRE(outcome.sentence_names_file);
        refused += outcome.readable ? 0 : 1;
    }
    CHECK(refused >= sizeof(Elf64_Ehdr));
    CHECK_FALSE(read_all(std::string_view(whole).substr(0, 63)).readable);
}

TEST_CASE("a module file with bytes changed anywhere is refused or read, never a crash")
{
    auto bytes = sample();
    const auto whole = bytes;
    std::mt19937 random(20260102);
    const std::uint8_t interesting[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
    std::size_t refused = 0;
    for (int round = 0; round < 6000; ++round) {
        const auto changes = 1 + random() % 4;
        std::vector<std::size_t> places;
        for (std::uint32_t i = 0; i < changes; ++i) {
            // Half of them where the structure is.
            const auto place = random() % (random() % 2 ? std::min<std::size_t>(whole.size(), 4096) : whole.size());
            bytes[place] = static_cast<char>(random() % 2 ? interesting[random() % 5] : random() % 256);
            places.push_back(place);
        }
        const auto outcome = read_all(bytes);
        REQUIRE(outcome.sentence_names_file);
        refused += outcome.readable ? 0 : 1;
        for (const auto place : places)
            bytes[place] = whole[place];
    }
    CHECK(refused > 100);
}

TEST_CASE("every field of the program headers may hold extreme values without a crash")
{
    const auto whole = sample();
    Elf64_Ehdr header{};
    std::memcpy(&header, whole.data(), sizeof header);
    for (std::size_t segment = 0; segment < header.e_phnum; ++segment) {
        for (std::size_t field = 0; field < sizeof(Elf64_Phdr); field += 4) {
            for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{whole.size()},
                     UINT64_MAX, UINT64_MAX - 7, std::uint64_t{1} << 63}) {
                auto bytes = whole;
                const auto at = header.e_phoff + segment * sizeof(Elf64_Phdr) + field;
                std::memcpy(bytes.data() + at, &value, field + 8 <= sizeof(Elf64_Phdr) ? 8 : 4);
                REQUIRE(read_all(bytes).sentence_names_file);
            }
        }
    }
}

TEST_CASE("a file that is cut while it is open is an error, not a signal")
{
    const wowhost::test::TemporaryDirectory folder;
    wowhost::test::write_file(folder / "m.so", sample());
    const FileBytes bytes(folder / "m.so", 1 << 30);
    std::filesystem::resize_file(folder / "m.so", 100);
    const auto result = read_notes(bytes, "m.so");
    REQUIRE(std::holds_alternative<std::string>(result));
    CHECK_THAT(std::get<std::string>(result), Catch::Contains("damaged or cut short"));
}
