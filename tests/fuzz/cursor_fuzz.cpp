// Cursors of pages on arbitrary bytes, and on bytes that bear the right mark: what is read can be compared by a
// database, has as many values as there are keys, and is written the same.
#include "cursor.hpp"
#include "utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace jsonapi;

const std::vector<SortKey>& sorts()
{
    static const std::vector<SortKey> keys = [] {
        std::vector<SortKey> made(4);
        const wowhost::FieldType types[] = {wowhost::FieldType::text, wowhost::FieldType::integer,
            wowhost::FieldType::real, wowhost::FieldType::boolean};
        for (std::size_t i = 0; i < made.size(); ++i) {
            made[i].path = std::string(1, static_cast<char>('a' + i));
            made[i].type = types[i];
            made[i].descending = i % 2 == 1;
        }
        return made;
    }();
    return keys;
}

std::string base64(const std::string& bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned held = 0;
    int bits = 0;
    for (const char c : bytes) {
        held = held << 8U | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6)
            text += digits[held >> static_cast<unsigned>(bits - 6) & 63U];
    }
    return bits > 0 ? text + digits[held << static_cast<unsigned>(6 - bits) & 63U] : text;
}

void check(const std::string& cursor)
{
    const auto position = decode_cursor("book", sorts(), cursor);
    if (!position)
        return;
    if (decode_cursor("book", sorts(), encode_cursor("book", sorts(), *position)) != position)
        std::abort();
    if (!position->values)
        return;
    if (position->values->size() != sorts().size())
        std::abort();
    for (const auto& value : *position->values)
        if (value.text().size() > longest_held_text || !is_utf8(value.text())
            || value.text().find('\0') != std::string_view::npos)
            std::abort();
    if (sets_after(sorts(), position->id, *position->values).size() > 2 * sorts().size() + 1)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(reinterpret_cast<const char*>(data), size);
    check(input);
    // The mark of this order, taken from a cursor of ours, before what the fuzzer wants.
    static const std::string mark = [] {
        std::string bytes;
        unsigned held = 0;
        int bits = 0;
        constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (const char c : encode_cursor("book", sorts(), Position())) {
            held = held << 6U | static_cast<unsigned>(digits.find(c));
            bits += 6;
            if (bits >= 8)
                bytes += static_cast<char>(held >> static_cast<unsigned>(bits -= 8) & 255U);
        }
        return bytes.substr(0, 8);
    }();
    check(base64(mark + input));
    return 0;
}
