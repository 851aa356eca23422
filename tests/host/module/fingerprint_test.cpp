#include "host/module/fingerprint.hpp"

#include <catch2/catch.hpp>

using namespace wowhost::module;

namespace {

constexpr auto host = "sdk=1;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=none;pointer_bytes=8";

} // namespace

TEST_CASE("a module of the host's own toolchain family fits, in whatever order its fields come")
{
    CHECK(compare_fingerprints(host_fingerprint()).empty());
    CHECK(compare_fingerprints(host, host).empty());
    CHECK(compare_fingerprints(
        "pointer_bytes=8;sanitizer=none;containers=normal;library_abi=cxx11;library=libstdc++;sdk=1;", host)
              .empty());
}

TEST_CASE("a fingerprint difference is one sentence that names both sides and the remedy")
{
    struct Case {
        const char* module;
        std::vector<const char*> said;
    };
    const std::vector<Case> cases{
        {"sdk=2;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=none;pointer_bytes=8",
            {"SDK major version", "the module has 2", "the host has 1", "build it against SDK 1.x"}},
        {"sdk=1;library=libstdc++;library_abi=old;containers=normal;sanitizer=none;pointer_bytes=8",
            {"the module has old", "the host has cxx11", "_GLIBCXX_USE_CXX11_ABI"}},
        {"sdk=1;library=libstdc++;library_abi=cxx11;containers=debug;sanitizer=none;pointer_bytes=8",
            {"container", "the module has debug", "the host has normal", "_GLIBCXX_DEBUG"}},
        {"sdk=1;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=address;pointer_bytes=8",
            {"sanitizer", "the module has address", "the host has none"}},
        {"sdk=1;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=none",
            {"pointer size", "does not say", "the host has 8"}},
        {"sdk=1;library=libstdc++;library_abi=cxx11;containers=normal;sanitizer=none;pointer_bytes=8;endian=big",
            {"endian", "the module has big", "no such field", "newer host"}},
    };
    for (const auto& one : cases) {
        INFO(one.module);
        const auto sentences = compare_fingerprints(one.module, host);
        REQUIRE(sentences.size() == 1);
        for (const auto* part : one.said)
            CHECK_THAT(sentences[0], Catch::Contains(part));
    }
}

TEST_CASE("all differences are told, and rubbish is one per field")
{
    CHECK(compare_fingerprints(
              "sdk=1;library=libc++;library_abi=v1;containers=normal;sanitizer=none;pointer_bytes=8", host)
              .size()
        == 2);
    CHECK(compare_fingerprints("", host).size() == 6);
    CHECK(compare_fingerprints(";;=;;", host).size() == 7);
}
