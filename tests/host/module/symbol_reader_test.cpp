#include "host/module/symbol_reader.hpp"
#include "support/temporary_directory.hpp"

#include <catch2/catch.hpp>

using namespace wowhost::module;

TEST_CASE("a module built by wowhost_add_module exports its entry and nothing else")
{
    const auto result = read_dynamic_symbols(WOWHOST_MINIMAL_MODULE);
    REQUIRE(std::holds_alternative<DynamicSymbols>(result));
    const auto& symbols = std::get<DynamicSymbols>(result);
    CHECK(symbols.exported == std::vector<std::string>{"wowhost_module_entry_v1"});
    CHECK(symbols.unique.empty());
    CHECK(symbols.binds_now);
    CHECK_FALSE(symbols.never_unloads);
    CHECK(symbol_complaints(symbols).empty());
}

TEST_CASE("each thing that is wrong with exported symbols is a sentence")
{
    DynamicSymbols symbols;
    symbols.exported = {"helper", "wowhost_module_entry_v1"};
    symbols.exported_count = 2;
    symbols.unique = {"_ZZ1fvE1x"};
    symbols.unique_count = 3;
    symbols.never_unloads = true;
    const auto complaints = symbol_complaints(symbols);
    REQUIRE(complaints.size() == 4);
    CHECK_THAT(complaints[0], Catch::Contains("exports more than wowhost_module_entry_v1: helper;"));
    CHECK_THAT(complaints[1], Catch::Contains("_ZZ1fvE1x and 2 more") && Catch::Contains("-fno-gnu-unique"));
    CHECK_THAT(complaints[2], Catch::Contains("-z now"));
    CHECK_THAT(complaints[3], Catch::Contains("nodelete"));
    CHECK_THAT(symbol_complaints(DynamicSymbols{})[0], Catch::Contains("does not export wowhost_module_entry_v1"));
}

TEST_CASE("the symbols of a large shared object are counted by its hash table")
{
    // libstdc++ is at hand on every machine that runs this program.
    std::string library;
    const auto maps = wowhost::test::read_file("/proc/self/maps");
    const auto name = maps.find("libstdc++.so");
    REQUIRE(name != std::string::npos);
    const auto start = maps.find('/', maps.rfind('\n', name));
    library = maps.substr(start, maps.find('\n', start) - start);
    const auto result = read_dynamic_symbols(library);
    REQUIRE(std::holds_alternative<DynamicSymbols>(result));
    const auto& symbols = std::get<DynamicSymbols>(result);
    CHECK(symbols.exported_count > 3000);
    CHECK(symbols.exported.size() == DynamicSymbols::listed);
    CHECK(symbols.unique_count > 0);
}

TEST_CASE("a file whose symbols cannot be read is refused by a sentence that names it")
{
    const wowhost::test::TemporaryDirectory folder;
    wowhost::test::write_file(folder / "text.so", "text");
    const auto result = read_dynamic_symbols(folder / "text.so");
    REQUIRE(std::holds_alternative<std::string>(result));
    CHECK_THAT(std::get<std::string>(result), Catch::Contains("text.so is not a shared object"));
}
