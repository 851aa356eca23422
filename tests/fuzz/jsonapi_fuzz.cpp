// Parameters of the JSON:API, its cursors and its media types on arbitrary bytes: bounded, nothing hidden in what is
// asked of the storage, and a cursor that is read is written the same.
#include "cursor.hpp"
#include "media_type.hpp"

#include "../modules/jsonapi/library.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace jsonapi;
    const std::string input(reinterpret_cast<const char*>(data), size);
    wowhost::Fields query;
    for (std::size_t begin = 0; begin < input.size();) {
        const auto end = std::min(input.find('\n', begin), input.size());
        const auto pair = input.substr(begin, end - begin);
        const auto equals = std::min(pair.find('='), pair.size());
        query.add(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
        begin = end + 1;
    }
    const auto types = jsonapi_test::catalogue();
    const auto asked = parse_parameters(types, types.type("book"), Address::collection, query, {50, 100});
    if (asked.size < 1 || asked.size > 100 || asked.conditions.size() > most_filters || asked.sorts.size() > most_sorts
        || asked.faults.size() > most_faults + 3)
        std::abort();
    for (const auto& condition : asked.conditions)
        if (condition.field.find("secret") != std::string::npos || condition.field.find("owner") != std::string::npos)
            std::abort();
    const auto position = decode_cursor("book", asked.sorts, asked.after);
    if (position && decode_cursor("book", asked.sorts, encode_cursor("book", asked.sorts, *position)) != position)
        std::abort();
    wowhost::Fields headers;
    headers.add("accept", input);
    headers.add("content-type", input);
    static_cast<void>(refuse_media_type(headers));
    return 0;
}
