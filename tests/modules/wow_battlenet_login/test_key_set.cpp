// Key sets as Battle.net writes them, as the rule has them, and as nobody should.
#include "key_set.hpp"
#include "modules/wow_character/recorded.hpp"
#include "signer.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <utility>
#include <vector>

using namespace wow_battlenet_login;
using token_test::json;
using token_test::set_of;
using token_test::Signer;

namespace {

const Signer& signer()
{
    static const Signer one("one");
    return one;
}

std::size_t usable(const json& key) { return read_key_set(set_of({key})).size(); }

} // namespace

TEST_CASE("base64 is read in both alphabets, with and without padding, and nothing else is")
{
    for (const auto& bytes : {std::string(), std::string("\xfb\xff\xfe", 3), std::string("a"), std::string("ab"),
             std::string("abc"), std::string(1, '\0') + "\x01"})
        CHECK(decode_base64(encode_base64url(bytes)) == bytes);
    CHECK(encode_base64url("\xfb\xff\xfe") == "-__-");
    CHECK(decode_base64("+//+") == "\xfb\xff\xfe");
    CHECK(decode_base64("YQ==") == "a");
    CHECK(decode_base64("YQ") == "a");
    for (const auto* wrong : {"Y", "YQ===", "Y=Q=", "YQ\n", " YQ", "Y.Q", "\xc3\xa4"})
        CHECK_FALSE(decode_base64(wrong));
}

TEST_CASE("A key is the same however it is written, and verifies what it signed")
{
    const auto as_there = read_key_set(set_of({signer().listed()}));
    const auto by_rule = read_key_set(set_of({signer().listed_by_the_rule()}));
    REQUIRE(as_there.size() == 1);
    CHECK(as_there == by_rule);
    CHECK(as_there.front().modulus == signer().modulus());
    CHECK(as_there.front().exponent == std::string("\x01\x00\x01", 3));
    CHECK(signer().listed()["n"].get<std::string>().size() == 344);

    const std::string text = "header.claims";
    auto signature = signer().signature(text);
    CHECK(is_signed_by(as_there.front(), text, signature));
    CHECK_FALSE(is_signed_by(as_there.front(), text + "x", signature));
    CHECK_FALSE(is_signed_by(as_there.front(), text, ""));
    CHECK_FALSE(is_signed_by(as_there.front(), text, signature + "x"));
    for (std::size_t at = 0; at < signature.size(); at += 17) {
        auto other = signature;
        other[at] = static_cast<char>(other[at] ^ 1);
        CHECK_FALSE(is_signed_by(as_there.front(), text, other));
    }
    const Signer stranger("one");
    CHECK_FALSE(is_signed_by(as_there.front(), text, stranger.signature(text)));
}

TEST_CASE("The recorded key sets of Battle.net are read whole")
{
    std::set<std::string> ids;
    KeySet all;
    for (const auto* day :
        {"2024-06-05", "2024-06-25", "2024-07-22", "2024-08-18", "2024-08-28", "2024-09-24", "2024-10-11"}) {
        const auto body = recorded::body("jwks/wellknown-" + std::string(day) + ".json");
        if (!body)
            return;
        const auto keys = read_key_set(*body);
        const auto listed = json::parse(*body)["keys"];
        INFO(day);
        REQUIRE(keys.size() == listed.size());
        CHECK(keys.size() >= 2);
        for (std::size_t at = 0; at < keys.size(); ++at) {
            CHECK(keys[at].id == listed[at]["kid"]);
            CHECK(keys[at].modulus.size() == 256);
            CHECK((static_cast<unsigned char>(keys[at].modulus.front()) & 0x80U) != 0);
            CHECK(keys[at].exponent == std::string("\x01\x00\x01", 3));
            CHECK_FALSE(is_signed_by(keys[at], "text", std::string(256, 'x')));
            ids.insert(keys[at].id);
        }
        // Each set shares a key with the one before: the union knows every key that was ever listed.
        all = united(keys, all);
        CHECK(all.front().id == keys.front().id);
    }
    CHECK(all.size() == ids.size());
    for (const auto& id : ids)
        CHECK(find_key(all, id) != nullptr);
    CHECK(find_key(all, "nobody's") == nullptr);
}

TEST_CASE("Keys that cannot be used are left out, and the others stay")
{
    const auto changed = [](const char* member, const json& value) {
        auto key = signer().listed();
        key[member] = value;
        return key;
    };
    auto lean = signer().listed();
    lean.erase("use");
    lean.erase("alg");
    lean["x5c"] = {"unknown"};
    CHECK(usable(lean) == 1);
    CHECK(usable(changed("e", "Aw")) == 1);
    for (const auto& [member, value] :
        std::vector<std::pair<const char*, json>>{{"kty", "EC"}, {"kty", nullptr}, {"use", "enc"}, {"alg", "HS256"},
            {"alg", "RS512"}, {"alg", 5}, {"kid", ""}, {"kid", 7}, {"kid", nullptr}, {"kid", std::string(300, 'k')},
            {"n", "no base64!"}, {"n", ""}, {"n", json::array()}, {"n", "AAAA"}, {"n", std::string(4000, 'B')},
            {"e", ""}, {"e", "AA"}, {"e", "AQ"}, {"e", "Ag"}, {"e", encode_base64url("123456789")}, {"e", nullptr}}) {
        INFO(member << " " << value.dump());
        CHECK(usable(changed(member, value)) == 0);
    }
    const Signer small("small", 1024);
    CHECK(usable(small.listed()) == 0);
    const auto even = [] {
        auto bytes = signer().modulus();
        bytes.back() = static_cast<char>(bytes.back() & 0xfe);
        return encode_base64url(bytes);
    }();
    CHECK(usable(changed("n", even)) == 0);

    const Signer second("two");
    const auto keys = read_key_set(set_of({nullptr, 5, "text", json::array(), json::object(), changed("n", "?"),
        signer().listed(), second.listed(), changed("n", second.listed()["n"])}));
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].modulus == signer().modulus()); // of two with one id the first
    CHECK(keys[1].id == "two");
}

TEST_CASE("What is no key set is an empty one, and a huge one ends")
{
    for (const auto* text : {"", "null", "[]", "{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"keys\":[}", "<html>",
             "{\"keys\":[{}]}", "\xff\xfe"})
        CHECK(read_key_set(text).empty());
    json::array_t many;
    for (int i = 0; i < 100; ++i) {
        many.push_back(signer().listed());
        many.back()["kid"] = "key " + std::to_string(i);
    }
    const auto keys = read_key_set(set_of(many));
    CHECK(keys.size() == 32);
    CHECK(united(keys, read_key_set(set_of({signer().listed()}))).size() == 32);
    CHECK(read_key_set(set_of({signer().listed(), std::string(300'000, 'x')})).empty());
}
