// Any bytes as a module's file. Start it with a real module in the corpus.
#include "host/module/fingerprint.hpp"
#include "host/module/note_reader.hpp"
#include "host/module/symbol_reader.hpp"

#include <cstdlib>

using namespace wowhost::module;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const MemoryBytes bytes(std::as_bytes(std::span(data, size)));
    const auto notes = read_notes(bytes, "fuzz.so");
    if (const auto* found = std::get_if<Notes>(&notes)) {
        if (!is_utf8(found->info) || !is_utf8(found->fingerprint))
            std::abort();
        compare_fingerprints(found->fingerprint);
    }
    const auto symbols = read_dynamic_symbols(bytes, "fuzz.so");
    if (const auto* found = std::get_if<DynamicSymbols>(&symbols))
        symbol_complaints(*found);
    return 0;
}
