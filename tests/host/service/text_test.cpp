#include "host/service/text.hpp"
#include "host/service/token.hpp"
#include "site.hpp"

#include <set>

using namespace wowhost::service;

TEST_CASE("lower-case is the same for every script and in NFC")
{
    CHECK(lower("SHEDAY") == "sheday");
    CHECK(lower("ÄGIEL") == "ägiel");
    CHECK(lower("Ð") == "ð");
    CHECK(lower("АЛЬВЕОНЯША") == "альвеоняша");
    CHECK(lower("A\xCC\x88giel") == "ägiel"); // A and a combining diaeresis
    CHECK(lower("ẞ") == "ß");
    CHECK(lower("Æ Þ Ñ Ø") == "æ þ ñ ø");
    CHECK(lower("한글 日本") == "한글 日本");
    CHECK(lower("") == "");
    CHECK(lower("i\xCC\x87İ").find("\xCC\x87\xCC\x87") == std::string::npos);
}

TEST_CASE("folding removes case and accents")
{
    CHECK(fold("Éloïse") == "eloise");
    CHECK(fold("STRASSE") == fold("Straße"));
    CHECK(fold("Ёлка") == "елка");
    CHECK(fold("Ñandú") == "nandu");
}

TEST_CASE("invalid UTF-8 is replaced")
{
    CHECK(lower("A\xFF"
                "B")
        == "a\xEF\xBF\xBD"
           "b");
    CHECK(fold("\xC3") == "\xEF\xBF\xBD");
    CHECK(valid_utf8("a\xE2\x82") == "a\xEF\xBF\xBD");
    CHECK(valid_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD"); // a surrogate
    CHECK(valid_utf8("grün") == "grün");
    CHECK(valid_utf8("\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
}

TEST_CASE("text is cut between code points")
{
    CHECK(cut_utf8("grün", 3) == "gr");
    CHECK(cut_utf8("grün", 4) == "grü");
    CHECK(cut_utf8("abc", 9) == "abc");
}

TEST_CASE("long names become short and stay different")
{
    std::set<std::string> names;
    for (int i = 0; i < 100; ++i) {
        const auto name = bounded_name(std::string(5000, 'x') + std::to_string(i), 200);
        CHECK(name.size() <= 200);
        names.insert(name);
    }
    CHECK(names.size() == 100);
    CHECK(bounded_name("short", 200) == "short");
    CHECK(random_token() != random_token());
    CHECK(random_token().size() == 32);
}
