// How names are cut into words and matched, and what Battle.net's search answers, on arbitrary bytes.
#include <wow/name_search.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    const auto text = wow::search_text(input);
    if (text.size() > wow::longest_search_text || wow::search_text(text) != text)
        std::abort();
    for (const auto place : wow::search_entries(text))
        if (place >= text.size() || wow::search_match(text, text.substr(place)) == wow::Match::none)
            std::abort();
    wow::Document document;
    if (document.parse(input, "fuzz"))
        static_cast<void>(wow::read_search_results(document.root(), "en_GB"));
    return 0;
}
