// id_tokens: the good one, and each way in which one can be somebody else's.
#include "id_token.hpp"
#include "provider.hpp"
#include "signer.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace wow_battlenet_login;
using token_test::json;
using token_test::set_of;
using token_test::Signer;

namespace {

constexpr std::int64_t now = 1'700'000'000;

const Signer& signer()
{
    static const Signer one("one");
    return one;
}

const KeySet& keys()
{
    static const auto all = read_key_set(set_of({signer().listed()}));
    return all;
}

Expected expected()
{
    Expected wanted;
    wanted.issuer = "https://oauth.example";
    wanted.client_id = "site";
    wanted.nonce = "n-1";
    wanted.now = now;
    return wanted;
}

json claims()
{
    return {{"iss", "https://oauth.example"}, {"sub", "42"}, {"aud", "site"}, {"azp", "site"}, {"nonce", "n-1"},
        {"iat", now - 5}, {"exp", now + 3600}, {"battle_tag", "Ann#1234"}};
}

json with(const char* claim, const json& value)
{
    auto all = claims();
    all[claim] = value;
    return all;
}

json without(const char* claim)
{
    auto all = claims();
    all.erase(claim);
    return all;
}

Problem problem_of(const std::string& text)
{
    const auto token = read_id_token(text);
    return token ? check(*token, keys(), expected()) : Problem::malformed;
}

Problem problem_with(const json& all) { return problem_of(signer().sign(all)); }

} // namespace

TEST_CASE("A token that the key has signed for this login says who it is")
{
    const auto token = read_id_token(signer().sign(claims()));
    REQUIRE(token);
    CHECK(check(*token, keys(), expected()) == Problem::none);
    CHECK(token->subject == "42");
    CHECK(token->battletag == "Ann#1234");
    CHECK(token->audience == std::vector<std::string>{"site"});
    CHECK(problem_with(with("aud", json::array({"other", "site"}))) == Problem::none);
    CHECK(problem_with(without("azp")) == Problem::none);
    CHECK(problem_with(with("exp", now - 59)) == Problem::none); // clocks differ
    CHECK(problem_with(with("nbf", now + 59)) == Problem::none);
    CHECK(problem_with(with("exp", 1.7e9 + 10)) == Problem::none);
    CHECK(read_id_token(signer().sign(without("battle_tag")))->battletag.empty());
    CHECK(problem_with(without("battle_tag")) == Problem::none);
}

TEST_CASE("A token of somebody else, for somebody else, or of another time is refused")
{
    CHECK(problem_with(with("iss", "https://elsewhere.example")) == Problem::issuer);
    CHECK(problem_with(with("iss", "https://oauth.example/")) == Problem::issuer);
    CHECK(problem_with(without("iss")) == Problem::issuer);
    CHECK(problem_with(with("iss", json::array({"https://oauth.example"}))) == Problem::issuer);
    CHECK(problem_with(with("aud", "other")) == Problem::audience);
    CHECK(problem_with(with("aud", json::array({"other", 5}))) == Problem::audience);
    CHECK(problem_with(with("aud", json::array())) == Problem::audience);
    CHECK(problem_with(without("aud")) == Problem::audience);
    CHECK(problem_with(with("azp", "other")) == Problem::audience);
    CHECK(problem_with(with("exp", now - 60)) == Problem::expired);
    CHECK(problem_with(with("exp", 0)) == Problem::expired);
    CHECK(problem_with(with("nbf", now + 61)) == Problem::expired);
    CHECK(problem_with(with("nonce", "other")) == Problem::nonce);
    CHECK(problem_with(with("nonce", "")) == Problem::nonce);
    CHECK(problem_with(without("nonce")) == Problem::nonce);
    CHECK(problem_with(with("nonce", 1)) == Problem::nonce);
    CHECK(problem_with(without("sub")) == Problem::malformed);
    CHECK(problem_with(with("sub", 42)) == Problem::malformed);
    CHECK(problem_with(with("sub", std::string(300, 's'))) == Problem::malformed);
    CHECK(problem_with(without("exp")) == Problem::malformed);
    CHECK(problem_with(with("exp", "tomorrow")) == Problem::malformed);
    CHECK(problem_with(with("exp", -1)) == Problem::malformed);
    CHECK(problem_with(with("exp", INT64_MAX)) == Problem::malformed);

    const auto token = read_id_token(signer().sign(claims()));
    auto nobody = expected();
    nobody.client_id.clear();
    CHECK(check(*token, keys(), nobody) == Problem::audience);
    nobody = expected();
    nobody.nonce.clear();
    CHECK(check(*read_id_token(signer().sign(with("nonce", ""))), keys(), nobody) == Problem::nonce);
}

