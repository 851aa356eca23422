// wow: how names are compared in a search. Header-only, pure.
//
// A folded name (wowhost::Text::fold: no case, no accents) becomes words with one space between them. Apostrophes
// vanish ("kel'thuzad" is one word), other punctuation separates, and so does what is no UTF-8. The index keeps, for
// each word, the rest of the name from that word on, so that "blade of" is found inside of a name by its beginning.
// Scripts without spaces (Chinese, Japanese) may be entered at each character.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wow {

namespace detail {

inline constexpr std::uint32_t no_character = 0xFFFDU;

/// The code point at the beginning of UTF-8, and its size in bytes; a byte that begins none is no_character.
inline std::uint32_t code_point(std::string_view text, std::size_t& size) noexcept
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    size = byte(0) < 0x80U ? 1 : byte(0) < 0xE0U ? 2 : byte(0) < 0xF0U ? 3 : 4;
    if (size == 1)
        return byte(0);
    if (byte(0) < 0xC0U || text.size() < size) {
        size = 1;
        return no_character;
    }
    std::uint32_t code = byte(0) & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            size = 1;
            return no_character;
        }
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    return code;
}

inline bool is_apostrophe(std::uint32_t code) noexcept
{
    return code == '\'' || code == '`' || code == 0xB4U || code == 0x2BCU || (code >= 0x2018U && code <= 0x201BU);
}

inline bool is_separator(std::uint32_t code) noexcept
{
    if (code < 0x80U)
        return !((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z'));
    return (code >= 0x80U && code <= 0xBFU && code != 0xAAU && code != 0xB5U && code != 0xBAU)
        || (code >= 0x2000U && code <= 0x206FU) || (code >= 0x3000U && code <= 0x3004U)
        || (code >= 0x3008U && code <= 0x3020U) || code == 0x30FBU || (code >= 0xFE30U && code <= 0xFE6FU)
        || (code >= 0xFF01U && code <= 0xFF0FU) || code == 0xFEFFU || code == no_character;
}

/// Written without spaces between words.
inline bool is_ideograph(std::uint32_t code) noexcept
{
    return (code >= 0x3040U && code <= 0x30FFU) || (code >= 0x3400U && code <= 0x9FFFU)
        || (code >= 0xF900U && code <= 0xFAFFU) || (code >= 0x20000U && code <= 0x3FFFFU);
}

inline std::string cut(std::string_view text, std::size_t most)
{
    if (text.size() > most) {
        while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U)
            --most;
        text = text.substr(0, most);
    }
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return std::string(text);
}

} // namespace detail

inline constexpr std::size_t longest_search_text = 200; ///< Bytes of a name that are compared.
inline constexpr std::size_t most_search_entries = 24; ///< Places at which a name can be entered.

/// Words of a folded text, with one space between them. The placeholder of titles, `{name}`, is none.
inline std::string search_text(std::string_view folded)
{
    constexpr std::string_view placeholder = "{name}";
    std::string out;
    bool gap = false;
    for (std::size_t at = 0; at < folded.size();) {
        if (folded.substr(at).starts_with(placeholder)) {
            at += placeholder.size();
            gap = true;
            continue;
        }
        std::size_t size = 0;
        const auto code = detail::code_point(folded.substr(at), size);
        if (!detail::is_apostrophe(code)) {
            if (detail::is_separator(code)) {
                gap = true;
            } else {
                if (gap && !out.empty())
                    out += ' ';
                gap = false;
                out += folded.substr(at, size);
            }
        }
        at += size;
    }
    return detail::cut(out, longest_search_text);
}

/// The places (bytes) of a search text at which it can be entered; the first is 0. None for an empty text.
inline std::vector<std::size_t> search_entries(std::string_view text)
{
    std::vector<std::size_t> places;
    bool begins = true;
    for (std::size_t at = 0; at < text.size() && places.size() < most_search_entries;) {
        std::size_t size = 0;
        const auto code = detail::code_point(text.substr(at), size);
        if (code != ' ' && (begins || detail::is_ideograph(code)))
            places.push_back(at);
        begins = code == ' ';
        at += size;
    }
    return places;
}

inline std::vector<std::string> search_words(std::string_view text)
{
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0)
            words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

/// What is equal to or longer than `text` and begins with it is less than this (compared by code point).
inline std::string search_upper_bound(std::string_view text) { return std::string(text) + "\xF4\x8F\xBF\xBF"; }

/// How well a name meets a query.
enum class Match {
    none, ///< Found by others, for reasons of their own.
    words, ///< Each word of the query begins a word of the name.
    phrase, ///< The query stands inside of the name.
    beginning, ///< The name begins with the query.
    exact,
};

/// Both are search texts.
inline Match search_match(std::string_view name, std::string_view query)
{
    if (query.empty() || name.empty())
        return Match::none;
    if (name == query)
        return Match::exact;
    if (name.starts_with(query))
        return Match::beginning;
    const auto places = search_entries(name);
    const auto enters = [&](std::string_view part) {
        return std::any_of(
            places.begin(), places.end(), [&](std::size_t at) { return name.substr(at).starts_with(part); });
    };
    if (enters(query))
        return Match::phrase;
    const auto words = search_words(query);
    return std::all_of(words.begin(), words.end(), enters) ? Match::words : Match::none;
}

} // namespace wow
