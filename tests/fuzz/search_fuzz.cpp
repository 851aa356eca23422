// How names are cut into words and matched, what Battle.net's search answers, and what visitors order, on arbitrary
// bytes.
#include <wow/name_search.hpp>
#include <wow/search_request.hpp>

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
    wowhost::Request order;
    order.body = input;
    try {
        static_cast<void>(wow::read_import(order));
    } catch (const wowhost::Error&) { // says what is wrong
    }
    const wowhost::Fields query({wowhost::Fields::Pair("q", input), wowhost::Fields::Pair("type", input)});
    if (wow::search_words_of(query).size() > wow::longest_question || wow::search_types_of(query).size() > 32)
        std::abort();
    return 0;
}