TEST_CASE("Only RS256 by a listed key is believed, whatever the token says of itself")
{
    const auto header = [](const char* algorithm, const char* id = "one") {
        return json::object({{"kid", id}, {"alg", algorithm}});
    };
    for (const auto* algorithm : {"none", "None", "HS256", "RS512", "PS256", "ES256", "rs256", ""})
        CHECK(problem_of(signer().sign(header(algorithm), claims())) == Problem::algorithm);
    CHECK(problem_of(signer().sign(json::object({{"kid", "one"}}), claims())) == Problem::algorithm);
    // Without a signature, as forgers send it.
    const auto text = encode_base64url(header("none").dump()) + "." + encode_base64url(claims().dump()) + ".";
    CHECK(problem_of(text) == Problem::algorithm);
    CHECK(problem_of(signer().sign(header("RS256", "two"), claims())) == Problem::unknown_key);
    CHECK(problem_of(signer().sign(json::object({{"alg", "RS256"}}), claims())) == Problem::unknown_key);
    CHECK(problem_of(Signer("one").sign(claims())) == Problem::signature);
    // A key that the token brings along, or says where to get.
    const Signer forger("one");
    for (const auto& [name, value] :
        std::vector<std::pair<const char*, json>>{{"jwk", forger.listed()}, {"jku", "https://evil.example/keys"},
            {"x5u", "https://evil.example/cert"}, {"x5c", json::array({"AA=="})}}) {
        auto brought = header("RS256");
        brought[name] = value;
        CHECK(problem_of(forger.sign(brought, claims())) == Problem::signature);
    }
    // What is said twice is read once, and what is signed by nobody stays so.
    CHECK(problem_of(encode_base64url(R"({"alg":"none","alg":"RS256","kid":"one"})") + "."
              + encode_base64url(claims().dump()) + ".")
        != Problem::none);
    auto critical = header("RS256");
    critical["crit"] = json::array({"exp"});
    CHECK(problem_of(signer().sign(critical, claims())) == Problem::malformed);

    // Another's claims under this signature.
    const auto good = signer().sign(claims());
    const auto end = good.rfind('.');
    const auto forged =
        good.substr(0, good.find('.') + 1) + encode_base64url(with("sub", "1").dump()) + good.substr(end);
    CHECK(problem_of(forged) == Problem::signature);
    CHECK(problem_of(good.substr(0, end + 1)) == Problem::signature);
}

TEST_CASE("No byte of a token can be changed")
{
    const auto good = signer().sign(claims());
    std::size_t tried = 0;
    for (std::size_t at = 0; at < good.size(); at += 3) {
        auto other = good;
        other[at] = other[at] == 'A' ? 'B' : 'A';
        // The last character holds bits that belong to no byte.
        if (other == good || at + 1 == good.size())
            continue;
        ++tried;
        CHECK(problem_of(other) != Problem::none);
    }
    CHECK(tried > 150);
}

