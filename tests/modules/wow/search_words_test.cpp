// How names are compared in a search.
#include <wow/search_words.hpp>

#include <catch2/catch.hpp>

using wow::Match;
using wow::search_entries;
using wow::search_match;
using wow::search_text;

TEST_CASE("a search text is words with one space between them")
{
    CHECK(search_text("invincible's  reins") == "invincibles reins");
    CHECK(search_text("kel'thuzad") == "kelthuzad");
    CHECK(search_text("kel\u2019thuzad") == "kelthuzad");
    CHECK(search_text("thunderfury, blessed blade (of) the-windseeker!")
        == "thunderfury blessed blade of the windseeker");
    CHECK(search_text("\u00ablame\u00bb \u2014 du\u00a0vent\u2026") == "lame du vent");
    CHECK(search_text("\u300c\u7121\u6575\u300d\uff01") == "\u7121\u6575");
    CHECK(search_text("{name} the explorer") == "the explorer");
    CHECK(search_text("the {name}, explorer") == "the explorer");
    CHECK(search_text(" \t-_.,") == "");
    CHECK(search_text("") == "");
}

TEST_CASE("a search text is cut between characters, whatever it is made of")
{
    std::string umlauts;
    for (int i = 0; i < 300; ++i)
        umlauts += "\u00e4";
    const auto text = search_text(umlauts);
    CHECK(text.size() == wow::longest_search_text);
    CHECK(search_text(std::string(199, 'a') + " \u00e4").size() == 199);
    CHECK(search_text(std::string(199, 'a') + "\u00e4").size() == 199);
    CHECK_NOTHROW(search_text("\xff\xfe\x80 a\xe4"));
    CHECK_NOTHROW(search_entries("\xff\xfe\x80 a\xe4"));
}

TEST_CASE("a name is entered at each word, and at each character where words have no spaces")
{
    CHECK(search_entries("blade of wind") == std::vector<std::size_t>{0, 6, 9});
    CHECK(search_entries("").empty());
    CHECK(search_entries("\u7121\u6575\u7684 a") == std::vector<std::size_t>{0, 3, 6, 10});
    std::string many;
    for (int i = 0; i < 60; ++i)
        many += "a ";
    CHECK(search_entries(many).size() == wow::most_search_entries);
}

TEST_CASE("what is no UTF-8 separates, and what is left means the same again")
{
    CHECK(search_text("ab\xC2"
                      "cd")
        == "ab cd");
    CHECK(search_text("ab\xC2'\xA2"
                      "cd")
        == "ab cd"); // without its apostrophe it would be a character
    CHECK(search_text("\xEF\xBF\xBD") == "");
}

TEST_CASE("better matches come before worse ones")
{
    const std::string name = "thunderfury blessed blade of the windseeker";
    CHECK(search_match(name, name) == Match::exact);
    CHECK(search_match(name, "thunderfury bl") == Match::beginning);
    CHECK(search_match(name, "blade of") == Match::phrase);
    CHECK(search_match(name, "windseeker thunder") == Match::words);
    CHECK(search_match(name, "wind of bles") == Match::words);
    CHECK(search_match(name, "hunder") == Match::none);
    CHECK(search_match(name, "thunderfury axe") == Match::none);
    CHECK(search_match(name, "") == Match::none);
    CHECK(search_match("", "a") == Match::none);
    CHECK(Match::exact > Match::beginning);
    CHECK(Match::beginning > Match::phrase);
    CHECK(Match::phrase > Match::words);
    CHECK(Match::words > Match::none);
}

TEST_CASE("what begins with a text lies between it and its upper bound, and nothing else does")
{
    const auto inside = [](const std::string& text, const std::string& prefix) {
        return text >= prefix && text < wow::search_upper_bound(prefix);
    };
    CHECK(inside("blade", "blade"));
    CHECK(inside("blade of \u7121", "blade"));
    CHECK(inside("blade\U0010fffe", "blade"));
    CHECK_FALSE(inside("blad", "blade"));
    CHECK_FALSE(inside("bladf", "blade"));
    CHECK_FALSE(inside("blac", "blade"));
}

TEST_CASE("the search text of a search text is itself, of text that is no UTF-8 too")
{
    for (const std::string text : {"\xe0- #-", "\xf0\x9f", "a\xc3(b", "\xff\xfe", "blade  of {name}"}) {
        const auto once = wow::search_text(text);
        CHECK(wow::search_text(once) == once);
    }
}