TEST_CASE("What is no token is none")
{
    const auto good = signer().sign(claims());
    for (const auto& text : std::vector<std::string>{"", ".", "..", "...", "a.b", "a.b.c", good + ".x", "." + good,
             good.substr(0, good.rfind('.')), good + " ", "e30.W10.AA", "W10.e30.AA", "bnVsbA.bnVsbA.AA",
             good + std::string(20'000, 'A')})
        CHECK_FALSE(read_id_token(text));
    CHECK(problem_of("e30.e30.") == Problem::algorithm); // {}.{}
}

TEST_CASE("Every problem has its own sentence, which says what to do")
{
    std::vector<std::string> all;
    for (const auto problem : {Problem::malformed, Problem::algorithm, Problem::unknown_key, Problem::signature,
             Problem::issuer, Problem::audience, Problem::expired, Problem::nonce}) {
        all.emplace_back(sentence(problem));
        CHECK(all.back().find("og in again") != std::string::npos);
        CHECK(std::count(all.begin(), all.end(), all.back()) == 1);
    }
}

TEST_CASE("A discovery document is believed for its own issuer, with endpoints that may be asked")
{
    const json good{{"issuer", "https://oauth.example"}, {"authorization_endpoint", "https://oauth.example/authorize"},
        {"token_endpoint", "https://oauth.example/token"}, {"jwks_uri", "https://oauth.example/jwks/certs"},
        {"userinfo_endpoint", "https://oauth.example/userinfo"}};
    const auto provider = read_provider(good.dump(), "https://oauth.example/");
    REQUIRE(provider);
    CHECK(provider->issuer == "https://oauth.example");
    CHECK(provider->jwks_uri == "https://oauth.example/jwks/certs");
    CHECK_FALSE(read_provider(good.dump(), "https://oauth.example.evil"));
    for (const auto* member : {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"})
        for (const json& value :
            {json(), json(5), json(""), json("javascript:alert(1)"), json("http://elsewhere.example/"),
                json("https://"), json("https://user@oauth.example/"), json("https://oauth.example/ x")}) {
            auto other = good;
            other[member] = value;
            INFO(member << " " << value.dump());
            CHECK_FALSE(read_provider(other.dump(), "https://oauth.example"));
        }
    auto lean = good;
    lean["userinfo_endpoint"] = "ftp://x";
    CHECK(read_provider(lean.dump(), "https://oauth.example")->userinfo_endpoint.empty());
    for (const auto* text : {"", "[]", "null", "<html>"})
        CHECK_FALSE(read_provider(text, "https://oauth.example"));
    CHECK(is_endpoint("http://127.0.0.1:8099/token"));
    CHECK(is_endpoint("http://[::1]:8099/token"));
    for (const auto* url : {"http://127.0.0.1.evil.example/", "http://localhost@evil.example/", "//x", "", "https:///x",
             "https://x#y", "http://[::1].evil.example/"})
        CHECK_FALSE(is_endpoint(url));
}

TEST_CASE("The answer of the token endpoint, and of /userinfo, is taken only as far as it can be used")
{
    const auto answer =
        read_token_answer(R"({"access_token":"EU1","id_token":"a.b.c","expires_in":86399,"scope":"openid"})");
    REQUIRE(answer);
    CHECK(answer->access_token == "EU1");
    CHECK(answer->expires_in == 86399);
    CHECK(answer->scopes == "openid");
    CHECK(read_token_answer(R"({"access_token":"x","id_token":"y"})")->expires_in == 86400);
    for (const auto* text : {"", "{}", R"({"access_token":"x"})", R"({"id_token":"x"})",
             R"({"access_token":"","id_token":"y"})", R"({"access_token":"a b","id_token":"y"})",
             R"({"access_token":"a\r\nX: y","id_token":"y"})", R"({"access_token":5,"id_token":"y"})"})
        CHECK_FALSE(read_token_answer(text));
    CHECK(read_battletag(R"({"sub":"42","id":42,"battletag":"Ann#1"})", "42") == "Ann#1");
    CHECK(read_battletag(R"({"sub":"42","battle_tag":"Ann#1"})", "42") == "Ann#1");
    CHECK(read_battletag(R"({"sub":"43","battletag":"Bob#1"})", "42").empty());
    CHECK(read_battletag(R"({"battletag":"Bob#1"})", "").empty());
    CHECK(read_battletag("nothing", "42").empty());
}
